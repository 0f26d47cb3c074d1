import { type ArmDoor, createArmDoor } from '../arm.js'
import { createClock, isoOf } from '../clock.js'
import type { MockContext } from '../context.js'
import { copyOf, isObject, type JsonObject, objectOf } from '../json.js'
import { callerOf } from '../providers/authorization/callers.js'
import { allRoutes } from '../providers/index.js'
import { createSimulation } from '../simulation.js'
import { createState, type MockState } from '../store.js'
import { createTimings } from '../timings.js'
import type { WorldStart } from './start.js'

/** The subscription every world has. */
export const FIRST_SUBSCRIPTION = '00000000-0000-0000-0000-000000000001'

/** api-version of building requests: new enough for crash-consistent policies, as old as the recordings. */
const API_VERSION = '2024-04-01'

/**
 * A world in the making: a mock of its own whose calendar starts in the past. Requests go through ARM's front door, so that
 * every check applies to them too; the calendar moves on by `goTo`, and schedules, jobs and points happen on the way.
 */
export interface Stage {
  readonly ctx: MockContext
  /** Sends a request; the path starts after `/subscriptions/{id}`. Throws on a refusal that is not named in `despite`. */
  send(request: StageRequest): void
  /** Moves the calendar on to a moment; never back. */
  goTo(ms: number): void
  /** The finished state. */
  finish(): MockState
}

/** A request of a stage. */
export interface StageRequest {
  method: 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  path: string
  body?: JsonObject
  /** The first subscription when absent. */
  subscriptionId?: string
  /** Codes of refusals that do not matter. */
  despite?: readonly string[]
}

/** Opens a stage at a moment in the past, with nothing on it. Work on it goes as fast as the job speed says. */
export function openStage(start: WorldStart, fromMs: number, jobSpeed = 1): Stage {
  const clock = createClock({ kind: 'manual', start: isoOf(fromMs) }, 1)
  const state = createState({ ...start, clock: clock.anchor() })
  const settings = { jobSpeed, pageSize: 200, retryAfterSeconds: 0, calendarSpeed: 1, caller: callerOf('owner') }
  const simulation = createSimulation({ state, settings, clock, timings: createTimings(jobSpeed) })
  const door = createArmDoor(simulation.context, allRoutes)
  return {
    ctx: simulation.context,
    send: (request) => sendOrThrow(door, request),
    goTo: (ms) => simulation.advance(Math.max(0, ms - clock.now())),
    finish() {
      // Nobody polls what the building started.
      state.compute.operations = {}
      state.clock = clock.anchor()
      return state
    },
  }
}

/** Adds a subscription in which the providers of a backup client are registered. */
export function addSubscription(stage: Stage, subscription: { id: string; displayName: string }): void {
  stage.ctx.state.resources.subscriptions[subscription.id.toLowerCase()] = {
    ...subscription,
    providers: {
      'microsoft.recoveryservices': 'Registered',
      'microsoft.compute': 'Registered',
      'microsoft.storage': 'Registered',
      'microsoft.network': 'Registered',
    },
  }
}

function sendOrThrow(door: ArmDoor, request: StageRequest): void {
  const { method, path, body, subscriptionId = FIRST_SUBSCRIPTION, despite = [] } = request
  const url = `https://management.azure.com/subscriptions/${subscriptionId}${path}?api-version=${API_VERSION}`
  const reply = door({ method, url, headers: {}, body: '', ...(body && { json: copyOf(body) }) })
  if (reply.status < 300) return
  const code = isObject(reply.body) ? objectOf(reply.body.error).code : undefined
  if (!despite.includes(String(code))) {
    throw new Error(`Building the world failed: ${method} ${path}: ${JSON.stringify(reply.body)}`)
  }
}
