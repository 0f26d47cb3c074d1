import { AzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { regionKey } from '../core/names.js'
import { armList } from './arm-request.js'
import { pairedRegion } from './region-pairs.js'
import type { AzureSession } from './session.js'

interface LocationRow {
  readonly name?: string
  readonly metadata?: { readonly pairedRegion?: readonly { readonly name?: string }[] | null }
}

/**
 * The region that Azure pairs with another, as Azure tells it now; where it tells none, or not to this login, as our
 * table has it: some vaults restore one way only. Undefined without a pair.
 */
export async function findPairedRegion(
  session: AzureSession,
  subscriptionId: string,
  location: string,
): Promise<string | undefined> {
  const rows = await session.once(`locations/${subscriptionId}`, () =>
    listLocations(session, subscriptionId).catch(unlessForbidden),
  )
  const row = rows.find(({ name }) => regionKey(name ?? '') === regionKey(location))
  return row?.metadata?.pairedRegion?.[0]?.name ?? pairedRegion(location)
}

function listLocations(session: AzureSession, subscriptionId: string): Promise<LocationRow[]> {
  const what = `listing the regions of subscription ${subscriptionId}`
  return armList<LocationRow>(session, {
    what,
    path: `/subscriptions/${subscriptionId}/locations`,
    apiVersion: '2022-12-01',
  })
}

function unlessForbidden(thrown: unknown): LocationRow[] {
  if (thrown instanceof AzbkError && thrown.exitCode === EXIT_CODES.noPermission) return []
  throw thrown
}
