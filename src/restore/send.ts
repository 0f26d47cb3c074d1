import { findRestoreSince, type StartedRestore, startRestore } from '../azure/restores.js'
import { findSecondaryRestore, startSecondaryRestore } from '../azure/secondary-restores.js'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import type { FollowedPlace } from '../jobs/job-row.js'
import { explainGone } from './gone.js'
import type { RestoreTask } from './task.js'

/**
 * Starts the restore of one VM and returns when Azure has accepted it. `inFleet`: one of many.
 *
 * @throws POINT_GONE, STAGING_ACCOUNT_GONE (6) when what was decided on has expired, or is gone, meanwhile
 */
export async function startTask(ctx: AppContext, task: RestoreTask, inFleet: boolean): Promise<StartedRestore> {
  const { session } = ctx
  const { item, secondaryRegion: region, order, knownJobs } = task
  try {
    return region === null
      ? await startRestore(session, item, { order, knownJobs, inFleet })
      : await startSecondaryRestore(session, { item, region }, { order, knownJobs })
  } catch (thrown) {
    throw await explainGone(ctx, task, thrown)
  }
}

/** The restore that an earlier attempt started, which was about to at `since`; undefined when there is none. */
export async function findTask(
  { session }: AppContext,
  { item, secondaryRegion: region, knownJobs }: RestoreTask,
  since: Instant,
): Promise<StartedRestore | undefined> {
  if (region !== null) return findSecondaryRestore(session, { item, region }, knownJobs)
  const jobId = await findRestoreSince(session, item, { sentAt: new Date(since), knownJobs })
  return jobId === undefined ? undefined : { jobId }
}

/** Where the job of a task is read. */
export function jobPlaceOf({ item, secondaryRegion }: RestoreTask): FollowedPlace {
  return { vault: item.vault, secondaryRegion }
}
