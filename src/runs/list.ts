import { EXIT_CODES } from '../core/exit-codes.js'
import { readRuns, runFolder } from '../fleet/run-folder.js'
import { type RunRow, type RunsInput, type RunsPlace, rowOf } from './runs.js'

export type RunListResult = readonly RunRow[]

/** The runs that have a journal, newest first. Journals that cannot be read are told, and the exit code is 3. */
export function listRuns(
  place: RunsPlace,
  input: RunsInput,
): { readonly result: RunListResult; readonly exitCode: number } {
  const { runs, unread } = readRuns(runFolder(place.settings, input.journal))
  for (const message of unread) place.warn(message)
  return {
    result: runs.map((record) => rowOf(place, record, input)),
    exitCode: unread.length > 0 ? EXIT_CODES.partlyDone : EXIT_CODES.done,
  }
}
