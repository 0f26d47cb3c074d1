import type { MockContext } from '../context.js'
import type { JobAction } from './job-states.js'
import { isEnd, jobStatusAfter } from './job-states.js'
import type { ItemRecord, JobError, JobOperation, JobRecord, TaskRecord, VaultRecord } from './model.js'

/** The part of an item that a job keeps a copy of: the item can vanish before the job is read. */
type JobSubject = Pick<ItemRecord, 'key' | 'nameGroup' | 'nameVm'> & { entity: string }

/** Makes a running job. */
export function startJob(
  ctx: MockContext,
  vault: VaultRecord,
  job: { operation: JobOperation; subject: JobSubject; bag: JobRecord['bag']; id?: string },
): JobRecord {
  const record: JobRecord = {
    id: job.id ?? ctx.random.guid(),
    operation: job.operation,
    itemKey: job.subject.key,
    nameGroup: job.subject.nameGroup,
    nameVm: job.subject.nameVm,
    entity: job.subject.entity,
    startMs: ctx.now(),
    status: 'InProgress',
    activityId: ctx.random.guid(),
    tasks: [],
    bag: job.bag,
  }
  vault.jobs[record.id] = record
  return record
}

/** Moves a job along its table; false when the job cannot take that step any more. */
export function moveJob(ctx: MockContext, job: JobRecord, action: JobAction): boolean {
  const status = jobStatusAfter(job.status, action)
  if (!status) return false
  job.status = status
  if (isEnd(status)) job.endMs = ctx.now()
  return true
}

/** Ends a running job as failed: of what it is doomed to, unless another reason is given. */
export function failJob(ctx: MockContext, job: JobRecord, error: JobError | undefined = job.doom): boolean {
  if (!moveJob(ctx, job, 'fail')) return false
  if (error) job.errors = [error]
  endTasks(ctx, job, 'Failed')
  return true
}

/** Ends what a job is at. */
export function endTasks(ctx: MockContext, job: JobRecord, status: TaskRecord['status']): void {
  for (const task of job.tasks) if (task.status === 'InProgress') Object.assign(task, { status, endMs: ctx.now() })
}

/** The backup that is running on an item, or undefined. */
export function runningBackup(vault: VaultRecord, item: ItemRecord): JobRecord | undefined {
  const job = vault.jobs[item.backupJobId ?? '']
  return job && job.endMs === undefined ? job : undefined
}
