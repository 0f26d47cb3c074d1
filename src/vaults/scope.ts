import { resolveSubscriptions } from '../azure/subscriptions.js'
import { listVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { notFoundError } from '../core/errors.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { sameName } from '../core/names.js'
import { type ReadEach, readEach } from '../core/read-each.js'
import type { Vault } from '../model/vault.js'
import { chooseVault, parseVaultName } from './choose.js'
import type { PairedScope } from './paired.js'

/**
 * The vaults that a reading verb covers: the one named, else all of the subscriptions in scope; and the subscriptions
 * that could not be read.
 */
export async function vaultsInScope(ctx: AppContext, vault: string | undefined): Promise<ReadEach<Vault>> {
  if (vault !== undefined) return { rows: [await chooseVault(ctx, { vault })], unread: [] }
  const subscriptions = (await resolveSubscriptions(ctx)).map((name) => ({ name }))
  return readEach(subscriptions, ({ name }) => listVaults(ctx.session, name))
}

/** {@link vaultsInScope} for a verb that may look in the paired region, which answers while the vault's own is down. */
export async function vaultsInPairedScope(
  ctx: AppContext,
  { vault, secondary }: PairedScope,
): Promise<ReadEach<Vault>> {
  return secondary && vault !== undefined
    ? { rows: await listedVaults(ctx, vault), unread: [] }
    : vaultsInScope(ctx, vault)
}

/** The vaults named, else all, from the lists of subscriptions: a single vault is read where it lies, and that may be down. */
export async function listedVaults(ctx: AppContext, typed: string | undefined): Promise<Vault[]> {
  const subscriptions = await resolveSubscriptions(ctx)
  const rows = (await mapLimited(subscriptions, READS_AT_ONCE, (id) => listVaults(ctx.session, id))).flat()
  if (typed === undefined) return rows
  const named = parseVaultName(typed, ctx.session.subscriptionId())
  const found = rows.filter((row) =>
    typeof named === 'string'
      ? sameName(row.name, named)
      : sameName(row.name, named.name) && sameName(row.resourceGroup, named.resourceGroup),
  )
  if (found.length > 0) return found
  throw notFoundError('VAULT_NOT_FOUND', `There is no vault '${typed}'.`, [
    '`azbk vault list` shows the vaults you can see.',
  ])
}
