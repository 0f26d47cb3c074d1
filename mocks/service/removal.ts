import type { MockContext } from '../context.js'
import { valuesOf } from '../json.js'
import type { ItemRecord, VaultRecord } from './model.js'

/** Takes an item out of its vault for good, its points with it. */
export function removeItem(ctx: MockContext, vault: VaultRecord, itemKey: string): void {
  const item = vault.items[itemKey]
  if (!item) return
  delete vault.items[itemKey]
  freeVm(ctx, vault, item)
}

/** Lets other vaults protect the VM of an item. */
function freeVm(ctx: MockContext, vault: VaultRecord, item: ItemRecord): void {
  const vmKey = item.vmId.toLowerCase()
  if (ctx.state.backup.protectedVms[vmKey]?.vaultKey === vault.key) delete ctx.state.backup.protectedVms[vmKey]
}

/** Takes a vault away; the VMs of its items are free. */
export function removeVault(ctx: MockContext, vault: VaultRecord): void {
  for (const item of valuesOf(vault.items)) freeVm(ctx, vault, item)
  delete ctx.state.backup.vaults[vault.key]
}
