import type { MockContext } from '../context.js'
import { addFlows, bytesPerMs, takeDone } from './account-link.js'
import type { DiskCopy } from './disk-copy.js'
import type { BackupPlan, JobRecord, VaultRecord } from './model.js'
import { finishCopy } from './restore-copy.js'
import { markOf, vaultOfEvent } from './vault-mark.js'

/** Backups of a vault that transfer at the same time; the others wait in turn. A guess: see UNSURE.md. */
const MAX_RUNNING = 40

/** Nobody waits longer. Source: docs, about Azure VM backup (up to eight hours at peak times). */
const MAX_WAIT_MS = 8 * 3_600_000

/** A backup whose snapshot is taken. */
type Copying = { vault: VaultRecord; job: JobRecord; backup: BackupPlan }

/** The transfer of a snapshot's data starts now, or waits for its turn. */
export function enqueueTransfer(ctx: MockContext, { vault, job, backup }: Copying, parts: DiskCopy[]): void {
  backup.copy = { totalBytes: parts.reduce((sum, part) => sum + part.bytes, 0), parts, open: 0 }
  vault.transfers ??= { running: 0, waiting: [] }
  if (vault.transfers.running < MAX_RUNNING) {
    startTransfer(ctx, vault, job)
    return
  }
  vault.transfers.waiting.push(job.id)
  const dueMs = ctx.now() + Math.round(MAX_WAIT_MS / ctx.settings.jobSpeed)
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'waited' }, dueMs)
}

/** A job has waited as long as a job may: it starts whatever else runs, unless it had its turn. */
export function endWait(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  const waiting = vault.transfers?.waiting ?? []
  if (!waiting.includes(job.id)) return
  waiting.splice(waiting.indexOf(job.id), 1)
  startTransfer(ctx, vault, job)
}

/** What moves out of an account or into it may be done: a VHD was a part of its job, a restore has all its data. */
export function serveLink(ctx: MockContext, account: string, revision: number): void {
  for (const flow of takeDone(ctx, account, revision)) {
    const vault = vaultOfEvent(ctx, flow.vault)
    const job = vault?.jobs[flow.jobId]
    if (!vault || !job) continue
    if (job.restore) finishCopy(ctx, vault, job)
    else finishPart(ctx, vault, job)
  }
}

/** A part of a job's data is in the vault. After the last one the job can end, and the next job has its turn. */
export function finishPart(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  const queue = vault.transfers
  if (!job.backup?.copy || !queue) return
  job.backup.copy.open -= 1
  if (job.backup.copy.open > 0) return
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'transfer' }, ctx.now())
  queue.running -= 1
  const next = queue.running < MAX_RUNNING ? vault.jobs[queue.waiting.shift() ?? ''] : undefined
  if (next) startTransfer(ctx, vault, next)
}

/** A transfer has its turn. It begins with what takes its time whatever is moved. */
function startTransfer(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  if (!vault.transfers) return
  vault.transfers.running += 1
  const transfer = job.tasks[1]
  if (transfer) Object.assign(transfer, { status: 'InProgress', startMs: ctx.now() })
  const preparedMs = ctx.now() + ctx.timings.duration('transferPrepare', ctx.random.of(`${job.id}|prepare`))
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'prepared' }, preparedMs)
}

/** Managed disks share nothing, so that the end of their copy is known: that of the slowest. VHDs share their account. */
export function copyDisks(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  const copy = job.backup?.copy
  if (!copy?.parts) return
  const { parts, ...moved } = copy
  const managed = parts.filter((part) => part.account === undefined)
  const slowestMs = managed.reduce((most, part) => Math.max(most, durationOf(ctx, part)), 0)
  if (job.backup) job.backup.copy = { ...moved, open: 1 + parts.length - managed.length }
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'copied' }, ctx.now() + slowestMs)
  for (const account of new Set(parts.map((part) => part.account))) {
    if (account === undefined) continue
    const flows = parts
      .filter((part) => part.account === account)
      .map(({ bytes, bytesPerSecond }) => ({
        vault: markOf(vault),
        jobId: job.id,
        leftBytes: bytes,
        limitBytesPerMs: bytesPerMs(ctx, bytesPerSecond),
      }))
    addFlows(ctx, account, flows)
  }
}

function durationOf(ctx: MockContext, { bytes, bytesPerSecond }: DiskCopy): number {
  return Math.ceil(bytes / bytesPerMs(ctx, bytesPerSecond))
}
