import type { JobStatus } from './model.js'

/** What can happen to a job. */
export type JobAction = 'complete' | 'warn' | 'fail' | 'cancel' | 'cancelled'

/** Ends of a job have no way out. */
export const JOB_TRANSITIONS: Record<JobStatus, Partial<Record<JobAction, JobStatus>>> = {
  InProgress: { complete: 'Completed', warn: 'CompletedWithWarnings', fail: 'Failed', cancel: 'Cancelling' },
  Cancelling: { cancelled: 'Cancelled' },
  Completed: {},
  Failed: {},
  CompletedWithWarnings: {},
  Cancelled: {},
}

/** Status after an action, or undefined when it cannot happen. */
export function jobStatusAfter(from: JobStatus, action: JobAction): JobStatus | undefined {
  return JOB_TRANSITIONS[from][action]
}
