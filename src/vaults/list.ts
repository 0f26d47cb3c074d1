import { resolveSubscriptions } from '../azure/subscriptions.js'
import { listVaults as listAzureVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { type AzbkError, toAzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { mapLimited } from '../core/limits.js'
import { compareNames, sameName } from '../core/names.js'
import type { Vault } from '../model/vault.js'

export type VaultListResult = readonly Vault[]

export interface VaultListing {
  readonly vaults: VaultListResult
  /** 3 when some subscriptions could not be read. */
  readonly exitCode: number
}

const SUBSCRIPTIONS_AT_ONCE = 8

/**
 * The vaults of the subscriptions in scope, or of one resource group in them, by name. A subscription that cannot be
 * read is a warning when others can.
 */
export async function listVaults(ctx: AppContext): Promise<VaultListing> {
  const subscriptions = await resolveSubscriptions(ctx)
  const group = ctx.settings.resourceGroup
  const outcomes = await mapLimited(subscriptions, SUBSCRIPTIONS_AT_ONCE, (id) => tryList(ctx, id))
  const unread = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []))
  const [first] = unread
  if (first && unread.length === subscriptions.length) throw first
  for (const error of unread) ctx.warn(error.message)
  const vaults = outcomes
    .flatMap((outcome) => ('vaults' in outcome ? outcome.vaults : []))
    .filter((vault) => group === null || sameName(vault.resourceGroup, group))
    .sort((a, b) => compareNames(a.name, b.name) || compareNames(a.id, b.id))
  return { vaults, exitCode: unread.length > 0 ? EXIT_CODES.partlyDone : EXIT_CODES.done }
}

type Outcome = { readonly vaults: readonly Vault[] } | { readonly error: AzbkError }

async function tryList(ctx: AppContext, subscriptionId: string): Promise<Outcome> {
  try {
    return { vaults: await listAzureVaults(ctx.session, subscriptionId) }
  } catch (thrown) {
    const error = toAzbkError(thrown)
    if (error.kind === 'cancelled') throw error
    return { error }
  }
}
