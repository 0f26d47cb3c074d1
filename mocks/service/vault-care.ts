import type { MockContext } from '../context.js'
import { valuesOf } from '../json.js'
import { archiveByPolicy } from './archive.js'
import type { ItemRecord, PointRecord, VaultRecord } from './model.js'
import { setFromPolicy } from './point-expiry.js'
import { markOf } from './vault-mark.js'

const DAY_MS = 86_400_000

/** Ended jobs are forgotten after this time; the jobs list looks back 30 days at most. Source: az client, job list. */
const JOB_MEMORY_MS = 60 * DAY_MS

/** Ended operations are forgotten after this time. */
const OPERATION_MEMORY_MS = DAY_MS

/** Queues the daily clean-up of a vault. */
export function scheduleCare(ctx: MockContext, vault: VaultRecord): void {
  ctx.schedule({ kind: 'vault-care', vault: markOf(vault) }, ctx.now() + DAY_MS)
}

/**
 * Removes what is over: snapshots, vault copies, points without a tier, old jobs and operations. A changed policy holds for
 * new points at once, for old ones and their shown expiry from here on. Source: docs, Azure VM backup FAQ (up to 24 hours).
 */
export function careForVault(ctx: MockContext, vault: VaultRecord): void {
  for (const item of valuesOf(vault.items)) {
    if (item.retentionChanged) setFromPolicy(vault, item)
    delete item.retentionChanged
    archiveByPolicy(ctx, vault, item)
    prunePoints(ctx, vault, item)
  }
  for (const job of valuesOf(vault.jobs)) {
    if (job.endMs !== undefined && ctx.now() - job.endMs > JOB_MEMORY_MS) delete vault.jobs[job.id]
  }
  forgetOperations(ctx, vault.key)
  scheduleCare(ctx, vault)
}

/** Points of stopped and soft-deleted items stay until deleted by hand; the others have their expiry from the policy. */
function prunePoints(ctx: MockContext, vault: VaultRecord, item: ItemRecord): void {
  if (item.state === 'ProtectionStopped' || item.state === 'SoftDeleted') return
  const now = ctx.now()
  const isOver = (untilMs: PointRecord['vaultUntilMs']) => typeof untilMs === 'number' && untilMs <= now
  if (!item.points.some((point) => isOver(point.instantUntilMs) || isOver(point.vaultUntilMs) || isBare(point))) return
  const running = vault.jobs[item.backupJobId ?? '']
  const inWork = running?.endMs === undefined ? running?.backup?.pointName : undefined
  item.points = item.points
    .map((point) => withoutTiers(point, isOver))
    .filter((point) => point.name === inWork || !isBare(point))
}

function isBare({ instantUntilMs, vaultUntilMs }: PointRecord): boolean {
  return instantUntilMs === undefined && vaultUntilMs === undefined
}

/** A point without the tiers that are over. Made anew: members that are deleted leave an object that takes more memory. */
function withoutTiers(point: PointRecord, isOver: (untilMs: PointRecord['vaultUntilMs']) => boolean): PointRecord {
  if (!isOver(point.instantUntilMs) && !isOver(point.vaultUntilMs)) return point
  const { instantUntilMs, vaultUntilMs, ...rest } = point
  return {
    ...rest,
    ...(instantUntilMs === undefined || isOver(instantUntilMs) ? {} : { instantUntilMs }),
    ...(vaultUntilMs === undefined || isOver(vaultUntilMs) ? {} : { vaultUntilMs }),
  }
}

function forgetOperations(ctx: MockContext, vaultKey: string): void {
  const operations = ctx.state.backup.operations
  for (const operation of valuesOf(operations)) {
    const isOld = ctx.now() - operation.dueMs > OPERATION_MEMORY_MS
    if (operation.vaultKey === vaultKey && operation.status !== 'InProgress' && isOld) delete operations[operation.id]
  }
}
