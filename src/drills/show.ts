import { notFoundError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { closeNames, sameName } from '../core/names.js'
import { evidenceFolder, type FoundEvidence, readEvidence } from './evidence.js'
import { changedText } from './history.js'
import type { DrillListInput, DrillPlaceOnDisk } from './list.js'

export interface DrillShowInput extends DrillListInput {
  /** The name of a drill, or `latest`. */
  readonly drill: string
}

export type DrillShowResult = FoundEvidence

/** One drill of the past. Evidence whose digest is not the one beside it is told; exit 10. */
export function showDrill(
  place: DrillPlaceOnDisk,
  { drill, evidence }: DrillShowInput,
): { readonly result: DrillShowResult; readonly exitCode: number } {
  const folder = evidenceFolder(place.settings, evidence)
  const { drills, damaged } = readEvidence(folder)
  const found = sameName(drill, 'latest') ? drills.at(-1) : drills.find(({ record }) => sameName(record.name, drill))
  if (found === undefined) {
    const names = drills.map(({ record }) => record.name)
    throw notFoundError('DRILL_NOT_FOUND', `There is no evidence of a drill '${drill}' in ${folder}.`, [
      ...damaged,
      ...closeNames(drill, names).map((name) => `Did you mean ${name}?`),
      'Evidence kept elsewhere is found with --evidence <folder>.',
    ])
  }
  if (found.digest !== 'other') return { result: found, exitCode: EXIT_CODES.done }
  place.warn(changedText(found.file))
  return { result: found, exitCode: EXIT_CODES.findings }
}
