import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { listRecommendedForArchive, type StartedMove, startArchiveMove } from '../azure/archive.js'
import { itemRef } from '../azure/items.js'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { type FleetOutcome, noError, reasonOf, runFleet } from '../fleet/run.js'
import { followRows, type JobRow } from '../jobs/job-row.js'
import type { ProtectedItem } from '../model/item.js'
import type { FailOn } from '../model/job.js'
import { type MoveChange, planArchive } from './archive-plan.js'
import { findItemOf, type PointScope } from './item.js'
import { readPoints } from './list.js'

export interface PointArchiveInput extends Omit<PointScope, 'secondary'> {
  /** Numbers or ids of points; none: those that Azure recommends. */
  readonly points: readonly string[]
  readonly failOn?: FailOn | undefined
}

export interface PointArchiveResult extends PlanOutcome {
  readonly points: readonly PointMoveRow[]
}

/** What came of one point, or what would; its name is that of the VM. */
export interface PointMoveRow extends JobRow {
  readonly point: string
  readonly time: Instant
}

/** Moves points to the archive tier, one after the other, and returns when Azure has accepted it, or with --wait when the jobs have ended. */
export async function archivePoints(ctx: AppContext, input: PointArchiveInput): Promise<PointArchiveResult> {
  const item = await findItemOf(ctx, input)
  const [points, recommended] = await Promise.all([
    readPoints(ctx, item, { secondary: false }),
    input.points.length === 0 ? listRecommendedForArchive(ctx.session, itemRef(item)) : [],
  ])
  const plan = planArchive({ item, points, recommended }, input.points)
  const rows = new Map(plan.changes.flatMap((change) => plannedRow(item, change)))
  const outcome = await applyPlan(ctx, plan, {
    what: `move recovery points of VM '${item.machineName}' to the archive tier`,
    apply: async (pending) => {
      for (const row of await moveAll(ctx, item, pending)) rows.set(row.point, row)
    },
  })
  const started = [...rows.values()]
  if (!outcome.applied || !ctx.settings.wait) return { ...outcome, points: started }
  const placeOf = () => ({ vault: itemRef(item).vault })
  return { ...outcome, points: await followRows(ctx, started, { placeOf, failOn: input.failOn }) }
}

function plannedRow(item: ProtectedItem, { action, point, reason }: MoveChange): [string, PointMoveRow][] {
  if (point === null) return []
  const row: PointMoveRow = {
    name: item.machineName,
    vault: item.vaultName,
    point: point.name,
    time: point.time,
    status: action === 'none' ? 'unchanged' : 'planned',
    jobId: null,
    end: null,
    durationMs: null,
    endedAt: null,
    errors: [],
    ...noError(reason),
  }
  return [[point.name, row]]
}

/** One at a time: Azure may refuse a change of an item while it makes another. */
async function moveAll(ctx: AppContext, item: ProtectedItem, changes: readonly MoveChange[]): Promise<PointMoveRow[]> {
  const planned = changes.flatMap((change) => plannedRow(item, change)).map(([, row]) => row)
  const outcomes: FleetOutcome<StartedMove>[] = await runFleet(ctx, {
    items: planned,
    name: (row) => row.point,
    atOnce: 1,
    alone: planned.length === 1,
    work: async (row, steady) => {
      const value = await startArchiveMove(steady.session, itemRef(item), row.point)
      const message = value.joined
        ? `Azure moves points of this VM already, job ${value.jobId}: joined`
        : `move started, job ${value.jobId}`
      return { status: value.joined ? 'unchanged' : 'done', value, message }
    },
  })
  return planned.map((row, i) => {
    const outcome = outcomes[i]
    if (outcome === undefined) return row
    return { ...row, status: outcome.status, jobId: outcome.value?.jobId ?? null, ...reasonOf(outcome) }
  })
}
