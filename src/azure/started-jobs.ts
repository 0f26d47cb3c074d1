import { DAY_MS, MINUTE_MS, timeAfter } from '../core/clock.js'
import { AzbkError, notFoundError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import type { TimeWindow } from '../core/time-window.js'
import type { ItemRef } from '../model/item.js'
import { isJobDone, type Job, type JobOperation, type JobRef } from '../model/job.js'
import { findJob, listJobs } from './jobs.js'
import { requireSuccess } from './operations.js'
import type { AzureSession } from './session.js'

/** How far the clocks of this machine and of Azure may be apart. */
const CLOCK_SKEW_MS = MINUTE_MS
const POLL_MS = 10_000

/** The newest job of an item that a request sent at `since` may have started, or undefined. */
export async function findJobSince(
  session: AzureSession,
  ref: ItemRef,
  wanted: { readonly operation: JobOperation; readonly since: Date },
): Promise<Job | undefined> {
  const window = {
    from: timeAfter(wanted.since, -CLOCK_SKEW_MS),
    to: timeAfter(session.clock.now(), CLOCK_SKEW_MS),
  }
  const jobs = await listJobs(session, ref.vault, { operation: wanted.operation, window })
  return jobs.find((job) => isJobOf(job, ref))
}

/** The last 24 hours. The clocks of this machine and of Azure may be some minutes apart. */
export function lastDay({ clock }: AzureSession): TimeWindow {
  const now = clock.now()
  return { from: timeAfter(now, -DAY_MS - 10 * MINUTE_MS), to: timeAfter(now, 10 * MINUTE_MS) }
}

/** Whether a job is about an item. */
export function isJobOf(job: Job, ref: ItemRef): boolean {
  return containerKey(job.containerName ?? '') === containerKey(ref.container)
}

/** Container names of jobs come with and without their prefix. */
export function containerKey(name: string): string {
  return nameKey(name).replace(/^iaasvmcontainer;/, '')
}

/** Waits until a job has ended; throws unless it ended well. */
export async function followJob(session: AzureSession, ref: JobRef, what: string): Promise<void> {
  const start = session.clock.now().getTime()
  for (;;) {
    const job = await findJob(session, ref)
    if (job === undefined) throw notFoundError('JOB_NOT_FOUND', `Job ${ref.name} of ${what} is gone.`)
    if (isJobDone(job.status)) return requireGoodEnd(job, what)
    if (session.clock.now().getTime() - start >= session.timeoutMs) requireSuccess({ status: 'timedOut' }, what)
    await session.clock.sleep(session.pollIntervalMs ?? POLL_MS, session.signal)
  }
}

function requireGoodEnd(job: Job, what: string): void {
  if (job.status === 'Completed' || job.status === 'CompletedWithWarnings') return
  const why = job.errors.map((error) => ` ${error.title}: ${error.message}`).join('')
  throw new AzbkError({
    code: 'JOB_FAILED',
    exit: job.status === 'Cancelled' ? 'refused' : 'failed',
    kind: 'azure',
    message: `Job ${job.name} of ${what} ended as ${job.status}.${why}`,
    suggestions: [`azbk job show ${job.name}`],
  })
}
