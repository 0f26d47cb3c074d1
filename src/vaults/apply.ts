import { removeGuard, setGuard, withGuard } from '../azure/guards.js'
import { findVault, updateVault } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { refusedError } from '../core/errors.js'
import type { Vault, VaultRef, VaultSettings } from '../model/vault.js'
import type { VaultChange } from './change.js'
import { stepsOf } from './plan.js'

/** Sends changes of a vault that exists, step after step. */
export async function applyVaultChanges(ctx: AppContext, vault: Vault, changes: readonly VaultChange[]): Promise<void> {
  for (const { settings, changes: parts } of stepsOf(changes)) {
    if (settings) await applySettings(ctx, { vault, settings, operation: parts[0]?.needsApproval })
    else for (const { resourceGuard } of parts) await applyGuard(ctx, vault, resourceGuard)
  }
}

async function applySettings(
  ctx: AppContext,
  step: { vault: Vault; settings: VaultSettings; operation: VaultChange['needsApproval'] },
): Promise<void> {
  const { vault, settings, operation } = step
  if (operation === undefined) return updateVault(ctx.session, vault, { settings, approvals: [] })
  await withGuard(ctx.session, { vault, operation }, (approvals) =>
    updateVault(ctx.session, vault, { settings, approvals }),
  )
}

async function applyGuard(ctx: AppContext, vault: VaultRef, guardId: string | null | undefined): Promise<void> {
  if (guardId === null) await removeGuard(ctx.session, vault)
  else if (guardId !== undefined) await setGuard(ctx.session, vault, guardId)
}

/** The vault as it is now, after a write. */
export async function rereadVault(ctx: AppContext, ref: VaultRef): Promise<Vault> {
  const vault = await findVault(ctx.session, ref)
  if (vault) return vault
  throw refusedError('VAULT_GONE', `Vault '${ref.name}' was deleted by somebody else meanwhile.`)
}
