import type { StartedRestore } from '../azure/restores.js'
import { armName } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'
import { type FleetOutcome, noError, type Reason, reasonOf } from '../fleet/run.js'
import type { JobRow } from '../jobs/job-row.js'
import { type Forecast, NO_FORECAST } from './forecast.js'
import type { Leaving } from './leavings.js'
import type { RestoreTask } from './task.js'

/** What came of one VM, or what would. */
export interface RestoreRow extends JobRow, Forecast {
  readonly resourceGroup: string
  readonly id: string
  /** The recovery point and why it was chosen; null when none was. */
  readonly point: RestoreTask['point'] | null
  readonly staging: RestoreTask['staging'] | null
  /** Name of the VM that is made; null when none is. */
  readonly newMachine: string | null
  /** What the restore left behind, known when it is over. */
  readonly left: readonly Leaving[]
  /** How long the VM may be down; null when nobody said. */
  readonly rtoMs: number | null
  /** From the beginning of the run to the good end of its job, turns waited for included: what the RTO is held against. */
  readonly recoveredMs: number | null
}

/** The row of a VM before anything was sent. */
export function plannedRow(task: RestoreTask, expected: Pick<RestoreRow, keyof Forecast | 'rtoMs'>): RestoreRow {
  const { id, name, resourceGroup, item, point, staging, order } = task
  const newMachine = order.newMachine && armName(order.newMachine.id)
  return {
    ...emptyRow({ id, name, resourceGroup }),
    vault: item.vault.name,
    point,
    staging,
    newMachine,
    ...expected,
    ...noError(null),
  }
}

/** The row of a VM that cannot be restored. */
export function refusedRow(
  vm: { readonly id: string; readonly name: string; readonly resourceGroup: string },
  reason: Reason,
): RestoreRow {
  return { ...emptyRow(vm), status: 'failed', ...reasonOf(reason) }
}

const UNKNOWN = {
  point: null,
  staging: null,
  newMachine: null,
  ...NO_FORECAST,
  left: [],
  rtoMs: null,
  recoveredMs: null,
}

function emptyRow({ id, name, resourceGroup }: Pick<RestoreRow, 'id' | 'name' | 'resourceGroup'>) {
  const nothing = { vault: null, jobId: null, end: null, durationMs: null, endedAt: null, errors: [], ...UNKNOWN }
  return { name, resourceGroup, id, status: 'planned' as const, ...nothing, ...noError(null) }
}

/** The row of a VM after its restore was asked for. */
export function startedRow(row: RestoreRow, outcome: FleetOutcome<StartedRestore> | undefined): RestoreRow {
  if (outcome === undefined) return row
  return { ...row, status: outcome.status, ...reasonOf(outcome), jobId: outcome.value?.jobId ?? row.jobId }
}

/** The row of a VM at the end of a run: what was not restored leaves nothing to look at. */
export function closedRow(row: RestoreRow, beganAt: Instant): RestoreRow {
  if (row.status === 'failed' || row.status === 'notStarted') return { ...row, next: [] }
  return row.endedAt === null ? row : { ...row, recoveredMs: Date.parse(row.endedAt) - Date.parse(beganAt) }
}
