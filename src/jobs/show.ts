import type { AppContext } from '../context.js'
import type { Job } from '../model/job.js'
import { type JobInput, locateJob } from './find.js'

export type JobShowResult = Job

/** One job with its phases, errors and properties. */
export async function showJob(ctx: AppContext, input: JobInput): Promise<JobShowResult> {
  return (await locateJob(ctx, input)).job
}
