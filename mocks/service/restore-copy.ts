import type { MockContext } from '../context.js'
import { addFlows, bytesPerMs, linkInto } from './account-link.js'
import type { JobRecord, RestorePlan, VaultRecord } from './model.js'
import { markOf } from './vault-mark.js'

const GB = 1e9

/** MB/s at which the data of a VM leaves the vault. Source: docs, Azure VM backup FAQ (30); observed (50). See UNSURE.md. */
const SLOWEST = 30
const FASTEST = 50

/** When a restore of the model `shared` would be over if nothing else ran, and what it moves. */
export function planCopy(
  ctx: MockContext,
  job: JobRecord,
  start: { startMs: number; totalGb: number },
): Required<Pick<RestorePlan, 'dueMs' | 'copyBytes'>> {
  const copyBytes = start.totalGb * GB
  const copyMs = Math.ceil(copyBytes / rateOf(ctx, job))
  return { copyBytes, dueMs: start.startMs + copyMs + creationMs(ctx, job) }
}

/** The data of a restore starts to move into its staging account. */
export function startCopy(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  const plan = job.restore
  if (!plan || job.endMs !== undefined) return
  plan.isCopying = true
  const flow = {
    vault: markOf(vault),
    jobId: job.id,
    leftBytes: plan.copyBytes ?? 0,
    limitBytesPerMs: rateOf(ctx, job),
  }
  addFlows(ctx, linkInto(job.bag['Target Storage Account Name'] ?? ''), [flow])
}

/** All data has arrived; disks and VMs are made of it. */
export function finishCopy(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  if (!job.restore) return
  delete job.restore.isCopying
  job.restore.dueMs = ctx.now() + creationMs(ctx, job)
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'restored' }, job.restore.dueMs)
}

function rateOf(ctx: MockContext, job: JobRecord): number {
  const mbPerSecond = SLOWEST + (FASTEST - SLOWEST) * ctx.random.of(`${job.id}|rate`)
  return bytesPerMs(ctx, mbPerSecond * 1e6)
}

/** As long as a restore takes whose data is there already. */
function creationMs(ctx: MockContext, job: JobRecord): number {
  const isDisks = job.internalBag?.restoreLocationType === 'RestoreDisks'
  return ctx.timings.duration(isDisks ? 'restoreInstant' : 'createVm', ctx.random.of(`${job.id}|creation`))
}
