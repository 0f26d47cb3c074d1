import type { AppContext } from '../context.js'
import { toAzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { stopJob } from '../jobs/stop.js'
import type { JobRef } from '../model/job.js'

/** A restore that may still make things in the group of a drill: the group is not deleted under it. */
export interface OpenRestore {
  /** Why, as a sentence. */
  readonly text: string
  /** 8 when it still runs, 1 when nobody can tell. */
  readonly exitCode: number
}

/** Cancels a restore into the group of a drill, or waits for its end where Azure does not do that any more. None when it has ended. */
export async function endRestore(ctx: AppContext, job: JobRef, machineName: string): Promise<OpenRestore[]> {
  const what = `Job ${job.name} restores VM '${machineName}' into it`
  try {
    const end = await stopJob(ctx, job, machineName)
    if (end?.status !== 'timedOut') return []
    return [{ text: `${what}, cannot be cancelled, and had not ended.`, exitCode: EXIT_CODES.stillRunning }]
  } catch (thrown) {
    const error = toAzbkError(thrown)
    if (error.kind === 'cancelled') throw error
    return [{ text: `${what}: ${error.message}`, exitCode: EXIT_CODES.failed }]
  }
}
