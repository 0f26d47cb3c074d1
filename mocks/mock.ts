import type { TokenCredential } from '@azure/core-auth'
import type { HttpClient } from '@azure/core-rest-pipeline'
import { createApp } from './app.js'
import { type ArmDoor, createArmDoor } from './arm.js'
import type { ArmReply, ArmRequest } from './arm-types.js'
import { anchorAt, type Clock, type ClockOptions, createClock, dateOf, msOf, wallNow } from './clock.js'
import type { MockSettings } from './context.js'
import { createFakeCredential } from './credential.js'
import type { FaultInput, Faults } from './faults.js'
import { createHttpClient } from './http-client.js'
import { copyOf } from './json.js'
import { type Caller, callerOf } from './providers/authorization/callers.js'
import type { MockIdentity } from './providers/authorization/roles.js'
import { checkGuest, setGuest } from './providers/compute/guest.js'
import type { GuestRecord } from './providers/compute/state.js'
import { allRoutes } from './providers/index.js'
import { checkQuotas, type QuotasState } from './providers/usages.js'
import { createRequestLog, type RequestLog } from './request-log.js'
import type { SoftDeleteProfile } from './service/model.js'
import type { TransferModel } from './service/transfer-model.js'
import { createSimulation, type Simulation } from './simulation.js'
import type { MockState } from './store.js'
import type { ThrottleProfile } from './throttle.js'
import { createTimings, type TimingKind } from './timings.js'
import { createTransport } from './transport.js'
import { buildWorld, type World } from './worlds/index.js'

/** How a mock is made. */
export interface MockOptions {
  /** A saved state, taken over: the mock changes it. `world`, `seed` and `softDeleteProfile` are ignored then. */
  state?: MockState
  /** Starting state; `empty` when absent. */
  world?: World
  /** Real time when absent. */
  clock?: ClockOptions
  /** Where the calendar of a fresh world begins, ISO 8601; at the wall clock's time when absent. A saved state has its own. */
  now?: string
  /** Durations of operations and jobs are divided by it; 600 when absent, 1 = as long as in Azure. */
  jobSpeed?: number
  /** Calendar seconds for each wall second; 1 when absent. No meaning with a manual clock. */
  calendarSpeed?: number
  /** `current` when absent. */
  softDeleteProfile?: SoftDeleteProfile
  /** Whether requests are counted against Azure's quotas; as the state says when absent, which starts with `none`. */
  throttle?: ThrottleProfile
  /** How long transfers to the vault take; as the state says when absent, which starts with `recorded`. */
  transferModel?: TransferModel
  /** Ids, durations and spreads repeat for a seed; 1 when absent. */
  seed?: number
  /** Rows of a page; 200 when absent. */
  pageSize?: number
  /** Who a request without a token of its own is taken for; `owner` when absent. */
  identity?: MockIdentity
}

/** Hands on the simulation. */
export interface MockControl {
  /** Moves the calendar and lets everything due happen, in order. Calendar milliseconds. */
  advance(ms: number): void
  now(): Date
  /** The state as plain JSON; changing it does not change the mock. */
  snapshot(): MockState
  /** The state itself, to be read at once and not kept: cheaper than a snapshot for a large world. */
  peek(): Readonly<MockState>
  /** Whether anything has happened since the start that a saved state would lack: a write, or an event that was due. */
  isChanged(): boolean
  /** How many writes, events and turns of the weather there were since the start: a number that grew means that a saved state is out of date. */
  changes(): number
  /** Breaks requests that match. Throws RangeError with all that is wrong with the rule. */
  inject(rule: FaultInput): void
  clearFaults(): void
  /** The rules that break requests, with their counters. */
  readonly faults: Faults
  /** Fixes how long something takes, in real seconds before the job speed; undefined lets go of it. */
  fixDuration(kind: TimingKind, seconds: number | undefined): void
  /**
   * Says what is inside a VM, which need not exist, and inside the VMs that are restored from its points; undefined = a
   * healthy guest. Throws RangeError with all that is wrong with it.
   */
  setGuest(vmId: string, guest: GuestRecord | undefined): void
  /** Says what subscriptions may have, in place of what was said before. Throws RangeError with all that is wrong. */
  setQuotas(quotas: Partial<QuotasState>): void
  /** Sends a request without transport, faults or log; used to build worlds and by tests. */
  send(request: Partial<ArmRequest> & Pick<ArmRequest, 'method' | 'url'>): ArmReply
  readonly requests: RequestLog
}

