import { AzbkError, toAzbkError } from '../core/errors.js'
import type { RestoreMode } from '../model/restore.js'

/**
 * Throws an error of the vault's own region with the way round it. Disks are replaced where they are, and nowhere else;
 * files of copies are not mounted.
 */
export function hintAtPair(mode: RestoreMode | 'files'): (thrown: unknown) => never {
  return (thrown) => {
    const error = toAzbkError(thrown)
    if (error.code !== 'AZURE_UNAVAILABLE' || mode === 'replace') throw error
    const { code, message, kind, details, suggestions } = error
    const command = mode === 'files' ? 'azbk restore disks --cross-region' : '--cross-region'
    const way = `When the region of the vault is down: ${command} restores the copies of the paired region, and there.`
    throw new AzbkError({
      code,
      message,
      kind,
      details,
      exit: 'failed',
      suggestions: [...suggestions, way],
      cause: error,
    })
  }
}
