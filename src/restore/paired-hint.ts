import type { RestoreMode } from '../model/restore.js'
import { hintWhenDown } from '../vaults/paired.js'

/**
 * Throws an error of the vault's own region with the way round it. Disks are replaced where they are, and nowhere else;
 * files of copies are not mounted.
 */
export function hintAtPair(mode: RestoreMode | 'files'): (thrown: unknown) => never {
  if (mode === 'replace') {
    return (thrown) => {
      throw thrown
    }
  }
  const command = mode === 'files' ? 'azbk restore disks --cross-region' : '--cross-region'
  return hintWhenDown(
    `When the region of the vault is down: ${command} restores the copies of the paired region, and there.`,
  )
}

/** Throws an error of a restore across regions with the way back. */
export const hintAtOwn = hintWhenDown(
  'When only the paired region is down: without --cross-region the own region of the vault is asked.',
)
