import { listRecentBackups } from '../azure/backups.js'
import { itemRef } from '../azure/items.js'
import { findJob } from '../azure/jobs.js'
import { isJobOf } from '../azure/started-jobs.js'
import type { AppContext } from '../context.js'
import { type AzbkError, toAzbkError } from '../core/errors.js'
import { mapLimited } from '../core/limits.js'
import { nameKey, sameName } from '../core/names.js'
import type { ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { Machine } from '../model/machine.js'
import type { Vault, VaultRef } from '../model/vault.js'
import { findItems, indexItems, itemsOf, listItemsOf, vaultsNear } from '../protection/find.js'
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
  /** Why the jobs of its vault could not be read. */
  readonly unread: AzbkError | null
}

const READS_AT_ONCE = 8

/** `vault` is the one that was named. Reads items and jobs in a number of requests that grows with the vaults, not with the VMs. */
export async function surveyBackups(
  ctx: AppContext,
  machines: readonly Machine[],
  vault: Vault | undefined,
): Promise<BackupTarget[]> {
  const items = await itemsFor(ctx, machines, vault)
  const jobs = await jobsOfVaults(ctx, items)
  return mapLimited(machines, READS_AT_ONCE, async (machine) => {
    const item = items.get(nameKey(machine.id)) ?? null
    const read = item === null ? [] : (jobs.get(nameKey(item.vaultId)) ?? [])
    if (item === null || !isRows(read)) {
      return { machine, item, jobs: [], onDemandToday: 0, unread: isRows(read) ? null : read }
    }
    const own = read.filter((job) => isJobOf(job, itemRef(item)))
    return { machine, item, jobs: own, onDemandToday: await countOnDemand(ctx, item, own), unread: null }
  })
}

/** The item that is meant for each VM: in the vault named, else the one that is not soft-deleted. */
async function itemsFor(
  ctx: AppContext,
  machines: readonly Machine[],
  vault: Vault | undefined,
): Promise<Map<string, ProtectedItem>> {
  const found = await findItems(ctx, machines, vault ? [vault] : [])
  const missing = machines.filter((machine) => itemsOf(found, machine).length === 0)
  // Azure's look-up leaves out soft-deleted items; the lists of the vaults have them.
  const listed = indexItems(missing.length === 0 ? [] : await listItemsOf(ctx, await vaultsNear(ctx, missing)))
  return new Map(
    machines.flatMap((machine) => {
      const items = [...itemsOf(found, machine), ...itemsOf(listed, machine)]
      const item =
        items.find((one) => vault !== undefined && sameName(one.vaultId, vault.id)) ??
        items.find((one) => one.softDelete === null) ??
        items[0]
      return item === undefined ? [] : [[nameKey(machine.id), item] as const]
    }),
  )
}

async function jobsOfVaults(
  ctx: AppContext,
  items: ReadonlyMap<string, ProtectedItem>,
): Promise<Map<string, readonly Job[] | AzbkError>> {
  const vaults = new Map([...items.values()].map((item) => [nameKey(item.vaultId), itemRef(item).vault]))
  const read = async ([key, vault]: [string, VaultRef]) => {
    const jobs = await listRecentBackups(ctx.session, vault).catch(toAzbkError)
    return [key, jobs] as const
  }
  return new Map(await mapLimited([...vaults], READS_AT_ONCE, read))
}

function isRows(read: readonly Job[] | AzbkError): read is readonly Job[] {
  return Array.isArray(read)
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
