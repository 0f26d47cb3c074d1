import type { MockContext } from '../context.js'
import { type JsonObject, textOf } from '../json.js'
import type { TimingKind } from '../timings.js'
import { bagTime } from '../wire-time.js'
import { keepRehydrated, rehydrationMs } from './archive.js'
import { moveJob, startJob } from './jobs.js'
import type { ItemRecord, JobRecord, PointDisk, PointRecord, RestorePlan, VaultRecord } from './model.js'
import { planCopy } from './restore-copy.js'
import { isFromVault } from './restore-place.js'
import { leaveBlobs, stagingAccountOf } from './restored-blobs.js'
import { chosenDisks } from './restored-disks.js'
import { applyRestore } from './restored-vm.js'
import { markOf } from './vault-mark.js'

/** What a restore makes. */
export type RecoveryType = 'RestoreDisks' | 'OriginalLocation' | 'AlternateLocation'

/** A restore that was checked. */
export interface RestoreOrder {
  vault: VaultRecord
  item: ItemRecord
  point: PointRecord
  vmName: string
  type: RecoveryType
  request: JsonObject
  crossRegion: boolean
}

const JOB_TYPES: Record<RecoveryType, string> = {
  RestoreDisks: 'Recover disks',
  OriginalLocation: 'Replace disks',
  AlternateLocation: 'Recover VM to an alternate location',
}

/** Last task of a restore that does more than copy. */
const SECOND_TASKS: Record<RecoveryType, string | undefined> = {
  RestoreDisks: undefined,
  OriginalLocation: 'Update the virtual machine',
  AlternateLocation: 'Create the restored virtual machine',
}

/** Starts a restore; its job has the id of the operation, except across regions. */
export function startRestore(ctx: MockContext, order: RestoreOrder, jobId: string): JobRecord {
  const { vault, item, type } = order
  const fromVault = isFromVault(order) || isUnmanaged(order)
  const job = startJob(ctx, vault, {
    id: jobId,
    operation: order.crossRegion ? 'CrossRegionRestore' : 'Restore',
    subject: { ...item, entity: order.vmName },
    bag: firstBag(order),
  })
  job.internalBag = { ...(order.crossRegion ? { AdHoc: 'AdHoc' } : {}), restoreLocationType: type }
  const second = SECOND_TASKS[type]
  job.tasks = [
    { id: 'Transfer data from vault', startMs: ctx.now(), status: 'InProgress' },
    ...(second ? [{ id: second, status: 'NotStarted' as const }] : []),
  ]
  const isShared = fromVault && ctx.state.transfers.model === 'shared'
  const timing = isShared ? 'restorePrepare' : timingOf(order, fromVault)
  const durationMs = ctx.timings.duration(timing, ctx.random.of(`${job.id}|restore`))
  const dueMs = ctx.now() + rehydrationMs(ctx, job.id, order.request) + durationMs
  const plan = planOf(order)
  const copy = isShared ? planCopy(ctx, job, { startMs: dueMs, totalGb: plan.totalGb }) : { dueMs }
  job.restore = { fromVault, ...copy, ...plan }
  const step = isShared ? 'prepared' : 'restored'
  ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId: job.id, step }, dueMs)
  return job
}

/** The restore is done: its blobs have names and what it was to make exists, or it fails because its target changed. */
export function finishRestore(ctx: MockContext, vault: VaultRecord, job: JobRecord): void {
  if (job.status !== 'InProgress' || !job.restore) return
  const error = job.doom ?? applyRestore(ctx, job, job.restore)
  if (job.internalBag?.restoreLocationType === 'RestoreDisks') leaveBlobs(ctx, job, error === undefined)
  if (!error) keepRehydrated(ctx, vault, job)
  for (const task of job.tasks) Object.assign(task, { status: 'Completed', endMs: ctx.now() })
  if (error) {
    Object.assign(job.tasks.at(-1) ?? {}, { status: 'Failed' })
    job.errors = [error]
    moveJob(ctx, job, 'fail')
    return
  }
  moveJob(ctx, job, 'complete')
}

/** Zones, keys and disk accesses are those of the vault's region: they say nothing about its pair. */
function planOf({
  point,
  request,
  crossRegion,
}: RestoreOrder): Pick<RestorePlan, 'pointName' | 'totalGb' | 'request' | 'source'> {
  const { vmSize, osType, trustedLaunch, confidential, zones, disks } = point
  const vm = { vmSize, osType, trustedLaunch, ...(confidential ? { confidential } : {}) }
  const isPart = Array.isArray(request.restoreDiskLunList)
  const chosen = chosenDisks(disks, request)
  return {
    pointName: point.name,
    totalGb: isPart ? chosen.reduce((sum, disk) => sum + (disk.sizeGb ?? 0), 0) : point.sizeGb,
    request,
    source: crossRegion ? { ...vm, disks: disks.map(withoutPlace) } : { ...vm, disks, ...(zones ? { zones } : {}) },
  }
}

function withoutPlace({ diskEncryptionSetId: _key, privateAccess: _access, ...disk }: PointDisk): PointDisk {
  return disk
}

/** Managed disks are made where a target group is named; without one the disks stay blobs in the staging account. */
function isUnmanaged(order: RestoreOrder): boolean {
  return order.type === 'RestoreDisks' && order.request.targetResourceGroupId === undefined
}

function timingOf(order: RestoreOrder, fromVault: boolean): TimingKind {
  if (order.crossRegion) return 'crossRegionRestore'
  if (order.type === 'OriginalLocation') return 'replaceDisks'
  if (order.type === 'AlternateLocation' && !fromVault) return 'createVm'
  return fromVault ? 'restoreFromVault' : 'restoreInstant'
}

/** Keys in Azure's order; one ends in a blank. Source: recordings of 2024. */
function firstBag(order: RestoreOrder): Record<string, string | null> {
  const { request, type, vault } = order
  const lastOf = (id: unknown) => (textOf(id) ?? '').split('/').at(-1) ?? ''
  const isNewVm = type === 'AlternateLocation'
  const target = isNewVm ? lastOf(request.targetVirtualMachineId) : type === 'RestoreDisks' ? 'vmName' : null
  const network = textOf(request.virtualNetworkId)?.split('/') ?? []
  return {
    'Job Type': JOB_TYPES[type],
    'Target VM Name': target,
    ...(isNewVm ? { 'Original VM Name': order.vmName } : {}),
    'Target Storage Account Name': lastOf(stagingAccountOf(request)),
    'Recovery point time ': bagTime(order.point.timeMs),
    ...(request.targetResourceGroupId ? { 'Target resource group': lastOf(request.targetResourceGroupId) } : {}),
    ...(isNewVm ? { 'Target VNet Name': `Group ${network[4] ?? ''} ${network.at(-1) ?? ''}` } : {}),
    ...(Array.isArray(request.restoreDiskLunList)
      ? {
          'Restored disk(s)': chosenDisks(order.point.disks, request)
            .map((disk) => disk.name)
            .join('; '),
        }
      : {}),
    ...(order.crossRegion
      ? {
          'Subscription Id of the vault': vault.subscriptionId,
          'Resource Group Name of the vault': vault.group,
          'Vault name': vault.name,
        }
      : {}),
  }
}
