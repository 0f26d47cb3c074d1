import { findGuard } from '../azure/guards.js'
import { itemRef } from '../azure/items.js'
import { findMachine, listMachines, listRunStates } from '../azure/machines.js'
import { listRecentRestores } from '../azure/restores.js'
import { isJobOf } from '../azure/started-jobs.js'
import { knownVault } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import type { AzbkError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey, sameName } from '../core/names.js'
import { tryRead } from '../core/read-each.js'
import { unknownNames } from '../fleet/select.js'
import type { MachineName } from '../fleet/selector.js'
import { livingItem, type ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { Machine } from '../model/machine.js'
import type { Vault } from '../model/vault.js'
import { choosePointOf, type PointChoice } from '../points/choose.js'
import { type ItemSubject, lookUpItems } from '../protection/select-items.js'
import { pointWishOf, vaultsOf } from './from-file.js'
import type { RestoreInput } from './input.js'
import { lastMovedGb } from './last-moved.js'
import { notePointReads } from './point-reads.js'

/** All that is known of one VM that is to be restored. */
export interface RestoreTarget {
  readonly subject: ItemSubject
  /** Null when no vault holds anything of it. */
  readonly item: ProtectedItem | null
  readonly vault: Vault | null
  /** Where it is restored to: the vault's region, or its pair. Null when it is not known. */
  readonly region: string | null
  /** The paired region, of which the copies are restored; null when those of the vault's own region are. */
  readonly secondaryRegion: string | null
  /** Null when it is gone. */
  readonly machine: Machine | null
  readonly choice: PointChoice | null
  /** What its last backup moved, in GB; null unless the VM is gone, and with it the size of its disks. */
  readonly movedGb: number | null
  /** Its restores of the last 24 hours. */
  readonly jobs: readonly Job[]
  /** Name of the resource guard whose owner must approve; null when none must. */
  readonly guard: string | null
  /** Why something of the above could not be had. */
  readonly unread: AzbkError | null
}

/** Reads all targets; what cannot be read of one is told with it and does not stop the others, nor do names that mean no VM. */
export async function surveyTargets(ctx: AppContext, input: RestoreInput): Promise<RestoreTarget[]> {
  const looked = await lookUpItems(ctx, { ...input, vaults: vaultsOf(input) })
  const wanted = looked.found.map((subject) => ({ subject, item: itemOf(subject, input.vault) }))
  const jobs = await restoresOf(
    ctx,
    wanted.flatMap(({ item }) => item ?? []),
  )
  const isFleet = wanted.length > FEW
  const machineOf = machineReader(ctx, isFleet)
  // Which disks a point holds matters to a fleet only where some of them are named.
  const brief = isFleet && input.diskLun === undefined
  const wishes = wanted.map(({ subject }) => pointWishOf(subject, input))
  notePointReads(ctx, { machines: wanted.length, told: brief ? wishes.filter(({ known }) => known).length : 0 })
  const targets = await mapLimited(wanted, READS_AT_ONCE, async ({ subject, item }, i) => {
    const nothing = { ...NOTHING_KNOWN, subject, item }
    if (item === null) return nothing
    const ref = itemRef(item)
    const own = (jobs.get(nameKey(item.vaultId)) ?? []).filter((job) => isJobOf(job, ref))
    const read = await tryRead(subject.name, async () => {
      const vault = (await knownVault(ctx.session, ref.vault)) ?? null
      const machine = (await machineOf(subject)) ?? null
      const guard = await findGuard(ctx.session, ref.vault)
      const approver = guard?.requestFor('restore') === undefined ? null : guard.name
      const movedGb = machine === null && !isFleet ? await lastMovedGb(ctx, ref) : null
      return { vault, region: vault?.location ?? null, machine, movedGb, guard: approver }
    })
    if (read.value === null) return { ...nothing, jobs: own, unread: read.unread[0]?.error ?? null }
    const wish = { ...(wishes[i] ?? input), brief }
    const { value: choice, unread } = await tryRead(subject.name, () => choosePointOf(ctx, item, wish))
    return { ...nothing, jobs: own, ...read.value, choice, unread: unread[0]?.error ?? null }
  })
  return [...targets, ...unknownTargets(looked.unknown, (name) => unknownNames([name], looked.known))]
}

/** Up to this many VMs are read one by one, and told of in full; more are a fleet. */
export const FEW = 2

function machineReader({ session }: AppContext, isFleet: boolean) {
  if (!isFleet) {
    return ({ subscriptionId, resourceGroup, name }: ItemSubject) =>
      findMachine(session, { subscriptionId, resourceGroup, name })
  }
  const lists = new Map<string, Promise<Map<string, Machine>>>()
  const list = async (subscriptionId: string) => {
    const [machines, states] = await Promise.all([
      listMachines(session, subscriptionId),
      listRunStates(session, subscriptionId),
    ])
    return new Map(
      machines.map((row): [string, Machine] => [nameKey(row.id), { ...row, ...states.get(nameKey(row.id)) }]),
    )
  }
  return async ({ id, subscriptionId }: ItemSubject) => {
    const known = lists.get(subscriptionId) ?? list(subscriptionId)
    lists.set(subscriptionId, known)
    return (await known).get(nameKey(id))
  }
}

/** What is known before anything was read. */
export const NOTHING_KNOWN = {
  vault: null,
  region: null,
  secondaryRegion: null,
  machine: null,
  choice: null,
  movedGb: null,
  jobs: [],
  guard: null,
  unread: null,
}

/** Names that mean no VM, each as a target that cannot be restored: what else stands in the way is told with it. */
export function unknownTargets(names: readonly MachineName[], why: (name: MachineName) => AzbkError): RestoreTarget[] {
  return names.map((name) => {
    const { text: id, resourceGroup = '', subscriptionId = '' } = name
    const subject = { id, name: name.name, resourceGroup, subscriptionId, items: [] }
    return { ...NOTHING_KNOWN, subject, item: null, unread: why(name) }
  })
}

export function isUnknown({ item, machine, unread }: RestoreTarget): boolean {
  return item === null && machine === null && unread !== null
}

/** Deleted data of a VM may lie in one vault while it is protected by another: the living one is meant, unless a vault is named. */
function itemOf({ items }: ItemSubject, vault: string | undefined): ProtectedItem | null {
  const named = vault === undefined ? undefined : items.find((item) => isVault(item, vault))
  return named ?? livingItem(items) ?? null
}

function isVault(item: ProtectedItem, vault: string): boolean {
  return sameName(item.vaultId, vault) || sameName(item.vaultName, vault.split('/').at(-1) ?? vault)
}

async function restoresOf(ctx: AppContext, items: readonly ProtectedItem[]): Promise<Map<string, Job[]>> {
  const vaults = [...groupBy(items, (item) => nameKey(item.vaultId)).values()].flatMap(([item]) => item ?? [])
  const read = async (item: ProtectedItem) =>
    [nameKey(item.vaultId), await listRecentRestores(ctx.session, itemRef(item).vault)] as const
  return new Map(await mapLimited(vaults, READS_AT_ONCE, read))
}
