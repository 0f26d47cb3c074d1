import { DAY_MS, MINUTE_MS, timeAfter } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { findName, nameKey } from '../core/names.js'
import { type ItemRef, machineNameOf } from '../model/item.js'
import { isJobDone, JOB_OPERATIONS, type Job } from '../model/job.js'
import type { RecoveryPoint } from '../model/point.js'
import { azureCall, azureList } from './errors.js'
import { FABRIC } from './items.js'
import { listJobs } from './jobs.js'
import { beginOnly, type OperationHandle, requireSuccess, waitForOperation } from './operations.js'
import { newestPointsFirst, toPoint } from './points.js'
import { sendOnce } from './send-once.js'
import type { AzureSession } from './session.js'
import { isJobOf } from './started-jobs.js'

/** The points of an item whose move to the archive tier Azure recommends, newest first. Source: AZURE-BACKUP-API.md section 13. */
export async function listRecommendedForArchive(session: AzureSession, ref: ItemRef): Promise<RecoveryPoint[]> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const pages = client.recoveryPointsRecommendedForMove.list(
    vault.name,
    vault.resourceGroup,
    FABRIC,
    container,
    item,
    { excludedRPList: [] },
    { abortSignal: session.signal },
  )
  const what = `asking which recovery points of item '${item}' to move to the archive tier`
  return newestPointsFirst(await azureList(what, pages, toPoint))
}

export interface StartedMove {
  /** Null when Azure named no job. */
  readonly jobId: string | null
  /** True when Azure was moving points of this item already and nothing was started. */
  readonly joined: boolean
}

/**
 * Starts to move a point from the vault tier to the archive tier and returns when Azure has accepted it. Takes effect at
 * most once: after a lost answer its job is looked for before anything is sent again.
 */
export async function startArchiveMove(session: AzureSession, ref: ItemRef, point: string): Promise<StartedMove> {
  const what = `moving recovery point ${point} of VM '${machineNameOf(ref)}' to the archive tier`
  const known = new Set((await listMoves(session, ref)).map((job) => nameKey(job.name)))
  try {
    const sent = await sendOnce<{ handle: OperationHandle } | { jobId: string }>(session, what, {
      send: () => sendMove(session, ref, { point, what }),
      findEffect: async () => {
        const job = (await listMoves(session, ref)).find(({ name }) => !known.has(nameKey(name)))
        return job && { jobId: job.name }
      },
    })
    if ('jobId' in sent) return { jobId: sent.jobId, joined: false }
    const { jobId } = requireSuccess(await waitForOperation(session, sent.handle, what), what)
    return { jobId: jobId ?? null, joined: false }
  } catch (error) {
    const running = isBusy(error) ? (await listMoves(session, ref)).find(({ status }) => !isJobDone(status)) : undefined
    if (running === undefined) throw error
    return { jobId: running.name, joined: true }
  }
}

async function sendMove(
  session: AzureSession,
  ref: ItemRef,
  { point, what }: { readonly point: string; readonly what: string },
): Promise<{ handle: OperationHandle }> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const body = {
    objectType: 'MoveRPAcrossTiersRequest',
    sourceTierType: 'HardenedRP' as const,
    targetTierType: 'ArchivedRP' as const,
  }
  const handle = await azureCall(what, () =>
    beginOnly(session.signal, (options) =>
      client.beginMoveRecoveryPoint(vault.name, vault.resourceGroup, FABRIC, container, item, point, body, options),
    ),
  )
  return { handle }
}

/** Jobs of the last day that move points of an item. What Azure calls them is not documented: they are none of the others. */
async function listMoves(session: AzureSession, ref: ItemRef): Promise<Job[]> {
  const now = session.clock.now()
  const window = { from: timeAfter(now, -DAY_MS), to: timeAfter(now, 10 * MINUTE_MS) }
  const jobs = await listJobs(session, ref.vault, { window })
  return jobs.filter((job) => isJobOf(job, ref) && findName(JOB_OPERATIONS, job.operation) === undefined)
}

function isBusy(error: unknown): boolean {
  return error instanceof AzbkError && error.code === 'ITEM_BUSY'
}
