import type { AppContext } from '../context.js'
import { compareNamed, sameName } from '../core/names.js'
import { reportUnread } from '../core/read-each.js'
import type { Vault } from '../model/vault.js'
import { vaultsInScope } from './scope.js'

export type VaultListResult = readonly Vault[]

/**
 * The vaults of the subscriptions in scope, or of one resource group in them, by name. Subscriptions that could not be
 * read are warned of: exit code 3.
 */
export async function listVaults(ctx: AppContext): Promise<{ result: VaultListResult; exitCode: number }> {
  const { rows, unread } = await vaultsInScope(ctx, undefined)
  const group = ctx.settings.resourceGroup
  const result = rows.filter((vault) => group === null || sameName(vault.resourceGroup, group)).sort(compareNamed)
  return { result, exitCode: reportUnread(unread, ctx.warn) }
}
