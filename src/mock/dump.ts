import type { MockState, StateSummary } from '../../mocks/index.js'
import { type DoorPlace, type MockSummary, withMock } from './door.js'
import { writeStateFile } from './state-file.js'

/** What was written where. */
export interface MockDumpResult extends MockSummary {
  readonly writtenTo: string
}

/** Writes the present state to a file that `azbk mock load` reads. */
export function dumpMock(place: DoorPlace, out: string): Promise<MockDumpResult> {
  return withMock(place, async (door) => {
    await writeStateFile(out, await door.send<MockState>('GET', '/state'))
    return { ...door.where, ...(await door.send<StateSummary>('GET', '/')), writtenTo: out }
  })
}
