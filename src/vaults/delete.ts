import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { listLocks } from '../azure/locks.js'
import { listContents, listRegistrations, readSiteRecovery } from '../azure/vault-contents.js'
import { deleteVault as deleteAzureVault } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { AzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import type { Vault } from '../model/vault.js'
import type { Lock } from '../model/vault-contents.js'
import { chooseVaultInGroup } from './choose.js'
import { planVaultDelete, type VaultContents } from './plan-delete.js'

export interface DeleteVaultInput {
  /** A name, `group/name` or a resource id. */
  readonly name: string
}

export type DeleteVaultResult = PlanOutcome

/** Deletes an empty vault; names all that keeps one that is not. A vault that is not there is nothing to do. */
export async function deleteVault(ctx: AppContext, input: DeleteVaultInput): Promise<DeleteVaultResult> {
  const vault = await findNamed(ctx, input.name)
  if (!vault) return alreadyGone(input.name)
  const plan = planVaultDelete(vault, await readContents(ctx, vault))
  return applyPlan(ctx, plan, {
    what: `delete vault '${vault.name}'`,
    typeName: vault.name,
    apply: () => deleteAzureVault(ctx.session, vault),
  })
}

async function findNamed(ctx: AppContext, name: string): Promise<Vault | undefined> {
  try {
    return await chooseVaultInGroup(ctx, name)
  } catch (error) {
    if (!(error instanceof AzbkError && error.code === 'VAULT_NOT_FOUND')) throw error
    ctx.warn(`${error.message} ${error.suggestions.filter((text) => text.startsWith('Did you mean')).join(' ')}`.trim())
    return undefined
  }
}

function alreadyGone(name: string): DeleteVaultResult {
  return {
    applied: true,
    changes: [{ action: 'none', gate: 'reversible', kind: 'vault', name, reason: 'does not exist: nothing to delete' }],
  }
}

async function readContents(ctx: AppContext, vault: Vault): Promise<VaultContents> {
  const [items, containers, siteRecovery, locks] = await Promise.all([
    listContents(ctx.session, vault),
    listRegistrations(ctx.session, vault),
    readSiteRecovery(ctx.session, vault),
    readLocks(ctx, vault),
  ])
  return { items, containers, siteRecovery, locks }
}

/** A login that may delete vaults need not see locks: Azure will name them when it refuses. */
async function readLocks(ctx: AppContext, vault: Vault): Promise<Lock[]> {
  try {
    return await listLocks(ctx.session, vault)
  } catch (error) {
    if (!(error instanceof AzbkError && error.exitCode === EXIT_CODES.noPermission)) throw error
    ctx.warn('The locks on the vault could not be read with this login; one of them may still forbid the delete.')
    return []
  }
}
