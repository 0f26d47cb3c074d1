import type { AppContext } from '../context.js'
import { parseArmId } from '../core/arm-id.js'
import { AzbkError, notFoundError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { compareNamed, findName, nameKey, sameName } from '../core/names.js'
import {
  type LookedUp,
  lookUpNames,
  machinesInScope,
  matchNames,
  type Named,
  readSelector,
  requireKnown,
  selectMachines,
} from '../fleet/select.js'
import { isInShard, type SelectorInput } from '../fleet/selector.js'
import { isDrillGroup } from '../model/drill.js'
import type { ProtectedItem } from '../model/item.js'
import type { Machine } from '../model/machine.js'
import { vaultsInScope } from '../vaults/scope.js'
import { indexItems, itemsOf, listItemsOf } from './find.js'

/** A VM, which may be gone, and what vaults hold of it, which may be nothing. */
export interface ItemSubject extends Named {
  readonly items: readonly ProtectedItem[]
}

type ItemSelection = SelectorInput & {
  readonly vault?: string | undefined
  /** Ids of the only vaults that can hold anything of them. */
  readonly vaults?: readonly string[] | undefined
}

/**
 * The VMs that a command line means, with their items. Items are looked at first: backup data outlive their VM, and
 * must be found by its name when Azure knows the VM no more.
 */
export async function selectItems(ctx: AppContext, input: ItemSelection): Promise<ItemSubject[]> {
  return requireKnown(await lookUpItems(ctx, input))
}

/** As {@link selectItems}, but names that mean no VM are given back. */
export async function lookUpItems(ctx: AppContext, input: ItemSelection): Promise<LookedUp<ItemSubject>> {
  const selector = readSelector(ctx, input)
  const { rows, unread } = await vaultsInScope(ctx, input.vault)
  // A write must know its whole scope: what cannot be read may be just what was meant.
  if (unread[0] !== undefined) throw unread[0].error
  const { vaults } = input
  const near = vaults === undefined ? rows : rows.filter(({ id }) => findName(vaults, id) !== undefined)
  const protectedOnes = subjectsOf(await listItemsOf(ctx, near))
  const looked =
    selector.names.length > 0
      ? await namedSubjects(ctx, selector.names, protectedOnes)
      : { found: await broadSubjects(ctx, input, protectedOnes), unknown: [], known: protectedOnes }
  const found = looked.found
    .filter((subject) => selector.shard === null || isInShard(subject.id, selector.shard))
    .sort(compareNamed)
  return { ...looked, found }
}

function subjectsOf(items: readonly ProtectedItem[]): ItemSubject[] {
  return [...indexItems(items).values()].flatMap((own) => {
    const [item] = own
    if (item === undefined) return []
    const { machineId: id, machineName: name, machineResourceGroup: resourceGroup } = item
    return [{ id, name, resourceGroup, subscriptionId: parseArmId(id).subscriptionId, items: own }]
  })
}

type Names = ReturnType<typeof readSelector>['names']

/**
 * A name without backup data must at least be a VM. A bare name may mean a VM that no vault knows just as well as one
 * that is protected: it is matched with both, so that the wrong one is never chosen in silence.
 */
async function namedSubjects(
  ctx: AppContext,
  names: Names,
  known: readonly ItemSubject[],
): Promise<LookedUp<ItemSubject>> {
  const isBare = names.some((name) => name.resourceGroup === undefined)
  const all = isBare ? await machinesInScope(ctx) : []
  const machines = all.filter(({ resourceGroup }) => !isDrillGroup(resourceGroup))
  const candidates = [...machines.map((machine) => ({ ...machine, items: [] })), ...known]
  const looked = matchNames(names, distinctNamed(candidates))
  if (looked.unknown.length === 0) return looked
  const others = await lookUpNames(ctx, looked.unknown)
  const bare = (machine: Machine): ItemSubject => ({ ...machine, items: [] })
  return {
    found: [...looked.found, ...others.found.map(bare)],
    unknown: others.unknown,
    known: distinctNamed([...looked.known, ...others.known.map(bare)]),
  }
}

function distinctNamed(rows: readonly ItemSubject[]): ItemSubject[] {
  return distinctBy(rows, ({ id }) => nameKey(id))
}

/** VMs that exist, and what vaults hold of VMs that do not. */
export interface MachinesAndGone {
  readonly machines: readonly Machine[]
  readonly gone: readonly ItemSubject[]
}

/** As `selectMachines`; a name that is no VM any more is looked for in the vaults. Unknown there too: exit 4. */
export async function selectMachinesOrGone(ctx: AppContext, input: ItemSelection): Promise<MachinesAndGone> {
  try {
    return { machines: await selectMachines(ctx, input), gone: [] }
  } catch (thrown) {
    if (!(thrown instanceof AzbkError) || thrown.code !== 'VM_NOT_FOUND') throw thrown
    const lost = new Set((thrown.details.unknown as string[]).map(nameKey))
    const typed = readSelector(ctx, input).names.map(({ text }) => text)
    const { vault, shard } = input
    const gone = await selectItems(ctx, { vm: typed.filter((text) => lost.has(nameKey(text))), vault, shard })
    const present = typed.filter((text) => !lost.has(nameKey(text)))
    return { machines: present.length === 0 ? [] : await selectMachines(ctx, { vm: present, shard }), gone }
  }
}

async function broadSubjects(
  ctx: AppContext,
  input: SelectorInput,
  known: readonly ItemSubject[],
): Promise<ItemSubject[]> {
  if (input.tag !== undefined && input.tag.length > 0) {
    const index = indexItems(known.flatMap((subject) => subject.items))
    const machines = await selectMachines(ctx, { ...input, shard: undefined })
    return machines.map((machine) => ({ ...machine, items: itemsOf(index, machine) }))
  }
  const group = ctx.settings.resourceGroup
  const found = known.filter((subject) => group === null || sameName(subject.resourceGroup, group))
  if (found.length > 0) return found
  throw notFoundError(
    'NO_VM_MATCHES',
    `No vault in scope holds backup data of VMs${group === null ? '' : ` of resource group '${group}'`}.`,
    ['`azbk status --all` shows which VMs are protected, and where.'],
  )
}
