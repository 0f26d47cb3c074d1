import type { AppContext } from '../context.js'
import type { FailOn, Job } from '../model/job.js'
import { type JobEnd, jobEndWarning, jobExitCode } from './end.js'
import { awaitJob, type JobInput } from './find.js'
import { followJobs } from './follow.js'

export interface JobWaitInput extends JobInput {
  readonly failOn?: FailOn | undefined
}

export interface JobWaitResult {
  readonly end: JobEnd['status']
  readonly job: Job
}

/** Follows a job to its end, or to the end of the wait. */
export async function waitForJob(
  ctx: AppContext,
  input: JobWaitInput,
): Promise<{ result: JobWaitResult; exitCode: number }> {
  const { ref, job } = await awaitJob(ctx, input)
  const [end = { status: 'timedOut', job } as const] = await followJobs(ctx, [{ ref, machineName: job.machineName }])
  const warning = jobEndWarning(end, { job: ref.name, waitedMs: ctx.settings.timeoutMs })
  if (warning !== undefined) ctx.warn(warning)
  return { result: { end: end.status, job: end.job ?? job }, exitCode: jobExitCode(end, input.failOn) }
}
