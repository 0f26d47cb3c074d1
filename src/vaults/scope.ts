import { resolveSubscriptions } from '../azure/subscriptions.js'
import { listVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { type ReadEach, readEach } from '../core/read-each.js'
import type { Vault } from '../model/vault.js'
import { chooseVault } from './choose.js'

/**
 * The vaults that a reading verb covers: the one named, else all of the subscriptions in scope; and the subscriptions
 * that could not be read.
 */
export async function vaultsInScope(ctx: AppContext, vault: string | undefined): Promise<ReadEach<Vault>> {
  if (vault !== undefined) return { rows: [await chooseVault(ctx, { vault })], unread: [] }
  const subscriptions = (await resolveSubscriptions(ctx)).map((name) => ({ name }))
  return readEach(subscriptions, ({ name }) => listVaults(ctx.session, name))
}
