import type { MockContext } from '../context.js'
import type { JsonObject } from '../json.js'
import type { TimingKind } from '../timings.js'
import { startJob } from './jobs.js'
import type { Effect, ItemRecord, JobOperation, JobRecord, OperationRecord, VaultRecord } from './model.js'
import { startOperation } from './operations.js'
import { utcDay } from './time-zone.js'

/** A change of protection that was accepted: its operation and its job run from now on. */
export interface ProtectionChange {
  itemKey: string
  subject: Pick<ItemRecord, 'nameGroup' | 'nameVm'> & { entity: string }
  job: JobOperation
  bag: JobRecord['bag']
  timing: TimingKind
  effect: Effect
  error?: { code: string; message: string }
}

/** Starts the operation of a change and locks the item until it is done. */
export function startChange(ctx: MockContext, vault: VaultRecord, change: ProtectionChange): OperationRecord {
  const job = startJob(ctx, vault, {
    operation: change.job,
    subject: { key: change.itemKey, ...change.subject },
    bag: change.bag,
  })
  const durationMs = ctx.timings.duration(
    change.timing,
    ctx.random.of(`${change.itemKey}|${ctx.now()}|${change.timing}`),
  )
  const operation = startOperation(ctx, {
    family: 'item',
    vault,
    durationMs,
    effect: change.effect,
    jobId: job.id,
    ...(change.error ? { error: change.error } : {}),
  })
  vault.busyItems[change.itemKey] = operation.id
  countChange(ctx, vault)
  return operation
}

/** A new item, before its operation has ended. */
export function newItem(
  ctx: MockContext,
  source: {
    key: string
    nameGroup: string
    nameVm: string
    vmId: string
    policyKey: string
    diskExclusion?: JsonObject
  },
): ItemRecord {
  return {
    ...source,
    state: 'IRPending',
    dataId: ctx.random.digits(15),
    createdMs: ctx.now(),
    lastBackupStatus: '',
    revision: Math.floor(ctx.random.next() * 2 ** 31),
    points: [],
    onDemand: { day: '', count: 0 },
  }
}

/** Protection changes of the present UTC day. */
export function changesToday(ctx: MockContext, vault: VaultRecord): number {
  return vault.changes.day === utcDay(ctx.now()) ? vault.changes.count : 0
}

function countChange(ctx: MockContext, vault: VaultRecord): void {
  vault.changes = { day: utcDay(ctx.now()), count: changesToday(ctx, vault) + 1 }
}
