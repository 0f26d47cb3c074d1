import type { StartedBackup } from '../azure/backups.js'
import type { Instant } from '../core/clock.js'
import { type FleetOutcome, type FleetStatus, noError, type Reason, reasonOf } from '../fleet/run.js'
import { type JobEnd, jobExitCode } from '../jobs/end.js'
import { describeJob } from '../jobs/progress.js'
import type { FailOn, JobError } from '../model/job.js'
import type { BackupAction, BackupStep } from './plan.js'

/** What came of one VM, or what would. */
export interface BackupRow extends Reason {
  readonly name: string
  readonly resourceGroup: string
  readonly id: string
  readonly vault: string | null
  readonly action: BackupAction
  /** `planned` in a dry run; `done` when Azure has accepted the backup or, after --wait, when it is complete. */
  readonly status: FleetStatus | 'planned'
  readonly jobId: string | null
  /** How the job ended; null when it was not followed. */
  readonly end: JobEnd['status'] | null
  /** Azure's reasons for a job that failed or has warnings. */
  readonly errors: readonly JobError[]
  /** Null for a backup that was joined: it has its own. */
  readonly expiryTime: Instant | null
}

/** The row of a VM before anything was sent. */
export function plannedRow(step: BackupStep, expiryTime: Instant): BackupRow {
  const { machine, item, action, running, refusal, change } = step
  return {
    name: machine.name,
    resourceGroup: machine.resourceGroup,
    id: machine.id,
    vault: item?.vaultName ?? null,
    action,
    status: refusal === null ? 'planned' : 'failed',
    jobId: refusal === null ? (running?.name ?? null) : null,
    end: null,
    errors: [],
    expiryTime: refusal === null && action === 'backup' ? expiryTime : null,
    ...(refusal === null ? noError(change.reason) : reasonOf(refusal)),
  }
}

/** The row of a VM after its backup was asked for. */
export function startedRow(row: BackupRow, outcome: FleetOutcome<StartedBackup> | undefined): BackupRow {
  if (outcome === undefined) return row
  const { status, value } = outcome
  const joined: Partial<BackupRow> = value?.joined ? { action: 'join', expiryTime: null } : {}
  return { ...row, ...joined, status, ...reasonOf(outcome), jobId: value?.jobId ?? row.jobId }
}

const STATUS_OF_END: Readonly<Record<JobEnd['status'], FleetStatus>> = {
  completed: 'done',
  completedWithWarnings: 'done',
  failed: 'failed',
  cancelled: 'failed',
  timedOut: 'running',
}

/** The row of a VM after its job was followed. */
export function endedRow(row: BackupRow, end: JobEnd, failOn: FailOn | undefined): BackupRow {
  const { job, status } = end
  const failed = STATUS_OF_END[status] === 'failed'
  return {
    ...row,
    status: STATUS_OF_END[status],
    end: status,
    errors: job?.errors ?? [],
    exitCode: jobExitCode(end, failOn),
    code: failed ? (status === 'failed' ? 'JOB_FAILED' : 'JOB_CANCELLED') : null,
    message: job === null ? row.message : describeJob(job),
    suggestions: failed || status === 'timedOut' ? nextSteps(row, status) : [],
  }
}

function nextSteps({ jobId, vault }: BackupRow, status: JobEnd['status']): string[] {
  return [`azbk job ${status === 'timedOut' ? 'wait' : 'show'} ${jobId} --vault ${vault}`]
}
