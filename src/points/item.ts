import { listSecondaryItems } from '../azure/cross-region.js'
import { listItems } from '../azure/items.js'
import type { AppContext } from '../context.js'
import { AzbkError, notFoundError, usageError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import { describeUnread, readEach } from '../core/read-each.js'
import { selectMachines } from '../fleet/select.js'
import { type MachineName, parseMachineName } from '../fleet/selector.js'
import { livingItem, type ProtectedItem } from '../model/item.js'
import { findItems, indexItems, itemsOf } from '../protection/find.js'
import { hintWhenDown, ignoreUnpaired } from '../vaults/paired.js'
import { vaultsInPairedScope } from '../vaults/scope.js'

/** Whose recovery points are meant; the values are as typed. */
export interface PointScope {
  /** A name, `group/name` or id. The VM need not exist any more: its points do. */
  readonly vm: string
  readonly vault?: string | undefined
  /** The copies in the paired region. */
  readonly secondary?: boolean | undefined
}

/** The item of a VM: looked up when the VM exists, else searched for by name in the vaults in scope. */
export async function findItemOf(ctx: AppContext, scope: PointScope): Promise<ProtectedItem> {
  const isPlain = scope.vault === undefined && scope.secondary !== true
  return (isPlain ? await itemOfMachine(ctx, scope.vm) : undefined) ?? searchItem(ctx, scope)
}

const AT_PAIR = 'When the region of the vault is down: --secondary shows the copies of the paired region.'

/** {@link findItemOf} for what can show the copies as well, and says so when it can show nothing else. */
export function findNearOrCopied(ctx: AppContext, scope: PointScope): Promise<ProtectedItem> {
  const found = findItemOf(ctx, scope)
  return scope.secondary ? found : found.catch(hintWhenDown(AT_PAIR))
}

async function itemOfMachine(ctx: AppContext, vm: string): Promise<ProtectedItem | undefined> {
  try {
    const [machine] = await selectMachines(ctx, { vm: [vm] })
    return machine && livingItem(itemsOf((await findItems(ctx, [machine])).index, machine))
  } catch (thrown) {
    if (thrown instanceof AzbkError && thrown.code === 'VM_NOT_FOUND') return undefined
    throw thrown
  }
}

async function searchItem(ctx: AppContext, scope: PointScope): Promise<ProtectedItem> {
  const name = parseMachineName(scope.vm)
  const vaults = await vaultsInPairedScope(ctx, scope)
  const { rows, unread } = await readEach(vaults.rows, (vault) =>
    scope.secondary
      ? ignoreUnpaired(scope, () => listSecondaryItems(ctx.session, vault))
      : listItems(ctx.session, vault),
  )
  const found = rows.filter((item) => isOf(item, name))
  const machines = indexItems(found)
  if (machines.size > 1) throw ambiguous(scope.vm, [...machines.values()])
  const item = livingItem(found)
  if (item !== undefined) return item
  const where = scope.vault === undefined ? 'any vault' : `vault '${vaults.rows[0]?.name}'`
  const side = scope.secondary ? ' in the paired region' : ''
  throw notFoundError('NOT_PROTECTED', `VM '${scope.vm}' has no recovery points in ${where}${side}.`, [
    ...[...vaults.unread, ...unread].map(describeUnread),
    `azbk status --vm ${scope.vm}`,
  ])
}

function isOf(item: ProtectedItem, name: MachineName): boolean {
  return (
    sameName(item.machineName, name.name) &&
    (name.resourceGroup === undefined || sameName(item.machineResourceGroup, name.resourceGroup))
  )
}

function ambiguous(vm: string, machines: readonly (readonly ProtectedItem[])[]): AzbkError {
  const names = machines
    .flatMap(([item]) => item ?? [])
    .map((item) => `${item.machineResourceGroup}/${item.machineName}`)
  return usageError('VM_AMBIGUOUS', `'${vm}' may be ${names.join(' or ')}.`, ['Write group/name, or name the --vault.'])
}
