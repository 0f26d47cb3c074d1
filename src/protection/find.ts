import { findItem, findProtection, itemRefOf, listItems } from '../azure/items.js'
import { listVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import type { AzbkError } from '../core/errors.js'
import { distinctBy, groupBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey, regionKey, sameName } from '../core/names.js'
import { type ReadEach, readEach, type Unread } from '../core/read-each.js'
import type { ProtectedItem } from '../model/item.js'
import type { Machine } from '../model/machine.js'
import { type Vault, type VaultRef, vaultKey } from '../model/vault.js'

/** The items of VMs by {@link nameKey} of the VM's id. More than one: soft-deleted here, protected there. */
export type ItemIndex = ReadonlyMap<string, readonly ProtectedItem[]>

/** What was found of some VMs, and what was not looked at. */
export interface FoundItems {
  readonly index: ItemIndex
  /** All items of the vaults that were listed on the way, by {@link vaultKey}. */
  readonly listed: ReadonlyMap<string, readonly ProtectedItem[]>
  /** Subscriptions whose vaults could not be listed. */
  readonly unread: readonly Unread[]
}

/** Up to this many VMs are looked up one by one; for more it takes fewer requests to list vaults. */
const FEW = 2

export function indexItems(items: Iterable<ProtectedItem>): ItemIndex {
  return groupBy(items, (item) => nameKey(item.machineId))
}

export function itemsOf(index: ItemIndex, machine: Pick<Machine, 'id'>): readonly ProtectedItem[] {
  return index.get(nameKey(machine.id)) ?? []
}

/** All VM items of the vaults: one list per vault. */
export async function listItemsOf(ctx: AppContext, vaults: readonly VaultRef[]): Promise<ProtectedItem[]> {
  return [...(await listByVault(ctx, vaults)).values()].flat()
}

async function listByVault(ctx: AppContext, vaults: readonly VaultRef[]): Promise<Map<string, ProtectedItem[]>> {
  const list = async (vault: VaultRef) => [vaultKey(vault), await listItems(ctx.session, vault)] as const
  return new Map(await mapLimited(vaults, READS_AT_ONCE, list))
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
): Promise<FoundItems> {
  if (machines.length <= FEW) {
    const found = await mapLimited(machines, READS_AT_ONCE, (machine) => lookUp(ctx, machine, candidates))
    return { index: indexItems(found.flat()), listed: new Map(), unread: [] }
  }
  const { rows, unread } = await vaultsNear(ctx, machines)
  const listed = await listByVault(ctx, rows)
  return { index: indexItems([...listed.values()].flat()), listed, unread }
}

async function lookUp(ctx: AppContext, machine: Machine, candidates: readonly VaultRef[]): Promise<ProtectedItem[]> {
  const known = await findProtection(ctx.session, machine)
  // Names that Azure gave win over built ones, whose case may differ.
  const refs = [...candidates.map((vault) => itemRefOf(vault, machine)), ...(known ? [known] : [])]
  const distinct = distinctBy(refs, (ref) => vaultKey(ref.vault))
  const items = await mapLimited(distinct, READS_AT_ONCE, (ref) => findItem(ctx.session, ref))
  return items.filter((item) => item !== undefined)
}

/** The vaults that could hold an item of one of the VMs; and the subscriptions whose vaults could not be listed. */
export async function vaultsNear(ctx: AppContext, machines: readonly Machine[]): Promise<ReadEach<Vault>> {
  const bySubscription = groupBy(machines, (machine) => nameKey(machine.subscriptionId))
  const parts = [...bySubscription].map(([name, own]) => ({
    name,
    regions: new Set(own.map((machine) => regionKey(machine.location))),
  }))
  return readEach(parts, async ({ name, regions }) =>
    (await listVaults(ctx.session, name)).filter((vault) => regions.has(regionKey(vault.location))),
  )
}

/** Why the vaults that may hold an item of the VM could not be looked at; undefined when they could. */
export function unreadOf(unread: readonly Unread[], machine: Machine): AzbkError | undefined {
  return unread.find(({ name }) => sameName(name, machine.subscriptionId))?.error
}
