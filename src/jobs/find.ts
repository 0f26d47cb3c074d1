import { findSecondaryJob } from '../azure/cross-region.js'
import { findJob } from '../azure/jobs.js'
import { pairedRegion } from '../azure/region-pairs.js'
import type { AzureSession } from '../azure/session.js'
import { resolveSubscriptions } from '../azure/subscriptions.js'
import { listVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { tryParseArmId } from '../core/arm-id.js'
import { AzbkError, notFoundError, refusedError, usageError } from '../core/errors.js'
import { mapLimited } from '../core/limits.js'
import { sameName } from '../core/names.js'
import { describeUnread, readEach, type Unread } from '../core/read-each.js'
import type { Job, JobRef } from '../model/job.js'
import type { Vault } from '../model/vault.js'
import { chooseVault } from '../vaults/choose.js'

/** Which job is meant; the values are as typed. */
export interface JobInput {
  /** A job's id: its GUID, or its resource id. */
  readonly job: string
  /** Default: the job is looked for in every vault of the subscriptions in scope. */
  readonly vault?: string | undefined
  /** The job runs in the paired region of its vault. */
  readonly secondary?: boolean | undefined
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SUBSCRIPTIONS_AT_ONCE = 4

/** The vaults that a reading verb covers: the one named, else all of the subscriptions in scope. */
export async function vaultsInScope(ctx: AppContext, vault: string | undefined): Promise<readonly Vault[]> {
  if (vault !== undefined) return [await chooseVault(ctx, { vault })]
  const subscriptions = await resolveSubscriptions(ctx)
  return (await mapLimited(subscriptions, SUBSCRIPTIONS_AT_ONCE, (id) => listVaults(ctx.session, id))).flat()
}

/** A job read again, in the vault's region or in the paired one. */
export function readJob(session: AzureSession, ref: JobRef): Promise<Job | undefined> {
  const region = ref.secondaryRegion
  return region ? findSecondaryJob(session, { vault: ref.vault, region }, ref.name) : findJob(session, ref)
}

/** The paired region of a vault when jobs are wanted from there, else null. */
export function jobRegion(vault: Vault, secondary: boolean | undefined): string | null {
  if (!secondary) return null
  const region = pairedRegion(vault.location)
  if (region !== undefined) return region
  throw refusedError('NO_PAIRED_REGION', `Region ${vault.location} of vault '${vault.name}' has no paired region.`)
}

const UNPAIRED = new Set(['CROSS_REGION_RESTORE_OFF', 'NO_PAIRED_REGION'])

/** Most vaults keep nothing in a paired region: that is an error for the one that was named, nothing in a search. */
export async function ignoreUnpaired<R>(isNamed: boolean, read: () => Promise<readonly R[]>): Promise<readonly R[]> {
  try {
    return await read()
  } catch (thrown) {
    if (!isNamed && thrown instanceof AzbkError && UNPAIRED.has(thrown.code)) return []
    throw thrown
  }
}

/** The job that is meant, read once, and where it is. Not found: exit 4; what could not be looked at is said. */
export async function locateJob(ctx: AppContext, input: JobInput): Promise<{ ref: JobRef; job: Job }> {
  const { name, vault } = parseJob(input)
  const vaults = await vaultsInScope(ctx, vault)
  const { rows, unread } = await readEach(vaults, (row) =>
    ignoreUnpaired(vault !== undefined, async () => {
      const ref: JobRef = { vault: row, name, secondaryRegion: jobRegion(row, input.secondary) }
      const job = await readJob(ctx.session, ref)
      return job === undefined ? [] : [{ ref, job }]
    }),
  )
  return rows[0] ?? jobNotFound(name, { searched: vaults, unread, secondary: input.secondary === true })
}

function parseJob({ job, vault }: JobInput): { name: string; vault: string | undefined } {
  if (GUID.test(job)) return { name: job, vault }
  const parts = tryParseArmId(job)
  const [vaultPart, jobPart] = parts?.path ?? []
  if (vaultPart && jobPart && sameName(vaultPart[0], 'vaults') && sameName(jobPart[0], 'backupJobs')) {
    return { name: jobPart[1], vault: job.slice(0, job.toLowerCase().lastIndexOf('/backupjobs/')) }
  }
  throw usageError('INVALID_JOB', `'${job}' is not the id of a job.`, [
    'A job id looks like 2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10; `azbk job list` shows them.',
  ])
}

function jobNotFound(
  name: string,
  search: { searched: readonly Vault[]; unread: readonly Unread[]; secondary: boolean },
): never {
  const [only, ...others] = search.searched
  const where =
    only !== undefined && others.length === 0 ? `vault '${only.name}'` : `any of ${search.searched.length} vaults`
  throw notFoundError('JOB_NOT_FOUND', `There is no job ${name} in ${where}.`, [
    ...search.unread.map(describeUnread),
    ...(search.secondary ? [] : ['Restores to a paired region are found with --secondary.']),
    '`azbk job list` shows the jobs you can see.',
  ])
}
