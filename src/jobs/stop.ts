import type { AppContext } from '../context.js'
import { toAzbkError } from '../core/errors.js'
import { isJobDone, type Job, type JobRef } from '../model/job.js'
import { pendingChanges } from '../model/plan.js'
import { sendCancel } from './cancel.js'
import type { JobEnd } from './end.js'
import { readJob } from './find.js'
import { followJobs } from './follow.js'
import { planCancel } from './plan.js'

/**
 * Brings a job to its end that nobody wants any more: cancels it where Azure still does that, and waits for its end
 * either way. Nobody is asked. Undefined when it had ended already.
 */
export async function stopJob(ctx: AppContext, ref: JobRef, machineName: string): Promise<JobEnd | undefined> {
  const job = await readJob(ctx.session, ref)
  if (job !== undefined && isJobDone(job.status)) return undefined
  if (job !== undefined) await tryCancel(ctx, ref, job)
  const [end] = await followJobs(ctx, [{ ref, machineName }])
  return end
}

/** Azure takes it back up to a point in the work that only Azure knows. */
async function tryCancel(ctx: AppContext, ref: JobRef, job: Job): Promise<void> {
  const plan = planCancel(job)
  const [blocker] = plan.blockers
  if (blocker === undefined && pendingChanges(plan).length === 0) return
  try {
    if (blocker === undefined) return await sendCancel(ctx, ref, job)
    ctx.progress({ type: 'note', text: `Waiting for job ${job.name} to end: ${blocker.message}` })
  } catch (thrown) {
    ctx.progress({ type: 'note', text: `Waiting for job ${job.name} to end: ${toAzbkError(thrown).message}` })
  }
}
