import type { ArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'
import type { VaultRef } from './vault.js'

export const JOB_STATUSES = [
  'InProgress',
  'Completed',
  'Failed',
  'CompletedWithWarnings',
  'Cancelled',
  'Cancelling',
] as const
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
  /** The paired region for a job of a cross-region restore, which the vault's own lists do not show; else null. */
  readonly secondaryRegion: string | null
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
  /** 0 to 100. Azure tells it for restores only. */
  readonly percent: number | null
  readonly estimatedRemainingMs: number | null
  readonly errors: readonly JobError[]
  /** Azure's property bag, e.g. `Backup Size`, without the blanks around its keys; empty in lists. */
  readonly properties: Readonly<Record<string, string>>
}

export interface JobPhase {
  readonly name: string
  readonly status: string
  readonly startTime: Instant | null
  readonly endTime: Instant | null
  readonly durationMs: number
  /** How far it is in words, e.g. `63.5 GBs / 127 GBs Transferred`; null when Azure did not say. */
  readonly detail: string | null
}

export interface JobError {
  readonly code: number | null
  readonly title: string
  readonly message: string
  readonly recommendations: readonly string[]
}

/** What it takes to read a job again. */
export interface JobRef {
  readonly vault: VaultRef
  /** The job's GUID. */
  readonly name: string
  /** Set for a job of a cross-region restore. */
  readonly secondaryRegion?: string | null
}

export function isJobDone(status: JobStatus): boolean {
  return status !== 'InProgress' && status !== 'Cancelling'
}

/** From which end of a job on a wait counts as failed. */
export const FAIL_ON = ['failure', 'warning'] as const
export type FailOn = (typeof FAIL_ON)[number]
