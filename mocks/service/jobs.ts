import type { MockContext } from '../context.js'
import type { JobAction } from './job-states.js'
import { jobStatusAfter } from './job-states.js'
import type { ItemRecord, JobOperation, JobRecord, VaultRecord } from './model.js'

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
  if (status !== 'Cancelling') job.endMs = ctx.now()
  return true
}

/** The backup that is running on an item, or undefined. */
export function runningBackup(vault: VaultRecord, item: ItemRecord): JobRecord | undefined {
  const job = vault.jobs[item.backupJobId ?? '']
  return job && job.endMs === undefined ? job : undefined
}
