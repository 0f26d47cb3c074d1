import type { ArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'

export const JOB_STATUSES = ['InProgress', 'Completed', 'Failed', 'CompletedWithWarnings', 'Cancelled', 'Cancelling'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export const JOB_OPERATIONS = [
  'Backup',
  'Restore',
  'CrossRegionRestore',
  'ConfigureBackup',
  'DisableBackup',
  'DeleteBackupData',
  'Undelete',
  'Register',
  'UnRegister',
  'UpdateCustomerManagedKey',
] as const
export type JobOperation = (typeof JOB_OPERATIONS)[number]

/** A job of a vault. Lists carry no phases and no properties. Source: AZURE-BACKUP-API.md section 10. */
export interface Job {
  readonly id: ArmId
  /** The job's GUID. */
  readonly name: string
  readonly vaultId: ArmId
  readonly vaultName: string
  /** One of {@link JOB_OPERATIONS}, or what Azure sent. */
  readonly operation: string
  readonly status: JobStatus
  readonly machineName: string
  readonly containerName: string | null
  readonly startTime: Instant
  /** Null while it runs. */
  readonly endTime: Instant | null
  readonly durationMs: number
  /** What Azure offers; it stays set after the end and proves nothing. */
  readonly cancellable: boolean
  /** Null in lists. */
  readonly phases: readonly JobPhase[] | null
  readonly percent: number | null
  readonly estimatedRemainingMs: number | null
  readonly errors: readonly JobError[]
  /** Azure's property bag, e.g. `Backup Size`; empty in lists. */
  readonly properties: Readonly<Record<string, string>>
}

export interface JobPhase {
  readonly name: string
  readonly status: string
  readonly startTime: Instant | null
  readonly endTime: Instant | null
  readonly durationMs: number
}

export interface JobError {
  readonly code: number | null
  readonly title: string
  readonly message: string
  readonly recommendations: readonly string[]
}

export function isJobDone(status: JobStatus): boolean {
  return status !== 'InProgress' && status !== 'Cancelling'
}
