import { pairedRegion } from '../azure/region-pairs.js'
import { AzbkError, refusedError } from '../core/errors.js'
import type { Vault } from '../model/vault.js'

/** The paired region of a vault when it is wanted, else null. */
export function secondaryRegionOf(vault: Vault, secondary: boolean | undefined): string | null {
  if (!secondary) return null
  const region = pairedRegion(vault.location)
  if (region !== undefined) return region
  throw refusedError('NO_PAIRED_REGION', `Region ${vault.location} of vault '${vault.name}' has no paired region.`)
}

const UNPAIRED = new Set(['CROSS_REGION_RESTORE_OFF', 'NO_PAIRED_REGION'])

/** Most vaults keep nothing in a paired region: that is an error for the one that was named, nothing in a search. */
export async function ignoreUnpaired<R>(isNamed: boolean, read: () => Promise<readonly R[]>): Promise<readonly R[]> {
  try {
    return await read()
  } catch (thrown) {
    if (!isNamed && thrown instanceof AzbkError && UNPAIRED.has(thrown.code)) return []
    throw thrown
  }
}
