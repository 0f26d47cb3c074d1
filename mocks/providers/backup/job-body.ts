import type { MockContext } from '../../context.js'
import { compact, type JsonObject } from '../../json.js'
import type { JobOperation, JobRecord, TaskRecord, VaultRecord } from '../../service/model.js'
import { progressOf, type RestoreProgress } from '../../service/restore-progress.js'
import { NOT_YET, wireDuration, wireTime } from '../../wire-time.js'

/** From this api-version on enums in jobs are text; older ones write numbers. Source: recordings of 2019-2024. */
const TEXT_ACTIONS_SINCE = '2023-01-01'

const WITH_ACTIONS: readonly JobOperation[] = ['Backup', 'Restore', 'CrossRegionRestore']

/** What an answer depends on beside the record. */
export interface JobView {
  apiVersion: string
  /** True for GET of one job; lists have no extended info. */
  extended: boolean
  /** Base of the id; the vault unless the job is read from the secondary region. */
  scope?: string
}

/** A job as the wire shows it, in Azure's order. Source: recordings of 2024. */
export function jobBody(ctx: MockContext, vault: VaultRecord, job: JobRecord, view: JobView): JsonObject {
  return {
    id: `${view.scope ?? vault.id}/backupJobs/${job.id}`,
    name: job.id,
    type: 'Microsoft.RecoveryServices/vaults/backupJobs',
    properties: compact({
      jobType: 'AzureIaaSVMJob',
      actionsInfo: actions(job, view),
      containerName: `iaasvmcontainerv2;${job.nameGroup};${job.nameVm}`,
      duration: wireDuration((job.endMs ?? ctx.now()) - job.startMs),
      virtualMachineVersion: 'Compute',
      extendedInfo: view.extended ? extendedInfo(ctx, job) : undefined,
      errorDetails: job.errors,
      entityFriendlyName: job.entity,
      backupManagementType: 'AzureIaasVM',
      operation: job.operation,
      status: job.status,
      startTime: wireTime(job.startMs),
      endTime: job.endMs === undefined ? undefined : wireTime(job.endMs),
      activityId: job.activityId,
    }),
  }
}

/** Present on backups and restores, also after they ended: it does not say that a cancel will work. */
function actions(job: JobRecord, view: JobView): unknown[] | undefined {
  if (!WITH_ACTIONS.includes(job.operation)) return undefined
  // The secondary region answers its old api-version with text.
  return view.apiVersion < TEXT_ACTIONS_SINCE && view.scope === undefined ? [1] : ['Cancellable']
}

function extendedInfo(ctx: MockContext, job: JobRecord): JsonObject {
  const progress = progressOf(job, ctx.now())
  return compact({
    tasksList: job.tasks.map((task) => (progress ? restoreTaskBody(task, progress) : taskBody(ctx, job, task))),
    propertyBag: job.bag,
    internalPropertyBag: job.internalBag,
    progressPercentage: progress?.percent,
    estimatedRemainingDuration: progress?.remainingMs === undefined ? undefined : wireDuration(progress.remainingMs),
    dynamicErrorMessage: progress && job.status !== 'Completed' ? '' : undefined,
  })
}

/** Tasks of restores have no times, and a duration of nothing. Source: recordings of 2024. */
function restoreTaskBody(task: TaskRecord, progress: RestoreProgress): JsonObject {
  const isCopy = task.id === 'Transfer data from vault'
  return compact({
    taskId: task.id,
    duration: 'PT0S',
    status: isCopy && progress.copyDone ? 'Completed' : task.status,
    taskExecutionDetails: isCopy ? progress.transferred : undefined,
    taskType: 'Normal',
  })
}

/** A transfer shows as not started for some minutes after the snapshot, then with its true start. Source: recordings of 2024. */
function taskBody(ctx: MockContext, job: JobRecord, task: TaskRecord): JsonObject {
  const lagMs = ctx.timings.duration('snapshotLag', ctx.random.of(`${job.id}|lag`))
  const isHidden = task.id.startsWith('Transfer') && ctx.now() - (task.startMs ?? 0) < lagMs && task.endMs === undefined
  const startMs = isHidden ? undefined : task.startMs
  return {
    taskId: task.id,
    startTime: startMs === undefined ? NOT_YET : wireTime(startMs),
    endTime: task.endMs === undefined ? NOT_YET : wireTime(task.endMs),
    duration: startMs === undefined ? 'PT0S' : wireDuration((task.endMs ?? ctx.now()) - startMs),
    status: startMs === undefined ? 'NotStarted' : task.status,
    taskType: 'Normal',
  }
}