/** An Azure Resource Manager of its own. */
export interface Mock {
  readonly httpClient: HttpClient
  readonly credential: TokenCredential
  /** `caller` is whom the request's token names; the mock's own identity when absent. */
  fetch(request: Request, options?: { caller: Caller }): Promise<Response>
  now(): Date
  readonly control: MockControl
  readonly tenantId: string
  /** Subscriptions at the start, first one first. */
  readonly subscriptions: readonly { id: string; displayName: string }[]
}

/** Makes a mock. */
export function createMock(options: MockOptions = {}): Mock {
  const simulation = startSimulation(options)
  const { context } = simulation
  const door = createArmDoor(context, allRoutes)
  let writes = 0
  const noteWrite = () => {
    writes += 1
  }
  const recordingDoor: ArmDoor = (request) => {
    // Under a throttle a read uses up a quota.
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || context.state.throttle.profile !== 'none') noteWrite()
    return door(request)
  }
  const changes = () => writes + simulation.eventsHandled() + context.faults.changes()
  const log = createRequestLog()
  const transport = createTransport({ context, door: recordingDoor, log, settle: simulation.tick })
  const app = createApp(transport)
  const isChanged = () => options.state === undefined || changes() > 0
  const control = createControl({ simulation, door: recordingDoor, log, changes, isChanged, noteWrite })
  return {
    httpClient: createHttpClient(transport),
    credential: createFakeCredential(wallNow, context.state.tenantId, context.settings.caller),
    fetch: async (request, options) => app.fetch(request, options),
    now: control.now,
    tenantId: context.state.tenantId,
    subscriptions: Object.values(context.state.resources.subscriptions).map(({ id, displayName }) => ({
      id,
      displayName,
    })),
    control,
  }
}

type ControlParts = Pick<MockControl, 'changes' | 'isChanged'> & {
  simulation: Simulation
  door: ArmDoor
  log: RequestLog
  /** What is done by hand is a change that a saved state would lack. */
  noteWrite(): void
}

function createControl({ simulation, door, log, noteWrite, ...counts }: ControlParts): MockControl {
  const { context, settle, advance } = simulation
  const { faults, timings } = context
  const peek = () => ({ ...context.state, clock: simulation.anchor() })
  return {
    ...counts,
    advance,
    now() {
      settle()
      return dateOf(context.now())
    },
    snapshot: () => copyOf(peek()),
    peek,
    inject: (rule) => void faults.add(rule),
    clearFaults: () => void faults.clear(),
    faults,
    fixDuration: timings.fix,
    setGuest(vmId, guest) {
      const problems = guest === undefined ? [] : checkGuest(guest)
      if (problems.length > 0) throw new RangeError(problems.join(' '))
      setGuest(context, vmId, copyOf(guest))
      noteWrite()
    },
    setQuotas(quotas) {
      const problems = checkQuotas(quotas)
      if (problems.length > 0) throw new RangeError(problems.join(' '))
      context.state.quotas = { limits: [], restrictions: [], ...copyOf(quotas) }
      noteWrite()
    },
    send(request) {
      settle()
      return door({ headers: {}, body: '', ...request })
    },
    requests: log,
  }
}

function newState(options: MockOptions, clock: Clock): MockState {
  const { world = 'empty', seed = 1, softDeleteProfile = 'current' } = options
  // A named time is that of the world, whatever has passed on the clock since it began.
  const nowMs = options.now === undefined ? clock.now() : msOf(options.now)
  const state = buildWorld(world, { nowMs, seed, softDeleteProfile })
  return { ...state, clock: clock.anchor() }
}

function startSimulation(options: MockOptions): Simulation {
  const clockOptions = options.clock ?? { kind: 'real' }
  const jobSpeed = options.jobSpeed ?? 600
  const clock = createClock(clockOptions, options.calendarSpeed ?? 1, options.state?.clock ?? anchorAt(options.now))
  const state = options.state === undefined ? newState(options, clock) : options.state
  if (options.transferModel) state.transfers.model = options.transferModel
  if (options.throttle) state.throttle.profile = options.throttle
  const settings: MockSettings = {
    jobSpeed,
    pageSize: options.pageSize ?? 200,
    calendarSpeed: clockOptions.kind === 'manual' ? 1 : (options.calendarSpeed ?? 1),
    caller: callerOf(options.identity ?? 'owner'),
    // With a manual clock wall seconds have no meaning: 0 lets pollers go on at once.
    retryAfterSeconds: clockOptions.kind === 'manual' ? 0 : Math.max(1, Math.ceil(60 / jobSpeed)),
  }
  return createSimulation({ state, settings, clock, timings: createTimings(jobSpeed) })
}
