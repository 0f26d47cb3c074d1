import type { JobStatus } from './model.js'

/** What can happen to a job. */
export type JobAction = 'complete' | 'warn' | 'fail' | 'cancel' | 'cancelled' | 'resume'

/** Ends of a job have no way out. */
export const JOB_TRANSITIONS: Record<JobStatus, Partial<Record<JobAction, JobStatus>>> = {
  InProgress: { complete: 'Completed', warn: 'CompletedWithWarnings', fail: 'Failed', cancel: 'Cancelling' },
  Cancelling: { cancelled: 'Cancelled', resume: 'InProgress' },
  Completed: {},
  Failed: {},
  CompletedWithWarnings: {},
  Cancelled: {},
}

/** Status after an action, or undefined when it cannot happen. */
export function jobStatusAfter(from: JobStatus, action: JobAction): JobStatus | undefined {
  return JOB_TRANSITIONS[from][action]
}

/** True for a status that a job never leaves. */
export function isEnd(status: JobStatus): boolean {
  return Object.keys(JOB_TRANSITIONS[status]).length === 0
}
