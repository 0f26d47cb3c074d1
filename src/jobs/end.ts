import { EXIT_CODES } from '../core/exit-codes.js'
import type { FailOn, Job, JobStatus } from '../model/job.js'
import { formatDuration } from '../view/format.js'

/** How following a job ended. Every wait ends in exactly one of these, or throws `INTERRUPTED`. */
export type JobEnd =
  | { readonly status: 'completed' | 'completedWithWarnings' | 'failed' | 'cancelled'; readonly job: Job }
  /** The wait is over, the job is not; null when Azure never showed the job. */
  | { readonly status: 'timedOut'; readonly job: Job | null }

const ENDS: Readonly<Record<JobStatus, Exclude<JobEnd['status'], 'timedOut'> | undefined>> = {
  InProgress: undefined,
  Cancelling: undefined,
  Completed: 'completed',
  CompletedWithWarnings: 'completedWithWarnings',
  Failed: 'failed',
  Cancelled: 'cancelled',
}

/** The end of a job, or undefined while it runs. */
export function endOfJob(job: Job): JobEnd | undefined {
  const status = ENDS[job.status]
  return status && { status, job }
}

/** The exit code that stands for the end of a job. */
export function jobExitCode(end: JobEnd, failOn: FailOn = 'failure'): number {
  switch (end.status) {
    case 'completed':
      return EXIT_CODES.done
    case 'completedWithWarnings':
      return failOn === 'warning' ? EXIT_CODES.findings : EXIT_CODES.done
    case 'failed':
      return EXIT_CODES.failed
    case 'cancelled':
      return EXIT_CODES.refused
    case 'timedOut':
      return EXIT_CODES.stillRunning
  }
}

/** What an end that is not plain success leaves to say, for a warning; undefined when the result says it all. */
export function jobEndWarning(
  end: JobEnd,
  next: { readonly job: string; readonly waitedMs: number },
): string | undefined {
  if (end.status === 'timedOut') {
    return `Job ${next.job} still runs after a wait of ${formatDuration(next.waitedMs)}. Go on with: azbk job wait ${next.job}`
  }
  if (end.status !== 'completedWithWarnings') return undefined
  const said = end.job.errors.map((error) => ` ${error.title}: ${error.message}`).join('')
  return `Job ${end.job.name} of VM '${end.job.machineName}' completed with warnings.${said}`
}
