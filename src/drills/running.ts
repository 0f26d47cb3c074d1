import { listSecondaryJobs } from '../azure/cross-region.js'
import { listJobs } from '../azure/jobs.js'
import { findPairedRegion } from '../azure/locations.js'
import type { AppContext } from '../context.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import { describeUnread, tryRead } from '../core/read-each.js'
import { readJob } from '../jobs/find.js'
import type { Job } from '../model/job.js'
import type { Vault } from '../model/vault.js'
import { ignoreUnpaired } from '../vaults/paired.js'
import { vaultsInScope } from '../vaults/scope.js'

/** Of Azure's property bag of a restore. Source: AZURE-BACKUP-API.md section 12. */
const TARGET_GROUP = 'Target resource group'

/**
 * The restores that run, by {@link nameKey} of the group that they make things in; also those of paired regions. What
 * cannot be read is warned of: the region of a vault may be down.
 */
export async function readRestoresByGroup(ctx: AppContext): Promise<Map<string, Job[]>> {
  const { rows: vaults, unread } = await vaultsInScope(ctx, undefined)
  // Each side by itself: the paired region answers while the vault's own is down.
  const sides = vaults.flatMap((vault) => [ownRestores, pairedRestores].map((read) => ({ vault, read })))
  const parts = await mapLimited(sides, READS_AT_ONCE, ({ vault, read }) => tryRead(vault.name, () => read(ctx, vault)))
  for (const part of [...unread, ...parts.flatMap((read) => read.unread)]) {
    ctx.warn(`Whether restores into these groups still run is not known: ${describeUnread(part)}`)
  }
  const byGroup = new Map<string, Job[]>()
  for (const job of parts.flatMap(({ value }) => value ?? [])) {
    const key = nameKey(job.properties[TARGET_GROUP] ?? '')
    byGroup.set(key, [...(byGroup.get(key) ?? []), job])
  }
  return byGroup
}

async function ownRestores(ctx: AppContext, vault: Vault): Promise<Job[]> {
  const rows = await Promise.all(
    UNDER_WAY.map((status) => listJobs(ctx.session, vault, { operation: 'Restore', status })),
  )
  return withProperties(ctx, vault, rows.flat())
}

async function pairedRestores(ctx: AppContext, vault: Vault): Promise<Job[]> {
  if (vault.crossRegionRestore === false) return []
  const region = await findPairedRegion(ctx.session, vault.subscriptionId, vault.location)
  if (region === undefined) return []
  const rows = await ignoreUnpaired({}, () =>
    listSecondaryJobs(ctx.session, { vault, region }, { operation: 'CrossRegionRestore', status: 'InProgress' }),
  )
  return withProperties(ctx, vault, rows)
}

const UNDER_WAY = ['InProgress', 'Cancelling'] as const

/** Lists do not tell where to. */
async function withProperties({ session }: AppContext, vault: Vault, rows: readonly Job[]): Promise<Job[]> {
  const jobs = await mapLimited(rows, READS_AT_ONCE, ({ name, secondaryRegion }) =>
    readJob(session, { vault, name, secondaryRegion }),
  )
  return jobs.flatMap((job) => job ?? [])
}
