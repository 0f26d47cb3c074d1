import { listVaults as listAzureVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { compareNames, sameName } from '../core/names.js'
import type { Vault } from '../model/vault.js'

export type VaultListResult = readonly Vault[]

/** The vaults of the subscriptions in scope, or of one resource group, by name. */
export async function listVaults(ctx: AppContext): Promise<VaultListResult> {
  const group = ctx.settings.resourceGroup
  const vaults = await listAzureVaults(ctx.session, ctx.session.subscriptionId())
  return vaults
    .filter((vault) => group === null || sameName(vault.resourceGroup, group))
    .sort((a, b) => compareNames(a.name, b.name))
}
