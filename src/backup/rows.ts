import type { StartedBackup } from '../azure/backups.js'
import type { Instant } from '../core/clock.js'
import { type FleetOutcome, noError, reasonOf } from '../fleet/run.js'
import type { JobRow } from '../jobs/job-row.js'
import type { BackupAction, BackupStep } from './plan.js'

/** What came of one VM, or what would. */
export interface BackupRow extends JobRow {
  readonly resourceGroup: string
  readonly id: string
  readonly action: BackupAction
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
    durationMs: null,
    endedAt: null,
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
