import type { MockContext } from '../context.js'
import { objectOf } from '../json.js'
import { bagTime } from '../wire-time.js'
import { copiesOf } from './disk-copy.js'
import { jobError } from './job-errors.js'
import { failJob, moveJob, runningBackup, startJob } from './jobs.js'
import { diskFilter, makePoint } from './make-point.js'
import type { BackupPlan, ItemRecord, JobError, JobRecord, PointRecord, VaultRecord } from './model.js'
import { type PolicyPlan, planOf } from './policy-plan.js'
import { stateAfter } from './protection-states.js'
import { keptUntil } from './retention.js'
import { isLastOfDay } from './schedule.js'
import { findSourceVm, type SourceVm } from './source-vm.js'
import { enqueueTransfer } from './transfer-queue.js'
import { markOf } from './vault-mark.js'

/** Seconds between the start of a job and the moment its point stands for. Source: recordings, 4-8 s. */
const POINT_DELAY_MS = 7_000

/** Starts a backup of an item; the caller has checked that it may start. */
export function startBackup(
  ctx: MockContext,
  target: { vault: VaultRecord; item: ItemRecord },
  origin: { scheduledMs: number } | { keepUntilMs: number },
): JobRecord | undefined {
  const { vault, item } = target
  const policy = vault.policies[item.policyKey ?? '']
  const plan = policy && planOf(policy)
  if (!policy || !plan || runningBackup(vault, item)) return undefined
  const vm = findSourceVm(ctx, item.vmId)
  const onDemand = 'keepUntilMs' in origin
  const bag = { 'VM Name': vm?.name ?? item.nameVm }
  const job = startJob(ctx, vault, {
    operation: 'Backup',
    subject: { ...item, entity: vm?.name ?? item.nameVm },
    bag: onDemand ? { ...bag, 'Recovery Point Expiry Time in UTC': bagTime(origin.keepUntilMs) } : bag,
  })
  item.backupJobId = job.id
  job.internalBag = { IsInstantRpJob: 'True' }
  job.backup = {
    policyKey: policy.key,
    pointName: ctx.random.digits(15),
    ...origin,
    toVault: onDemand || isLastOfDay(plan, origin.scheduledMs) || item.points.length === 0,
    ...durations(ctx, item, vm),
  }
  job.tasks = [{ id: 'Take Snapshot', startMs: job.startMs + scaled(ctx, 1200), status: 'InProgress' }]
  if (job.backup.toVault) job.tasks.push({ id: 'Transfer data to vault', status: 'NotStarted' })
  noteDiskChoice(job, item, vm)
  const dueMs = job.startMs + job.backup.snapshotMs
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'snapshot' }, dueMs)
  return job
}

/** The snapshot is done: the point exists from now on, or the job failed. */
export function finishSnapshot(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  const item = vault.items[job.itemKey]
  const plan = planOf(vault.policies[job.backup?.policyKey ?? ''] ?? { key: '', name: '', properties: {}, revision: 0 })
  if (job.status !== 'InProgress' || !job.backup) return
  const vm = item && findSourceVm(ctx, item.vmId)
  const error = job.doom ?? (item && plan ? snapshotError(vm) : itemGone())
  if (error || !item || !plan || !vm) {
    failBackup(ctx, { job, item, error: error ?? itemGone() })
    return
  }

  const timeMs = job.startMs + scaled(ctx, POINT_DELAY_MS)
  item.points.unshift(makePoint(job.backup, { timeMs, item, plan, vm }))
  const [snapshot, transfer] = job.tasks
  if (snapshot) Object.assign(snapshot, { status: 'Completed', endMs: ctx.now() })
  item.lastPointMs = timeMs
  if (!transfer) {
    completeBackup(ctx, job, item)
    return
  }
  if (ctx.state.transfers.model === 'shared') {
    enqueueTransfer(ctx, { vault, job, backup: job.backup }, copiesOf(ctx, item, vm))
    return
  }
  transfer.startMs = ctx.now() + scaled(ctx, 200)
  transfer.status = 'InProgress'
  const dueMs = ctx.now() + job.backup.transferMs
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step: 'transfer' }, dueMs)
}

