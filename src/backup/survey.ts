import { listRecentBackups } from '../azure/backups.js'
import { itemRef } from '../azure/items.js'
import { findJob } from '../azure/jobs.js'
import { isJobOf } from '../azure/started-jobs.js'
import type { AppContext } from '../context.js'
import type { AzbkError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey, sameName } from '../core/names.js'
import { type TryRead, tryRead, type Unread } from '../core/read-each.js'
import { livingItem, type ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { Machine } from '../model/machine.js'
import type { Vault } from '../model/vault.js'
import { findItems, indexItems, itemsOf, listItemsOf, unreadOf, vaultsNear } from '../protection/find.js'
import { ADVISED_PER_DAY } from './plan.js'

/** A VM to be backed up, and all that decides whether it can be. */
export interface BackupTarget {
  readonly machine: Machine
  /** Null when no vault protects it. */
  readonly item: ProtectedItem | null
  /** Its backup jobs of the last 24 hours, newest first. */
  readonly jobs: readonly Job[]
  /** On-demand backups since midnight UTC. */
  readonly onDemandToday: number
  /** Why its vault, or the jobs there, could not be read. */
  readonly unread: AzbkError | null
}

/** `vault` is the one that was named. Reads items and jobs in a number of requests that grows with the vaults, not with the VMs. */
export async function surveyBackups(
  ctx: AppContext,
  machines: readonly Machine[],
  vault: Vault | undefined,
): Promise<BackupTarget[]> {
  const { items, unread } = await itemsFor(ctx, machines, vault)
  const jobs = await jobsOfVaults(ctx, items.values())
  return mapLimited(machines, READS_AT_ONCE, async (machine) => {
    const item = items.get(nameKey(machine.id)) ?? null
    const nothing = { machine, item, jobs: [], onDemandToday: 0 }
    if (item === null) return { ...nothing, unread: unreadOf(unread, machine) ?? null }
    const read = jobs.get(nameKey(item.vaultId))
    if (read?.unread[0] !== undefined) return { ...nothing, unread: read.unread[0].error }
    const own = (read?.value ?? []).filter((job) => isJobOf(job, itemRef(item)))
    return { machine, item, jobs: own, onDemandToday: await countOnDemand(ctx, item, own), unread: null }
  })
}

/** The item that is meant for each VM: in the vault named, else the one that is not soft-deleted. */
async function itemsFor(
  ctx: AppContext,
  machines: readonly Machine[],
  vault: Vault | undefined,
): Promise<{ items: ReadonlyMap<string, ProtectedItem>; unread: readonly Unread[] }> {
  const { index, unread } = await findItems(ctx, machines, vault ? [vault] : [])
  const missing = machines.filter((machine) => itemsOf(index, machine).length === 0)
  // Azure's look-up leaves out soft-deleted items; the lists of the vaults have them.
  const near = await vaultsNear(ctx, missing)
  const listed = indexItems(await listItemsOf(ctx, near.rows))
  const items = machines.flatMap((machine) => {
    const own = [...itemsOf(index, machine), ...itemsOf(listed, machine)]
    const item = own.find((one) => vault !== undefined && sameName(one.vaultId, vault.id)) ?? livingItem(own)
    return item === undefined ? [] : [[nameKey(machine.id), item] as const]
  })
  return { items: new Map(items), unread: [...unread, ...near.unread] }
}

/** The recent backups of each vault that has an item, by {@link nameKey} of the vault's id; or why they were not read. */
async function jobsOfVaults(ctx: AppContext, items: Iterable<ProtectedItem>): Promise<Map<string, TryRead<Job[]>>> {
  const oneOfEach = distinctBy(items, (item) => nameKey(item.vaultId))
  const read = async (item: ProtectedItem) => {
    const jobs = await tryRead(item.vaultName, () => listRecentBackups(ctx.session, itemRef(item).vault))
    return [nameKey(item.vaultId), jobs] as const
  }
  return new Map(await mapLimited(oneOfEach, READS_AT_ONCE, read))
}

/** What the service notes of a backup that somebody asked for. Source: AZURE-BACKUP-API.md section 9. */
const ON_DEMAND_NOTE = 'Recovery Point Expiry Time in UTC'

/** Lists do not tell an on-demand backup from a scheduled one: only when there are many is each looked at. */
async function countOnDemand(ctx: AppContext, item: ProtectedItem, jobs: readonly Job[]): Promise<number> {
  const today = ctx.clock.now().toISOString().slice(0, 10)
  const ofToday = jobs.filter((job) => job.startTime.startsWith(today))
  if (ofToday.length < ADVISED_PER_DAY) return ofToday.length
  const { vault } = itemRef(item)
  const details = await mapLimited(ofToday, READS_AT_ONCE, (job) => findJob(ctx.session, { vault, name: job.name }))
  return details.filter((job) => job !== undefined && ON_DEMAND_NOTE in job.properties).length
}
