import type { StartedRestore } from '../azure/restores.js'
import type { AppContext } from '../context.js'
import { toAzbkError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import { type Lanes, type Reason, reasonOf } from '../fleet/run.js'
import { waitStop } from '../fleet/stop.js'
import { readJob } from '../jobs/find.js'
import type { JobFollower } from '../jobs/follow.js'
import { isJobDone, type JobRef } from '../model/job.js'
import { jobPlaceOf } from './send.js'
import type { RestoreTask } from './task.js'

/**
 * Restores through one staging account, one after the other; undefined when each has an account of its own. With
 * --wait the next begins as soon as the job before it has ended; without, it is left for when the run is gone on with.
 */
export function stagingLanes(
  ctx: AppContext,
  tasks: readonly RestoreTask[],
  follower: JobFollower,
): Lanes<RestoreTask, StartedRestore> | undefined {
  if (tasks.every(({ staging }) => staging.wave === 1)) return undefined
  return {
    of: ({ order }) => nameKey(order.stagingAccountId),
    clear: async (before, { code, value }) => {
      if (code === 'OUTCOME_UNKNOWN') return notYet(before)
      const jobId = value?.jobId ?? null
      if (jobId === null) return undefined
      try {
        const hasEnded = await jobHasEnded(ctx, { before, ref: { ...jobPlaceOf(before), name: jobId } }, follower)
        return hasEnded ? undefined : notYet(before)
      } catch (thrown) {
        return reasonOf(toAzbkError(thrown))
      }
    },
  }
}

async function jobHasEnded(
  ctx: AppContext,
  { before, ref }: { readonly before: RestoreTask; readonly ref: JobRef },
  follower: JobFollower,
): Promise<boolean> {
  if (ctx.settings.wait) return (await follower.follow({ ref, machineName: before.name })).status !== 'timedOut'
  const job = await readJob(ctx.session, ref)
  return job !== undefined && isJobDone(job.status)
}

function notYet({ name, staging }: RestoreTask): Reason {
  const message = `Waits for storage account '${staging.name}': the restore of VM '${name}' goes through it first.`
  return reasonOf(waitStop(message, null))
}
