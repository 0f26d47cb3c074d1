import { nameKey } from '../core/names.js'
import { type ItemRef, machineNameOf } from '../model/item.js'
import type { Job } from '../model/job.js'
import {
  getAadProperties,
  getAccessToken,
  listSecondaryJobs,
  type SecondaryVault,
  triggerCrossRegionRestore,
} from './cross-region.js'
import { explainRefusal } from './guards.js'
import { type OperationHandle, requireSuccess, waitForOperation } from './operations.js'
import { toRestoreBody } from './restore-body.js'
import type { RestoreSend, StartedRestore } from './restores.js'
import { sendOnce } from './send-once.js'
import type { AzureSession } from './session.js'
import { isJobOf, lastDay } from './started-jobs.js'

/** Restores of a vault in its paired region in the last 24 hours, newest first. */
export async function listRecentSecondaryRestores(session: AzureSession, at: SecondaryVault): Promise<Job[]> {
  return listSecondaryJobs(session, at, { operation: 'CrossRegionRestore', window: lastDay(session) })
}

/**
 * Starts a restore in the paired region, by what answers there alone, and returns when it was accepted. Takes effect
 * at most once, as `startRestore`. Source: AZURE-BACKUP-API.md section 14.
 */
export async function startSecondaryRestore(
  session: AzureSession,
  at: { readonly item: ItemRef; readonly region: string },
  send: RestoreSend,
): Promise<StartedRestore> {
  const { item, region } = at
  const place = { vault: item.vault, region }
  const what = `restoring VM '${machineNameOf(item)}' in ${region}`
  const aad = await session.once(`aad/${region}`, () => getAadProperties(session, place))
  const sent = await sendOnce<{ handle: OperationHandle } | { jobId: string }>(session, what, {
    send: async () => {
      // Good for minutes only: asked for anew with each try.
      const access = await getAccessToken(session, { item, name: send.order.point }, aad)
      const request = { ...toRestoreBody(send.order) }
      const handle = await triggerCrossRegionRestore(session, place, { access, request }).catch(async (thrown) => {
        throw await explainRefusal(session, { vault: item.vault, operation: 'restore' }, thrown)
      })
      return { handle }
    },
    findEffect: () => findSecondaryRestore(session, at, send.knownJobs),
  })
  if ('jobId' in sent) return sent
  const { jobId } = requireSuccess(await waitForOperation(session, sent.handle, what), what)
  return { jobId: jobId ?? null }
}

/** The job of a restore that may have been started: the newest one of the item that was not known before. */
export async function findSecondaryRestore(
  session: AzureSession,
  { item, region }: { readonly item: ItemRef; readonly region: string },
  knownJobs: readonly string[],
): Promise<{ jobId: string } | undefined> {
  const before = new Set(knownJobs.map(nameKey))
  const jobs = await listRecentSecondaryRestores(session, { vault: item.vault, region })
  const job = jobs.find((row) => isJobOf(row, item) && !before.has(nameKey(row.name)))
  return job && { jobId: job.name }
}
