import { openMockFile } from './open.js'
import { type MockPlace, mockStatePath, writeStateFile } from './state-file.js'
import { type MockSummary, summarizeMock } from './summary.js'

/** What was written where. */
export interface MockDumpResult extends MockSummary {
  readonly writtenTo: string
}

/** Writes the present state to a file that `azbk mock load` reads. */
export async function dumpMock(place: MockPlace, out: string): Promise<MockDumpResult> {
  const mock = await openMockFile(place)
  try {
    const state = mock.control.peek()
    await writeStateFile(out, state)
    return { ...summarizeMock(mockStatePath(place), state), writtenTo: out }
  } finally {
    await mock.close()
  }
}