/** The data is in the vault: the point has its second tier. */
export function finishTransfer(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  const item = vault.items[job.itemKey]
  if (job.status !== 'InProgress' || !job.backup) return
  if (!item) {
    failBackup(ctx, { job, item, error: itemGone() })
    return
  }
  const point = item.points.find((candidate) => candidate.name === job.backup?.pointName)
  const policy = vault.policies[job.backup.policyKey]
  const plan = policy && planOf(policy)
  const transfer = job.tasks[1]
  if (transfer) Object.assign(transfer, { status: 'Completed', endMs: ctx.now() })
  if (point) {
    point.hardenedMs = ctx.now()
    Object.assign(point, vaultExpiry(job.backup, point, plan))
    job.bag['Backup Size'] = `${Math.round(copiedMb(job.backup, point))} MB`
  }
  completeBackup(ctx, job, item)
}

function completeBackup(ctx: MockContext, job: JobRecord, item: ItemRecord): void {
  if (!moveJob(ctx, job, 'complete')) return
  item.lastBackupMs = job.startMs
  item.lastBackupStatus = 'Completed'
  const next = stateAfter(item.state, 'backup', true)
  if (next && next !== 'none') item.state = next
}

function failBackup(ctx: MockContext, end: { job: JobRecord; item: ItemRecord | undefined; error: JobError }): void {
  if (!failJob(ctx, end.job, end.error) || !end.item) return
  end.item.lastBackupMs = end.job.startMs
  end.item.lastBackupStatus = 'Failed'
}

/** Bigger VMs sit higher in the range of durations, and a repeat moves less data than a first copy. */
function durations(ctx: MockContext, item: ItemRecord, vm: SourceVm | undefined) {
  const seed = `${item.vmId.toLowerCase()}|${ctx.now()}`
  const totalGb = (vm?.disks ?? []).reduce((sum, disk) => sum + disk.sizeGb, 0)
  const weight = Math.min(1, totalGb / 4096)
  const repeat = item.points.length > 0 ? 0.6 : 1
  const chance = (label: string) => ctx.random.of(`${seed}|${label}`)
  return {
    snapshotMs: ctx.timings.duration('snapshot', 0.7 * chance('snapshot') + 0.3 * weight),
    transferMs: ctx.timings.duration('transfer', repeat * (0.6 * chance('transfer') + 0.4 * weight)),
  }
}

function vaultExpiry(backup: BackupPlan, point: PointRecord, plan: PolicyPlan | undefined): Partial<PointRecord> {
  if (backup.keepUntilMs !== undefined) return { vaultUntilMs: backup.keepUntilMs }
  const kept = plan && backup.scheduledMs !== undefined ? keptUntil(plan, point, backup.scheduledMs) : undefined
  return kept ? { vaultUntilMs: kept.untilMs, rule: kept.rule } : { vaultUntilMs: point.instantUntilMs ?? point.timeMs }
}

/** What the job moved; the recorded model has no disks' contents and says what VMs of that size had in the recordings. */
function copiedMb({ copy }: BackupPlan, point: PointRecord): number {
  return copy ? copy.totalBytes / 1e6 : point.sizeGb * 92
}

function noteDiskChoice(job: JobRecord, item: ItemRecord, vm: SourceVm | undefined): void {
  if (!vm || !objectOf(item.diskExclusion).diskLunList) return
  const included = diskFilter(item)
  const names = (wanted: boolean) => vm.disks.filter((disk) => included(disk.lun) === wanted).map((disk) => disk.name)
  job.bag['Backed-up disk(s)'] = names(true).join('; ')
  job.bag['Excluded disk(s)'] = names(false).join('; ')
}

function snapshotError(vm: SourceVm | undefined): JobError | undefined {
  if (!vm) return itemGone()
  return !vm.running || vm.agentReady ? undefined : jobError('UserErrorGuestAgentStatusUnavailable')
}

function itemGone(): JobError {
  return jobError('ResourceNotFound')
}

function scaled(ctx: MockContext, realMs: number): number {
  return Math.round(realMs / ctx.settings.jobSpeed)
}
