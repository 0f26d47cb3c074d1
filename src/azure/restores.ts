import { nameKey } from '../core/names.js'
import { type ItemRef, machineNameOf } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { RestoreOrder } from '../model/restore.js'
import type { VaultRef } from '../model/vault.js'
import { withBodyExtras } from './body-extras.js'
import { azureCall } from './errors.js'
import { watchJob } from './fleet-watch.js'
import { withGuard } from './guards.js'
import { FABRIC } from './items.js'
import { listJobs } from './jobs.js'
import { beginOnly, type OperationHandle, requireSuccess, waitForOperation } from './operations.js'
import { toRestoreBody } from './restore-body.js'
import { sendOnce } from './send-once.js'
import type { AzureSession } from './session.js'
import { isJobOf, lastDay } from './started-jobs.js'

export interface RestoreSend {
  readonly order: RestoreOrder
  /** Ids of the item's restores from before: a job that is not among them is the effect of this order. */
  readonly knownJobs: readonly string[]
  /** One of many: their jobs are looked at together. */
  readonly inFleet?: boolean
}

export interface StartedRestore {
  /** Null when Azure named no job. */
  readonly jobId: string | null
}

/** Restores of a vault in the last 24 hours, newest first: those that may be running, and all that count for the day's 20. */
export async function listRecentRestores(session: AzureSession, vault: VaultRef): Promise<Job[]> {
  return listJobs(session, vault, { operation: 'Restore', window: lastDay(session) })
}

/**
 * Starts a restore and returns when Azure has accepted it. Takes effect at most once: after a lost answer its job is
 * looked for before anything is sent again.
 */
export async function startRestore(
  session: AzureSession,
  ref: ItemRef,
  { order, knownJobs, inFleet }: RestoreSend,
): Promise<StartedRestore> {
  const what = `restoring VM '${machineNameOf(ref)}'`
  const sentAt = session.clock.now()
  const sent = await sendOnce<{ handle: OperationHandle } | { jobId: string }>(session, what, {
    send: () =>
      withGuard(session, { vault: ref.vault, operation: 'restore' }, (requests) =>
        triggerRestore(session, ref, { order, requests }),
      ),
    findEffect: () => findNewRestore(session, ref, knownJobs),
  })
  if ('jobId' in sent) return sent
  if (inFleet && sent.handle.statusUrl !== undefined) {
    const job = await watchJob(session, ref, { operation: 'Restore', sentAt, knownJobs, until: 'begun' })
    if (job !== undefined) return { jobId: job.name }
  }
  const { jobId } = requireSuccess(await waitForOperation(session, sent.handle, what), what)
  return { jobId: jobId ?? null }
}

async function triggerRestore(
  session: AzureSession,
  ref: ItemRef,
  { order, requests }: { readonly order: RestoreOrder; readonly requests: string[] },
): Promise<{ handle: OperationHandle }> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const properties = toRestoreBody(order)
  const extras = requests.length === 0 ? {} : { resourceGuardOperationRequests: requests }
  const handle = await azureCall(`restoring VM '${machineNameOf(ref)}'`, () =>
    beginOnly(session.signal, (options) =>
      client.restores.beginTrigger(
        vault.name,
        vault.resourceGroup,
        FABRIC,
        container,
        item,
        order.point,
        { properties },
        { ...options, ...withBodyExtras(extras) },
      ),
    ),
  )
  return { handle }
}

async function findNewRestore(session: AzureSession, ref: ItemRef, known: readonly string[]) {
  const before = new Set(known.map(nameKey))
  const jobs = await listRecentRestores(session, ref.vault)
  const job = jobs.find((row) => isJobOf(row, ref) && !before.has(nameKey(row.name)))
  return job && { jobId: job.name }
}

/** The job of a restore that was sent at `sentAt`, if it ever arrived: the first one that was not known before. */
export async function findRestoreSince(
  session: AzureSession,
  ref: ItemRef,
  sent: { readonly sentAt: Date; readonly knownJobs: readonly string[] },
): Promise<string | undefined> {
  return (await watchJob(session, ref, { ...sent, operation: 'Restore', until: 'begun' }))?.name
}
