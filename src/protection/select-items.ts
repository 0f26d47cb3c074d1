import { resolveSubscriptions } from '../azure/subscriptions.js'
import { listVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { parseArmId } from '../core/arm-id.js'
import { notFoundError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { mapLimited } from '../core/limits.js'
import { compareNames, nameKey, sameName } from '../core/names.js'
import { matchNames, type Named, readSelector, selectMachines } from '../fleet/select.js'
import { isInShard, type SelectorInput } from '../fleet/selector.js'
import type { ProtectedItem } from '../model/item.js'
import type { VaultRef } from '../model/vault.js'
import { chooseVault } from '../vaults/choose.js'
import { indexItems, listItemsOf } from './find.js'

/** A VM, which may be gone, and what vaults hold of it, which may be nothing. */
export interface ItemSubject extends Named {
  readonly items: readonly ProtectedItem[]
}

const READS_AT_ONCE = 8

/**
 * The VMs that a command line means, with their items. Items are looked at first: backup data outlive their VM, and
 * must be found by its name when Azure knows the VM no more.
 */
export async function selectItems(
  ctx: AppContext,
  input: SelectorInput & { readonly vault?: string | undefined },
): Promise<ItemSubject[]> {
  const selector = readSelector(ctx, input)
  const protectedOnes = subjectsOf(await listItemsOf(ctx, await vaultsInScope(ctx, input.vault)))
  const subjects =
    selector.names.length > 0
      ? await namedSubjects(ctx, selector.names, protectedOnes)
      : await broadSubjects(ctx, input, protectedOnes)
  return subjects
    .filter((subject) => selector.shard === null || isInShard(subject.id, selector.shard))
    .sort((a, b) => compareNames(a.name, b.name) || compareNames(a.id, b.id))
}

async function vaultsInScope(ctx: AppContext, named: string | undefined): Promise<readonly VaultRef[]> {
  if (named !== undefined) return [await chooseVault(ctx, { vault: named })]
  const subscriptions = await resolveSubscriptions(ctx)
  return (await mapLimited(subscriptions, READS_AT_ONCE, (id) => listVaults(ctx.session, id))).flat()
}

function subjectsOf(items: readonly ProtectedItem[]): ItemSubject[] {
  return [...groupBy(items, (item) => nameKey(item.machineId)).values()].flatMap((own) => {
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
    return machines.map((machine) => ({ ...machine, items: index.get(nameKey(machine.id)) ?? [] }))
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
