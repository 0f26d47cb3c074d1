import { itemRef } from '../azure/items.js'
import { listMachines } from '../azure/machines.js'
import { listRecentRestores } from '../azure/restores.js'
import { listRecentSecondaryRestores } from '../azure/secondary-restores.js'
import type { AppContext } from '../context.js'
import { parseArmId } from '../core/arm-id.js'
import { groupBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import { readJob } from '../jobs/find.js'
import { isJobDone, type JobRef } from '../model/job.js'
import type { StorageAccount } from '../model/storage-account.js'
import type { RestoreTarget } from './survey.js'

/** Lists do not tell a job's account. More than these are not asked for it: they would cost more than a good choice brings. */
const MOST_JOBS = 20

/**
 * What uses each storage account now: restores that run by way of it, and disks of VMs that lie in it, by
 * {@link nameKey} of its id. A better choice is no need: what cannot be read counts for nothing.
 */
export async function readStagingLoads(
  ctx: AppContext,
  accounts: readonly StorageAccount[],
  targets: readonly RestoreTarget[],
): Promise<Map<string, number>> {
  const [first, second] = accounts
  if (first === undefined || second === undefined) return new Map()
  const [restores, disks] = await Promise.all([runningThrough(ctx, targets), disksIn(ctx, first)])
  const uses = groupBy([...restores, ...disks], nameKey)
  return new Map(accounts.map(({ id, name }) => [nameKey(id), uses.get(nameKey(name))?.length ?? 0]))
}

/** Names of accounts, one for each restore that runs in the vaults of the targets. */
async function runningThrough(ctx: AppContext, targets: readonly RestoreTarget[]): Promise<string[]> {
  const places = groupBy(
    targets.filter(({ item }) => item !== null),
    ({ item, secondaryRegion }) => nameKey(`${item?.vaultId}/${secondaryRegion ?? ''}`),
  )
  const listed = await mapLimited([...places.values()], READS_AT_ONCE, ([target]) =>
    runningRestores(ctx, target).catch((): JobRef[] => []),
  )
  const jobs = await mapLimited(listed.flat().slice(0, MOST_JOBS), READS_AT_ONCE, (ref) =>
    readJob(ctx.session, ref).catch(() => undefined),
  )
  return jobs.flatMap((job) => job?.properties['Target Storage Account Name'] ?? [])
}

async function runningRestores({ session }: AppContext, target: RestoreTarget | undefined): Promise<JobRef[]> {
  if (target === undefined || target.item === null) return []
  const { vault } = itemRef(target.item)
  const { secondaryRegion: region } = target
  const jobs = await (region === null
    ? listRecentRestores(session, vault)
    : listRecentSecondaryRestores(session, { vault, region }))
  const running = jobs.filter(({ status }) => !isJobDone(status))
  return running.map(({ name }) => ({ vault, name, secondaryRegion: region }))
}

/** Names of accounts, one for each disk of a VM that lies there. */
async function disksIn({ session }: AppContext, { id }: StorageAccount): Promise<string[]> {
  const machines = await listMachines(session, parseArmId(id).subscriptionId).catch(() => [])
  return machines.flatMap(({ disks }) => disks.flatMap(({ storageAccount }) => storageAccount ?? []))
}
