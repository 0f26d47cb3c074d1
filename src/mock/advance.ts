import type { Instant } from '../core/clock.js'
import { openMockFile } from './open.js'
import { type MockPlace, mockStatePath } from './state-file.js'
import { type MockSummary, summarizeMock } from './summary.js'

/** The state after the move, and what the time that passed brought. */
export interface MockAdvanceResult extends MockSummary {
  readonly from: Instant
  readonly newJobs: number
}

/** Moves the mock's calendar forward; schedules fire, jobs run, points appear and expire on the way. */
export async function advanceMock(place: MockPlace, ms: number): Promise<MockAdvanceResult> {
  const mock = await openMockFile(place)
  try {
    const before = summarizeMock('', mock.control.peek())
    mock.control.advance(ms)
    const after = summarizeMock(mockStatePath(place), mock.control.peek())
    return { ...after, from: before.time, newJobs: after.jobs - before.jobs }
  } finally {
    await mock.close()
  }
}
