import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { sameName, valuesOf } from '../../json.js'
import { acceptedReply } from '../../lro.js'
import { parseFilter, parseFilterTime } from '../../odata.js'
import { pageReply } from '../../paging.js'
import { moveJob } from '../../service/jobs.js'
import type { JobRecord, VaultRecord } from '../../service/model.js'
import { startOperation } from '../../service/operations.js'
import { requireVault } from '../recovery-services/state.js'
import { backupError, jobNotFound, parameterInvalid } from './errors.js'
import { jobBody } from './job-body.js'

const DAY_MS = 86_400_000

/** Window of a jobs filter at most. Source: az client, job list. */
const MAX_WINDOW_DAYS = 30

/** Polling of a cancel uses this api-version whatever the caller sent. Source: recordings of 2024. */
const CANCEL_STATUS_VERSION = '2019-05-13-preview'

/** GET of the jobs of a vault, newest first. */
export function listJobs(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const wanted = jobFilter(call)
  const rows = newestFirst(vault, (job) => job.operation !== 'CrossRegionRestore' && wanted(job))
  const toBody = (job: JobRecord) => jobBody(ctx, vault, job, { apiVersion: call.apiVersion, extended: false })
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody })
}

/** GET of one job. */
export function getJob(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, job } = requireJob(ctx, call)
  return { status: 200, body: jobBody(ctx, vault, job, { apiVersion: call.apiVersion, extended: true }) }
}

/** POST that cancels a job: a backup in its snapshot phase, a restore until the copy is done. */
export function cancelJob(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, job } = requireJob(ctx, call)
  if (!isCancellable(job) || !moveJob(ctx, job, 'cancel')) throw cancelRefused()
  const durationMs = ctx.timings.duration('cancel', ctx.random.of(`${job.id}|cancel`))
  const effect = { kind: 'job-cancelled', jobId: job.id } as const
  const operation = startOperation(ctx, { family: 'cancel', vault, durationMs, effect })
  const base = `${vault.id}/backupJobs/${job.id}`
  return acceptedReply(ctx, call, {
    status: `${base}/operationsStatus/${operation.id}`,
    result: `${base}/operationResults/${operation.id}`,
    statusVersion: CANCEL_STATUS_VERSION,
  })
}

/** Jobs of a vault that pass a test, newest first; of the same moment, the one that was made last comes first. */
export function newestFirst(vault: VaultRecord, wanted: (job: JobRecord) => boolean): JobRecord[] {
  return valuesOf(vault.jobs)
    .filter(wanted)
    .reverse()
    .sort((left, right) => right.startMs - left.startMs)
}

/** The test of a jobs filter; also used for jobs of the secondary region. */
export function jobFilter(call: ArmCall): (job: JobRecord) => boolean {
  const filter = parseFilter(call.query.$filter)
  const startMs = parseFilterTime(filter.starttime)
  const endMs = parseFilterTime(filter.endtime)
  if ((filter.starttime === undefined) !== (filter.endtime === undefined))
    throw parameterInvalid('startTime or endTime')
  if (filter.starttime !== undefined && (startMs === undefined || endMs === undefined)) {
    throw parameterInvalid('startTime or endTime')
  }
  if (startMs !== undefined && endMs !== undefined && endMs - startMs > MAX_WINDOW_DAYS * DAY_MS) {
    throw parameterInvalid('endTime')
  }
  const is = (wanted: string | undefined, value: string) => wanted === undefined || sameName(wanted, value)
  return (job) =>
    is(filter.status, job.status) &&
    is(filter.operation, job.operation) &&
    is(filter.jobid, job.id) &&
    is(filter.backupmanagementtype, 'AzureIaasVM') &&
    (startMs === undefined || job.startMs >= startMs) &&
    (endMs === undefined || job.startMs <= endMs)
}

function requireJob(ctx: MockContext, call: ArmCall): { vault: VaultRecord; job: JobRecord } {
  const vault = requireVault(ctx, call)
  const job = vault.jobs[(call.params.job ?? '').toLowerCase()]
  // Jobs of the secondary region are read there, not in the vault.
  if (!job || job.operation === 'CrossRegionRestore') throw jobNotFound()
  return { vault, job }
}

function isCancellable(job: JobRecord): boolean {
  return job.operation === 'Backup' ? job.tasks[0]?.status === 'InProgress' : job.operation === 'Restore'
}

/** The code is not verified: see UNSURE.md. */
function cancelRefused(): Error {
  return backupError(
    'UserErrorJobNotInCancellableState',
    'The job cannot be cancelled in its present state. Please wait until the job is completed.',
  )
}
