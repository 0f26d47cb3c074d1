import { sameName } from '../core/names.js'
import { isJobDone, type Job } from '../model/job.js'
import type { Blocker, Change, Plan } from '../model/plan.js'
import { describeJob, words } from './progress.js'

/**
 * What cancelling a job takes. Azure cancels a backup while it takes the snapshot, and a restore until its copy is
 * done; what it offers (`actionsInfo`) stays set after the end and proves nothing.
 * Source: AZURE-BACKUP-API.md section 10; Microsoft docs, "Manage Azure VM backups".
 */
export function planCancel(job: Job): Plan {
  const change = (action: Change['action'], reason: string): Change => ({
    action,
    gate: 'reversible',
    kind: 'job',
    name: job.name,
    reason,
  })
  if (job.status === 'Cancelled') return { changes: [change('none', 'it is cancelled already')], blockers: [] }
  if (job.status === 'Cancelling') return { changes: [change('none', 'it is being cancelled already')], blockers: [] }
  const blocker = cancelBlocker(job)
  const reason = `cancel the ${job.operation.toLowerCase()} of VM '${job.machineName}' (${describeJob(job)})`
  return { changes: [change('update', reason)], blockers: blocker === undefined ? [] : [blocker] }
}

function cancelBlocker(job: Job): Blocker | undefined {
  if (isJobDone(job.status)) {
    return block('JOB_ENDED', `it has ended: ${words(job.status)}.`, [`azbk job show ${job.name}`])
  }
  const wait = `azbk job wait ${job.name}`
  if (job.secondaryRegion !== null) {
    return block('JOB_NOT_CANCELLABLE', 'jobs in a paired region cannot be cancelled, whatever Azure offers.', [
      `${wait} --secondary`,
    ])
  }
  const limit = LIMITS.find(({ operation }) => sameName(operation, job.operation))
  if (limit === undefined) {
    return block('JOB_NOT_CANCELLABLE', `only backups and restores can be cancelled, not ${job.operation}.`, [wait])
  }
  const isPast = job.phases?.some(({ name, status }) => limit.phase.test(name) && sameName(status, 'Completed'))
  return isPast ? block('JOB_NOT_CANCELLABLE', limit.tooLate, [wait]) : undefined
}

/** The phase in which Azure still takes a cancel, and what to say after it. */
const LIMITS = [
  {
    operation: 'Backup',
    phase: /snapshot/i,
    tooLate: 'its snapshot is taken, and the copy to the vault that follows cannot be cancelled.',
  },
  { operation: 'Restore', phase: /transfer data/i, tooLate: 'its copy is done, and what follows cannot be cancelled.' },
]

function block(code: string, message: string, suggestions: readonly string[]): Blocker {
  return { code, message, suggestions }
}
