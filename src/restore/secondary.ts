import { listSecondaryItems, type SecondaryVault } from '../azure/cross-region.js'
import { findGuard } from '../azure/guards.js'
import { itemRef } from '../azure/items.js'
import { findPairedRegion } from '../azure/locations.js'
import { listMachines } from '../azure/machines.js'
import { ONE_TRY } from '../azure/retry.js'
import { listRecentSecondaryRestores } from '../azure/secondary-restores.js'
import { isJobOf } from '../azure/started-jobs.js'
import type { AppContext } from '../context.js'
import { parseArmId } from '../core/arm-id.js'
import { type AzbkError, notFoundError, refusedError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameFirst, nameKey, sameName } from '../core/names.js'
import { describeUnread, readEach, tryRead } from '../core/read-each.js'
import { matchNames, matchTags, readSelector } from '../fleet/select.js'
import { isInShard } from '../fleet/selector.js'
import { livingItem, type ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { Machine } from '../model/machine.js'
import type { Vault } from '../model/vault.js'
import { choosePointOf } from '../points/choose.js'
import { indexItems } from '../protection/find.js'
import type { ItemSubject } from '../protection/select-items.js'
import { ignoreUnpaired } from '../vaults/paired.js'
import { listedVaults } from '../vaults/scope.js'
import { pointWishOf } from './from-file.js'
import type { RestoreInput } from './input.js'
import { notePointReads } from './point-reads.js'
import { FEW, NOTHING_KNOWN, type RestoreTarget, unknownTargets } from './survey.js'

/** A vault in its paired region, and what lies there. */
interface Copies extends SecondaryVault {
  readonly vault: Vault
  readonly items: readonly ProtectedItem[]
  readonly jobs: readonly Job[]
  /** Name of the resource guard that covers restores; null when there is none, or nobody can say. */
  readonly guard: string | null
}

/**
 * The VMs that are to be restored in the paired region, from what answers there: the vault's own region may be down, and
 * the VMs with it. Lists of a whole subscription come from no one region.
 */
export async function surveySecondary(ctx: AppContext, input: RestoreInput): Promise<RestoreTarget[]> {
  const copies = await readCopies(ctx, input)
  const machines = await machinesNear(ctx, copies)
  const { chosen, uncopied } = select(ctx, { copies, machines }, input)
  notePointReads(ctx, { machines: chosen.length, told: 0 })
  const brief = chosen.length > FEW
  const targets = await mapLimited(chosen, READS_AT_ONCE, (target) => withPoint(ctx, target, { ...input, brief }))
  return [...targets, ...uncopied]
}

async function readCopies(ctx: AppContext, { vault }: RestoreInput): Promise<readonly Copies[]> {
  const vaults = await listedVaults(ctx, vault)
  const { rows, unread } = await readEach(vaults, (row) => ignoreUnpaired({ vault }, () => readVault(ctx, row)))
  const [first] = unread
  // A vault that was named is all there is to look at.
  if (first !== undefined && (vault !== undefined || rows.length === 0)) throw first.error
  for (const one of unread) ctx.warn(`Not looked at: ${describeUnread(one)}`)
  return rows
}

async function readVault(ctx: AppContext, vault: Vault): Promise<Copies[]> {
  const region = await findPairedRegion(ctx.session, vault.subscriptionId, vault.location)
  if (region === undefined) throw unpaired(vault)
  const at = { vault, region }
  const items = await listSecondaryItems(ctx.session, vault)
  if (items.length === 0) return [{ ...at, items, jobs: [], guard: null }]
  const jobs = await listRecentSecondaryRestores(ctx.session, at)
  return [{ ...at, items, jobs, guard: await approverOf(ctx, vault) }]
}

/** Guards are kept in the vault's own region only: while that is down, nobody can say, and nobody should wait. */
async function approverOf(ctx: AppContext, vault: Vault): Promise<string | null> {
  const { value, unread } = await tryRead(vault.name, () => findGuard(ctx.session, vault, ONE_TRY))
  const what = `Whether a resource guard of vault '${vault.name}' must approve restores is not known`
  for (const { error } of unread) {
    if (error.code !== 'AZURE_UNAVAILABLE') ctx.warn(`${what}: ${error.message}`)
    else ctx.progress({ type: 'note', text: `${what}: its own region (${vault.location}) does not answer.` })
  }
  return value?.requestFor('restore') === undefined ? null : value.name
}

function unpaired({ name, location }: Vault): AzbkError {
  return refusedError('NO_PAIRED_REGION', `Region ${location} of vault '${name}' has no paired region.`)
}

/** What is still known of the VMs themselves, by {@link nameKey} of their ids; nothing when it cannot be read. */
async function machinesNear(ctx: AppContext, copies: readonly Copies[]): Promise<Map<string, Machine>> {
  const subscriptions = distinctBy(
    copies.map(({ vault }) => vault.subscriptionId),
    nameKey,
  )
  const read = (id: string) => listMachines(ctx.session, id).catch((): Machine[] => [])
  const rows = (await mapLimited(subscriptions, READS_AT_ONCE, read)).flat()
  return new Map(rows.map((machine) => [nameKey(machine.id), machine]))
}

function targetsOf(
  { vault, region, items, jobs, guard }: Copies,
  machines: ReadonlyMap<string, Machine>,
): RestoreTarget[] {
  return [...indexItems(items).values()].flatMap((own) => {
    const item = livingItem(own)
    if (item === undefined) return []
    const machine = machines.get(nameKey(item.machineId)) ?? null
    const ref = itemRef(item)
    return {
      ...NOTHING_KNOWN,
      subject: subjectOf(item),
      item,
      vault,
      region,
      secondaryRegion: region,
      machine,
      guard,
      jobs: jobs.filter((job) => isJobOf(job, ref)),
    }
  })
}

function subjectOf(item: ProtectedItem): ItemSubject {
  const { machineId: id, machineName: name, machineResourceGroup: resourceGroup } = item
  return { id, name, resourceGroup, subscriptionId: parseArmId(id).subscriptionId, items: [item] }
}

interface Found {
  readonly copies: readonly Copies[]
  readonly machines: ReadonlyMap<string, Machine>
}

/** VMs with copies; those that were named and have none, each with the reason. */
interface Selected {
  readonly chosen: RestoreTarget[]
  readonly uncopied: RestoreTarget[]
}

function select(ctx: AppContext, { copies, machines }: Found, input: RestoreInput): Selected {
  const targets = copies.flatMap((at) => targetsOf(at, machines))
  const { names, tags, shard } = readSelector(ctx, input)
  const group = ctx.settings.resourceGroup
  const rows = targets.map((target) => ({ ...target.subject, target }))
  const { found, unknown } = matchNames(names, rows)
  const inScope = ({ target: { subject, machine } }: (typeof rows)[number]) =>
    (group === null || sameName(subject.resourceGroup, group)) &&
    (tags.length === 0 || (machine !== null && matchTags(machine, tags)))
  const chosen = names.length > 0 ? found : rows.filter(inScope)
  const wanted = chosen.filter(({ id }) => shard === null || isInShard(id, shard))
  const uncopied = unknownTargets(unknown, ({ text }) => noCopies(`VM '${text}'`, copies)).map((target, i) => {
    const [machine] = matchNames(unknown.slice(i, i + 1), [...machines.values()]).found
    return machine === undefined ? target : { ...target, machine, subject: { ...machine, items: [] } }
  })
  if (wanted.length + uncopied.length === 0) throw noCopies('the VMs that are selected', copies)
  return { chosen: wanted.map(({ target }) => target), uncopied }
}

function noCopies(what: string, copies: readonly Copies[]): AzbkError {
  const on = nameFirst(
    copies.map(({ vault }) => vault.name),
    10,
  )
  return notFoundError('NO_COPY_IN_PAIRED_REGION', `The paired regions hold no copy of ${what}.`, [
    'Copies appear up to 48 hours after cross-region restore was turned on, and lag up to 36 hours behind.',
    copies.length === 0
      ? 'No vault was found with cross-region restore on.'
      : `Cross-region restore was found on in: ${on}.`,
  ])
}

async function withPoint(ctx: AppContext, target: RestoreTarget, input: RestoreInput): Promise<RestoreTarget> {
  const { item, subject } = target
  if (item === null) return target
  const wish = { ...pointWishOf(subject, input), secondary: true }
  const { value: choice, unread } = await tryRead(subject.name, () => choosePointOf(ctx, item, wish))
  return { ...target, choice, unread: unread[0]?.error ?? null }
}
