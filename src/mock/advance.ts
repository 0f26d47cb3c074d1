import type { StateSummary } from '../../mocks/index.js'
import type { Instant } from '../core/clock.js'
import { type DoorPlace, type MockSummary, withMock } from './door.js'

/** The state after the move, and what the time that passed brought. */
export interface MockAdvanceResult extends MockSummary {
  readonly from: Instant
  readonly newJobs: number
}

/** Moves the mock's calendar forward; schedules fire, jobs run, points appear and expire on the way. */
export function advanceMock(place: DoorPlace, ms: number): Promise<MockAdvanceResult> {
  return withMock(place, async (door) => {
    const after = await door.send<StateSummary & { from: Instant; newJobs: number }>('POST', '/advance', { ms })
    return { ...door.where, ...after }
  })
}
