import type { MockContext } from '../context.js'
import { listOf, objectOf, textOf, valuesOf } from '../json.js'
import { jobError } from './job-errors.js'
import { endTasks, failJob, moveJob, startJob } from './jobs.js'
import type { ItemRecord, JobError, JobRecord, PointRecord, RestorePlan, VaultRecord } from './model.js'
import { planOf } from './policy-plan.js'
import { markOf } from './vault-mark.js'

const DAY_MS = 86_400_000

/** A point can be moved after so many days in the vault, when it is kept so many more. Source: docs, archive tier. */
const DAYS_BEFORE = 90
const DAYS_LEFT = 180

/** The object type of a restore that brings its point back from the archive. */
export const WITH_REHYDRATION = 'IaasVMRestoreWithRehydrationRequest'

/** True when the vault copy of a point lies in the archive and was not brought back. */
export function isArchived(point: PointRecord, nowMs: number): boolean {
  return point.archivedMs !== undefined && (point.rehydratedUntilMs ?? 0) <= nowMs
}

/**
 * Why a point cannot be moved to the archive; undefined when it can. `young` = the service has not made up its mind yet.
 * Source: docs, archive tier: monthly and yearly points, three months old, kept for six months more.
 */
export function moveObstacle(
  point: PointRecord,
  nowMs: number,
): 'young' | 'archived' | 'rule' | 'retention' | undefined {
  if (point.archivedMs !== undefined) return 'archived'
  if (point.hardenedMs === undefined || nowMs - point.hardenedMs < DAYS_BEFORE * DAY_MS) return 'young'
  if (point.rule !== 'Monthly' && point.rule !== 'Yearly') return 'rule'
  const leftMs = typeof point.vaultUntilMs === 'number' ? point.vaultUntilMs - nowMs : Number.POSITIVE_INFINITY
  return leftMs < DAYS_LEFT * DAY_MS ? 'retention' : undefined
}

/** True while a job moves the point. */
export function isMoving(vault: VaultRecord, item: ItemRecord, point: PointRecord): boolean {
  const isMove = (job: JobRecord) => job.movedPoint === point.name && job.itemKey === item.key
  return valuesOf(vault.jobs).some((job) => job.status === 'InProgress' && isMove(job))
}

/** Starts the job that moves a point to the archive; the caller has checked that it may be moved. */
export function startMove(
  ctx: MockContext,
  target: { vault: VaultRecord; item: ItemRecord; point: PointRecord; vmName: string },
): JobRecord {
  const { vault, item, point, vmName } = target
  const subject = { ...item, entity: vmName }
  // What such a job is called is not verified: see UNSURE.md.
  const job = startJob(ctx, vault, { operation: 'MoveRecoveryPoint', subject, bag: { 'VM Name': vmName } })
  job.tasks = [{ id: 'Move recovery point', startMs: ctx.now(), status: 'InProgress' }]
  job.movedPoint = point.name
  const dueMs = ctx.now() + ctx.timings.duration('moveToArchive', ctx.random.of(`${job.id}|move`))
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'moved' }, dueMs)
  return job
}

/** The move is done: the vault copy is in the archive. */
export function finishMove(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  if (job.status !== 'InProgress') return
  const point = pointOf(vault, job, job.movedPoint)
  if (job.doom || !point) {
    failJob(ctx, job, job.doom ?? pointGone())
    return
  }
  point.archivedMs = ctx.now()
  endTasks(ctx, job, 'Completed')
  moveJob(ctx, job, 'complete')
}

/** A policy with tiering moves its points by itself when they are old enough. */
export function archiveByPolicy(ctx: MockContext, vault: VaultRecord, item: ItemRecord): void {
  const policy = vault.policies[item.policyKey ?? '']
  const afterDays = policy && planOf(policy)?.archiveAfterDays
  if (afterDays === undefined) return
  for (const point of item.points) {
    const isDue = ctx.now() - point.timeMs >= afterDays * DAY_MS
    if (isDue && moveObstacle(point, ctx.now()) === undefined) point.archivedMs = ctx.now()
  }
}

/** How long it takes to bring a point back from the archive before it can be restored; nothing for other points. */
export function rehydrationMs(ctx: MockContext, jobId: string, request: RestorePlan['request']): number {
  const days = rehydrationDays(request)
  if (days === undefined) return 0
  const { rehydrationPriority } = objectOf(request.recoveryPointRehydrationInfo)
  const kind = rehydrationPriority === 'High' ? 'rehydrateHigh' : 'rehydrateStandard'
  return ctx.timings.duration(kind, ctx.random.of(`${jobId}|rehydrate`))
}

/** A restore that brought a point back from the archive leaves it in the vault for some days. */
export function keepRehydrated(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  const days = job.restore && rehydrationDays(job.restore.request)
  const point = pointOf(vault, job, job.restore?.pointName)
  if (days !== undefined && point) point.rehydratedUntilMs = ctx.now() + days * DAY_MS
}

/** Days that a request keeps what it brings back (`P15D`); undefined when it brings nothing back. */
export function rehydrationDays(request: RestorePlan['request']): number | undefined {
  if (request.objectType !== WITH_REHYDRATION) return undefined
  const { rehydrationRetentionDuration } = objectOf(request.recoveryPointRehydrationInfo)
  const days = /^P(\d+)D$/.exec(textOf(rehydrationRetentionDuration) ?? '')?.[1]
  return days === undefined ? undefined : Number(days)
}

/** Points that the service recommends to move. Which of those that can be moved it takes is not verified: see UNSURE.md. */
export function recommendedForMove(item: ItemRecord, excluded: unknown, nowMs: number): PointRecord[] {
  const names = listOf(excluded)
  return item.points.filter((point) => moveObstacle(point, nowMs) === undefined && !names.includes(point.name))
}

function pointOf(vault: VaultRecord, job: JobRecord, name: string | undefined): PointRecord | undefined {
  return vault.items[job.itemKey]?.points.find((point) => point.name === name)
}

function pointGone(): JobError {
  return {
    ...jobError('ResourceNotFound'),
    errorString: 'The recovery point was not found: it has expired or was deleted.',
    recommendations: ['Move a recovery point that is still there.'],
  }
}
