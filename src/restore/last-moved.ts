import { findJob, listJobs } from '../azure/jobs.js'
import { isJobOf } from '../azure/started-jobs.js'
import type { AppContext } from '../context.js'
import { readSize } from '../core/byte-size.js'
import { DAY_MS, timeAfter } from '../core/clock.js'
import type { ItemRef } from '../model/item.js'

/** What the last complete backup of 30 days moved, in GB: the least that its point holds. Null when nobody knows. */
export async function lastMovedGb({ session, clock }: AppContext, ref: ItemRef): Promise<number | null> {
  const now = clock.now()
  const window = { from: timeAfter(now, -30 * DAY_MS), to: timeAfter(now, 0) }
  const jobs = await listJobs(session, ref.vault, { operation: 'Backup', status: 'Completed', window })
  const last = jobs.find((job) => isJobOf(job, ref))
  const job = last && (await findJob(session, { vault: ref.vault, name: last.name }))
  const bytes = readSize(job?.properties['Backup Size'])
  return bytes === null ? null : bytes / 1e9
}
