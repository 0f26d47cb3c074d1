import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { cancelJob as cancelAzureJob } from '../azure/jobs.js'
import { sendOnce } from '../azure/send-once.js'
import type { AppContext } from '../context.js'
import { AzbkError, refusedError } from '../core/errors.js'
import type { Job, JobRef } from '../model/job.js'
import type { JobEnd } from './end.js'
import { type JobInput, locateJob, readJob } from './find.js'
import { followJobs } from './follow.js'
import { planCancel } from './plan.js'
import { words } from './progress.js'

export interface JobCancelResult extends PlanOutcome {
  /** As it was when the command ended. */
  readonly job: Job
}

/** Cancels a job and waits until Azure has cancelled it. Cancelled already is success. */
export async function cancelJob(ctx: AppContext, input: JobInput): Promise<JobCancelResult> {
  const { ref, job } = await locateJob(ctx, input)
  const outcome = await applyPlan(ctx, planCancel(job), {
    what: `cancel job ${job.name} of VM '${job.machineName}'`,
    apply: () => sendCancel(ctx, ref, job),
  })
  if (!outcome.applied || job.status === 'Cancelled') return { ...outcome, job }
  const [end] = await followJobs(ctx, [{ ref, machineName: job.machineName }])
  return { ...outcome, job: requireCancelled(end, job) }
}

/** Asks Azure to cancel a job. @throws CANCEL_REFUSED (6) when it is too late */
export async function sendCancel(ctx: AppContext, ref: JobRef, job: Job): Promise<void> {
  const what = `cancelling job ${job.name}`
  try {
    await sendOnce(ctx.session, what, {
      send: async () => {
        await cancelAzureJob(ctx.session, ref)
        return true
      },
      findEffect: async () => {
        const now = await readJob(ctx.session, ref)
        return now?.status === 'Cancelling' || now?.status === 'Cancelled' ? true : undefined
      },
    })
  } catch (error) {
    throw explainRefusal(error, job)
  }
}

/** Azure's code for a cancel that comes too late is not documented; a refusal of any kind means that. */
function explainRefusal(error: unknown, job: Job): unknown {
  if (!(error instanceof AzbkError) || (error.details.status !== 400 && error.details.status !== 409)) return error
  return new AzbkError({
    code: 'CANCEL_REFUSED',
    kind: 'azure',
    exit: 'refused',
    message: `Azure did not cancel job ${job.name}. ${LIMITS} Azure says: ${String(error.details.azureMessage)}`,
    suggestions: [`azbk job wait ${job.name}`],
    details: error.details,
    cause: error,
  })
}

const LIMITS = 'A backup can be cancelled only while it takes the snapshot, a restore until its copy is done.'

function requireCancelled(end: JobEnd | undefined, job: Job): Job {
  if (end?.status === 'cancelled') return end.job
  if (end === undefined || end.status === 'timedOut') {
    throw new AzbkError({
      code: 'JOB_STILL_RUNNING',
      exit: 'stillRunning',
      message: `Job ${job.name} is still being cancelled.`,
      suggestions: [`azbk job wait ${job.name}`],
    })
  }
  throw refusedError(
    'CANCEL_TOO_LATE',
    `Job ${job.name} ended before it could be cancelled: ${words(end.job.status)}.`,
    [`azbk job show ${job.name}`],
  )
}
