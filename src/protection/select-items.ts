import type { AppContext } from '../context.js'
import { parseArmId } from '../core/arm-id.js'
import { notFoundError } from '../core/errors.js'
import { compareNamed, sameName } from '../core/names.js'
import { matchNames, type Named, readSelector, selectMachines } from '../fleet/select.js'
import { isInShard, type SelectorInput } from '../fleet/selector.js'
import type { ProtectedItem } from '../model/item.js'
import { vaultsInScope } from '../vaults/scope.js'
import { indexItems, itemsOf, listItemsOf } from './find.js'

/** A VM, which may be gone, and what vaults hold of it, which may be nothing. */
export interface ItemSubject extends Named {
  readonly items: readonly ProtectedItem[]
}

/**
 * The VMs that a command line means, with their items. Items are looked at first: backup data outlive their VM, and
 * must be found by its name when Azure knows the VM no more.
 */
export async function selectItems(
  ctx: AppContext,
  input: SelectorInput & { readonly vault?: string | undefined },
): Promise<ItemSubject[]> {
  const selector = readSelector(ctx, input)
  const { rows, unread } = await vaultsInScope(ctx, input.vault)
  // A write must know its whole scope: what cannot be read may be just what was meant.
  if (unread[0] !== undefined) throw unread[0].error
  const protectedOnes = subjectsOf(await listItemsOf(ctx, rows))
  const subjects =
    selector.names.length > 0
      ? await namedSubjects(ctx, selector.names, protectedOnes)
      : await broadSubjects(ctx, input, protectedOnes)
  return subjects
    .filter((subject) => selector.shard === null || isInShard(subject.id, selector.shard))
    .sort(compareNamed)
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

/** A name without backup data must at least be a VM. */
async function namedSubjects(ctx: AppContext, names: Names, known: readonly ItemSubject[]): Promise<ItemSubject[]> {
  const { found, unknown } = matchNames(names, known)
  if (unknown.length === 0) return found
  const machines = await selectMachines(ctx, { vm: unknown.map((name) => name.text) })
  return [...found, ...machines.map((machine) => ({ ...machine, items: [] }))]
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
