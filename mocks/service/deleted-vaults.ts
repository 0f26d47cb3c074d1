import type { MockContext } from '../context.js'
import { valuesOf } from '../json.js'
import { emptyTable } from '../store.js'
import { failJob } from './jobs.js'
import type { DeletedVault, VaultRecord } from './model.js'
import { removeItem, removeVault } from './removal.js'
import { markOf } from './vault-mark.js'

const DAY_MS = 86_400_000

/**
 * Deletes a vault: one that holds soft-deleted items stays among the deleted vaults as long as they would, any other goes
 * for good. Its name and its VMs are free at once. Source: docs, secure by default; that an empty vault goes for good, and
 * what a deleted vault is called, is not verified: see UNSURE.md.
 */
export function deleteVault(ctx: MockContext, vault: VaultRecord): void {
  removeVault(ctx, vault)
  if (Object.keys(vault.items).length === 0) return
  // What is still running ends here: its events will not find the vault.
  for (const job of valuesOf(vault.jobs)) failJob(ctx, job)
  vault.busyItems = emptyTable()
  delete vault.busy
  const purgeMs = ctx.now() + vault.softDelete.days * DAY_MS
  const name = vault.numericId
  ctx.state.backup.deletedVaults[name] = { name, vault, deletedMs: ctx.now(), purgeMs }
  ctx.schedule({ kind: 'vault-purge', name }, purgeMs)
}

/** Brings a deleted vault back under a new id; it starts anew for events, so that those of its former life pass it by. */
export function restoreVault(
  ctx: MockContext,
  deleted: DeletedVault,
  place: { id: string; group: string },
): VaultRecord {
  const { vault } = deleted
  Object.assign(vault, place, {
    key: place.id.toLowerCase(),
    numericId: ctx.random.digits(19),
    provisioningState: 'Provisioning',
  })
  delete ctx.state.backup.deletedVaults[deleted.name]
  ctx.state.backup.vaults[vault.key] = vault
  for (const item of valuesOf(vault.items)) {
    ctx.state.backup.protectedVms[item.vmId.toLowerCase()] ??= { vaultKey: vault.key, itemKey: item.key }
    const purgeMs = (item.deletedMs ?? 0) + vault.softDelete.days * DAY_MS
    if (purgeMs <= ctx.now()) removeItem(ctx, vault, item.key)
    else {
      const event = { kind: 'item-purge', vault: markOf(vault), itemKey: item.key, revision: item.revision } as const
      ctx.schedule(event, purgeMs)
    }
  }
  return vault
}
