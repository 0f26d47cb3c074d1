import { findSecondaryJob } from '../azure/cross-region.js'
import { findJob } from '../azure/jobs.js'
import { pollPauseMs } from '../azure/operations.js'
import type { AzureSession } from '../azure/session.js'
import type { AppContext } from '../context.js'
import { tryParseArmId } from '../core/arm-id.js'
import { AzbkError, notFoundError, usageError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import { describeUnread, readEach, type Unread } from '../core/read-each.js'
import type { Job, JobRef } from '../model/job.js'
import type { Vault } from '../model/vault.js'
import { ignoreUnpaired, secondaryRegionOf } from '../vaults/paired.js'
import { vaultsInPairedScope } from '../vaults/scope.js'

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

/** A job read again, in the vault's region or in the paired one. */
export function readJob(session: AzureSession, ref: JobRef): Promise<Job | undefined> {
  const region = ref.secondaryRegion
  return region ? findSecondaryJob(session, { vault: ref.vault, region }, ref.name) : findJob(session, ref)
}

export interface LocatedJob {
  readonly ref: JobRef
  readonly job: Job
}

/** The job that is meant, and where it is. Not found: exit 4; what could not be looked at is said. */
export async function locateJob(ctx: AppContext, input: JobInput): Promise<LocatedJob> {
  const { name, vault } = parseJob(input)
  const vaults = await vaultsInPairedScope(ctx, { ...input, vault })
  const { rows, unread } = await readEach(vaults.rows, (row) =>
    ignoreUnpaired({ vault }, async () => {
      const ref: JobRef = { vault: row, name, secondaryRegion: await secondaryRegionOf(ctx.session, row, input) }
      const job = await readJob(ctx.session, ref)
      return job === undefined ? [] : [{ ref, job }]
    }),
  )
  return (
    rows[0] ??
    jobNotFound(name, {
      searched: vaults.rows,
      unread: [...vaults.unread, ...unread],
      secondary: input.secondary === true,
    })
  )
}

const LOOKS = 6
/** With {@link LOOKS} a minute: so long may a job that was only just started stay unseen. */
const LOOK_PAUSE_MS = 12_000

/**
 * {@link locateJob}, which looks again while a vault that was named does not show the job yet. A search through every
 * vault is made once: there an id is more likely mistyped than new.
 */
export async function awaitJob(ctx: AppContext, input: JobInput): Promise<LocatedJob> {
  const pauseMs = Math.min(pollPauseMs(ctx.session, undefined, LOOK_PAUSE_MS), ctx.settings.timeoutMs / LOOKS)
  for (let look = 1; ; look += 1) {
    try {
      return await locateJob(ctx, input)
    } catch (error) {
      const isUnseen = error instanceof AzbkError && error.code === 'JOB_NOT_FOUND'
      if (!isUnseen || parseJob(input).vault === undefined || look === LOOKS) throw error
      if (look === 1)
        ctx.progress({ type: 'note', text: `${error.message} It may be new: looking again for a minute.` })
      await ctx.clock.sleep(pauseMs, ctx.signal)
    }
  }
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
