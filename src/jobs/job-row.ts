import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { nameKey } from '../core/names.js'
import type { FleetStatus, Reason } from '../fleet/run.js'
import type { FailOn, JobError } from '../model/job.js'
import type { VaultRef } from '../model/vault.js'
import { type JobEnd, jobEndWarning, jobExitCode } from './end.js'
import { followJobs, type JobFollower } from './follow.js'
import { describeJob } from './progress.js'

/** What came of one VM of a verb that starts a job for each. */
export interface JobRow extends Reason {
  readonly name: string
  readonly vault: string | null
  /** `planned` in a dry run; `done` when Azure has accepted the job or, after --wait, when it is complete. */
  readonly status: FleetStatus | 'planned'
  readonly jobId: string | null
  /** How the job ended; null when it was not followed. */
  readonly end: JobEnd['status'] | null
  /** How long the job took; null while it runs, and when it was not followed. */
  readonly durationMs: number | null
  /** When the job ended; null like the above. */
  readonly endedAt: Instant | null
  /** Azure's reasons for a job that failed or has warnings. */
  readonly errors: readonly JobError[]
}

const STATUS_OF_END: Readonly<Record<JobEnd['status'], FleetStatus>> = {
  completed: 'done',
  completedWithWarnings: 'done',
  failed: 'failed',
  cancelled: 'failed',
  timedOut: 'running',
}

/** The row of a VM after its job was followed. */
function endedRow<R extends JobRow>(row: R, end: JobEnd, failOn: FailOn | undefined): R {
  const { job, status } = end
  const failed = STATUS_OF_END[status] === 'failed'
  return {
    ...row,
    status: STATUS_OF_END[status],
    end: status,
    durationMs: status === 'timedOut' ? null : (job?.durationMs ?? null),
    endedAt: job?.endTime ?? null,
    errors: job?.errors ?? [],
    exitCode: jobExitCode(end, failOn),
    code: failed ? (status === 'failed' ? 'JOB_FAILED' : 'JOB_CANCELLED') : null,
    message: job === null ? row.message : describeJob(job),
    suggestions: failed || status === 'timedOut' ? nextSteps(row, status) : [],
  }
}

function nextSteps({ jobId, vault }: JobRow, status: JobEnd['status']): string[] {
  return [`azbk job ${status === 'timedOut' ? 'wait' : 'show'} ${jobId} --vault ${vault}`]
}

export interface FollowedPlace {
  readonly vault: VaultRef
  readonly secondaryRegion?: string | null
}

export interface RowsToFollow<R> {
  /** Where a row's job is read; undefined when it is not followed. */
  readonly placeOf: (row: R) => FollowedPlace | undefined
  readonly failOn?: FailOn | undefined
  /** One that followed some of the jobs already. */
  readonly follower?: JobFollower | undefined
}

/** Follows the jobs of rows to their ends. */
export async function followRows<R extends JobRow>(
  ctx: AppContext,
  rows: readonly R[],
  { placeOf, failOn, follower }: RowsToFollow<R>,
): Promise<R[]> {
  const watched = rows.flatMap((row) => {
    const place = row.status === 'failed' || row.jobId === null ? undefined : placeOf(row)
    return place === undefined ? [] : [{ ref: { ...place, name: row.jobId ?? '' }, machineName: row.name }]
  })
  const ends = await followJobs(ctx, watched, follower)
  const endOf = new Map(watched.map(({ ref }, i) => [nameKey(ref.name), ends[i]]))
  return rows.map((row) => {
    const end = endOf.get(nameKey(row.jobId ?? ''))
    if (end === undefined) return row
    const warning = jobEndWarning(end, { job: row.jobId ?? '', waitedMs: ctx.settings.timeoutMs })
    if (warning !== undefined) ctx.warn(warning)
    return endedRow(row, end, failOn)
  })
}
