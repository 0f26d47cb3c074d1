import { resolveSubscriptions } from '../azure/subscriptions.js'
import { listVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { mapLimited } from '../core/limits.js'
import type { Vault } from '../model/vault.js'
import { chooseVault } from './choose.js'

const SUBSCRIPTIONS_AT_ONCE = 4

/** The vaults that a reading verb covers: the one named, else all of the subscriptions in scope. */
export async function vaultsInScope(ctx: AppContext, vault: string | undefined): Promise<readonly Vault[]> {
  if (vault !== undefined) return [await chooseVault(ctx, { vault })]
  const subscriptions = await resolveSubscriptions(ctx)
  return (await mapLimited(subscriptions, SUBSCRIPTIONS_AT_ONCE, (id) => listVaults(ctx.session, id))).flat()
}
