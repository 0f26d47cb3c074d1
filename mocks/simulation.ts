import type { Clock, ClockAnchor } from './clock.js'
import type { MockContext, MockSettings } from './context.js'
import { createEventQueue } from './event-queue.js'
import { createFaults } from './faults.js'
import { createRandom } from './random.js'
import { handleEvent } from './service/events.js'
import { disinheritTables, type MockState } from './store.js'
import type { Timings } from './timings.js'

/** Ties clock, state and events together. */
export interface Simulation {
  readonly context: MockContext
  /** Runs every event that is due, each at its own moment, then freezes time at the present for what follows. */
  settle(): void
  /** One request has come: a manual clock may let time pass for it. */
  tick(): void
  /** Moves the calendar and settles. */
  advance(ms: number): void
  /** What a saved state needs to go on from here. */
  anchor(): ClockAnchor
  /** How many events have happened since the simulation was built. */
  eventsHandled(): number
}

/** Builds the simulation on a state. */
export function createSimulation(parts: {
  state: MockState
  settings: MockSettings
  clock: Clock
  timings: Timings
}): Simulation {
  const { state, settings, clock, timings } = parts
  disinheritTables(state)
  const queue = createEventQueue(state.events)
  let moment = clock.now()
  let handled = 0
  const random = createRandom(state)
  const context: MockContext = {
    state,
    settings,
    timings,
    random,
    faults: createFaults(state, random),
    now: () => moment,
    schedule: (event, dueMs) => queue.push(event, Math.max(dueMs, moment)),
  }
  const settle = () => {
    const target = clock.now()
    for (let entry = queue.popDue(target); entry; entry = queue.popDue(target)) {
      moment = entry.dueMs
      handleEvent(context, entry.event)
      handled += 1
    }
    moment = target
  }
  return {
    context,
    settle,
    tick() {
      clock.tick()
      settle()
    },
    anchor: clock.anchor,
    eventsHandled: () => handled,
    advance(ms) {
      clock.advance(ms)
      settle()
    },
  }
}
