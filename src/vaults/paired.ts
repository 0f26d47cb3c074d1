import { findPairedRegion } from '../azure/locations.js'
import type { AzureSession } from '../azure/session.js'
import { AzbkError, refusedError, toAzbkError } from '../core/errors.js'
import type { Vault } from '../model/vault.js'

/** Where a reading verb looks; the values are as typed. */
export interface PairedScope {
  readonly vault?: string | undefined
  /** In the paired region. */
  readonly secondary?: boolean | undefined
}

/** The paired region of a vault when it is wanted, else null. */
export async function secondaryRegionOf(
  session: AzureSession,
  vault: Vault,
  scope: PairedScope,
): Promise<string | null> {
  if (!scope.secondary) return null
  const region = await findPairedRegion(session, vault.subscriptionId, vault.location)
  if (region !== undefined) return region
  throw refusedError('NO_PAIRED_REGION', `Region ${vault.location} of vault '${vault.name}' has no paired region.`)
}

const UNPAIRED = new Set(['CROSS_REGION_RESTORE_OFF', 'NO_PAIRED_REGION'])

/** Most vaults keep nothing in a paired region: that is an error for the one that was named, nothing in a search. */
export async function ignoreUnpaired<R>(scope: PairedScope, read: () => Promise<readonly R[]>): Promise<readonly R[]> {
  try {
    return await read()
  } catch (thrown) {
    if (scope.vault === undefined && thrown instanceof AzbkError && UNPAIRED.has(thrown.code)) return []
    throw thrown
  }
}

/** Throws an error with what can be done when a region is down. */
export function hintWhenDown(hint: string): (thrown: unknown) => never {
  return (thrown) => {
    const error = toAzbkError(thrown)
    if (error.code !== 'AZURE_UNAVAILABLE') throw error
    const { code, message, kind, details } = error
    const suggestions = [...error.suggestions, hint]
    throw new AzbkError({ code, message, kind, details, exit: 'failed', suggestions, cause: error })
  }
}
