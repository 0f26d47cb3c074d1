import { findItem, findProtection, itemRefOf, listItems } from '../azure/items.js'
import { listVaults, vaultId } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { groupBy } from '../core/group.js'
import { mapLimited } from '../core/limits.js'
import { nameKey, regionKey } from '../core/names.js'
import type { ProtectedItem } from '../model/item.js'
import type { Machine } from '../model/machine.js'
import type { Vault, VaultRef } from '../model/vault.js'

/** The items of VMs by {@link nameKey} of the VM's id. More than one: soft-deleted here, protected there. */
export type ItemIndex = ReadonlyMap<string, readonly ProtectedItem[]>

/** Up to this many VMs are looked up one by one; for more it takes fewer requests to list vaults. */
const FEW = 2
const READS_AT_ONCE = 8

export function indexItems(items: Iterable<ProtectedItem>): ItemIndex {
  return groupBy(items, (item) => nameKey(item.machineId))
}

export function itemsOf(index: ItemIndex, machine: Machine): readonly ProtectedItem[] {
  return index.get(nameKey(machine.id)) ?? []
}

/** All VM items of the vaults: one list per vault. */
export async function listItemsOf(ctx: AppContext, vaults: readonly VaultRef[]): Promise<ProtectedItem[]> {
  return (await mapLimited(vaults, READS_AT_ONCE, (vault) => listItems(ctx.session, vault))).flat()
}

/**
 * The items of some VMs, wherever they are protected. A few VMs are looked up one by one (`candidates`: vaults that
 * may hold an item which Azure's look-up leaves out, such as a soft-deleted one); for many, every vault of their
 * subscriptions and regions is listed once, as a VM can only be protected in its own.
 */
export async function findItems(
  ctx: AppContext,
  machines: readonly Machine[],
  candidates: readonly VaultRef[] = [],
): Promise<ItemIndex> {
  if (machines.length > FEW) return indexItems(await listItemsOf(ctx, await vaultsNear(ctx, machines)))
  const found = await mapLimited(machines, READS_AT_ONCE, (machine) => lookUp(ctx, machine, candidates))
  return indexItems(found.flat())
}

async function lookUp(ctx: AppContext, machine: Machine, candidates: readonly VaultRef[]): Promise<ProtectedItem[]> {
  const known = await findProtection(ctx.session, machine)
  // Names that Azure gave win over built ones, whose case may differ.
  const refs = [...candidates.map((vault) => itemRefOf(vault, machine)), ...(known ? [known] : [])]
  const distinct = new Map(refs.map((ref) => [nameKey(vaultId(ref.vault)), ref]))
  const items = await mapLimited([...distinct.values()], READS_AT_ONCE, (ref) => findItem(ctx.session, ref))
  return items.filter((item) => item !== undefined)
}

/** The vaults that could hold an item of one of the VMs. */
export async function vaultsNear(ctx: AppContext, machines: readonly Machine[]): Promise<Vault[]> {
  const regions = groupBy(machines, (machine) => nameKey(machine.subscriptionId))
  const lists = await mapLimited([...regions], READS_AT_ONCE, async ([subscriptionId, ofIt]) => {
    const near = new Set(ofIt.map((machine) => regionKey(machine.location)))
    return (await listVaults(ctx.session, subscriptionId)).filter((vault) => near.has(regionKey(vault.location)))
  })
  return lists.flat()
}
