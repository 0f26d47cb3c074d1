import type { Faults } from './faults.js'
import type { Caller } from './providers/authorization/callers.js'
import type { RandomSource } from './random.js'
import type { MockEvent } from './service/model.js'
import type { MockState } from './store.js'
import type { Timings } from './timings.js'

/** Settings that do not belong to the state: the same saved world can be run faster or with other page sizes. */
export interface MockSettings {
  /** Real durations of operations and jobs are divided by it. */
  jobSpeed: number
  /** Rows of a page; protectable items and others that Azure pages. */
  pageSize: number
  /** Wall seconds of `Retry-After` on unfinished operations. */
  retryAfterSeconds: number
  /** Calendar seconds for each wall second. */
  calendarSpeed: number
  /** Who sends the requests that carry no token of their own. */
  caller: Caller
}

/** What every handler and every rule of the service gets. */
export interface MockContext {
  readonly state: MockState
  readonly settings: MockSettings
  readonly random: RandomSource
  readonly timings: Timings
  readonly faults: Faults
  /** The simulated moment: that of the event being processed, or that of the request. */
  now(): number
  schedule(event: MockEvent, dueMs: number): void
}
