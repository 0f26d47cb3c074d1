import { type Instant, MINUTE_MS } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import { type ItemRef, machineNameOf } from '../model/item.js'
import { isJobDone, type Job } from '../model/job.js'
import type { VaultRef } from '../model/vault.js'
import { azureCall } from './errors.js'
import { type SentWrite, watchJob } from './fleet-watch.js'
import { FABRIC } from './items.js'
import { listJobs } from './jobs.js'
import { captureOperation, type OperationHandle, requireSuccess, waitForOperation } from './operations.js'
import { sendOnce } from './send-once.js'
import type { AzureSession } from './session.js'
import { isJobOf, lastDay } from './started-jobs.js'

export interface BackupOrder {
  /** When the point may go. */
  readonly expiryTime: Instant
  /** Ids of the item's jobs from before: a job that is not among them is the effect of this order. */
  readonly knownJobs: readonly string[]
  /** One of many: their jobs are looked at together. */
  readonly inFleet?: boolean
}

export interface StartedBackup {
  /** Null when Azure named no job. */
  readonly jobId: string | null
  /** True when a backup ran already and this one was not started. */
  readonly joined: boolean
}

/** Backup jobs of a vault that are running or count for today: those of the last 24 hours. */
export async function listRecentBackups(session: AzureSession, vault: VaultRef): Promise<Job[]> {
  return listJobs(session, vault, { operation: 'Backup', window: lastDay(session) })
}

/**
 * Starts a backup and returns when Azure has accepted it. Takes effect at most once: after a lost answer its job is
 * looked for, and a backup that runs already is joined, as Azure runs one at a time.
 */
export async function startBackup(session: AzureSession, ref: ItemRef, order: BackupOrder): Promise<StartedBackup> {
  const what = describeBackup(ref)
  const sentAt = session.clock.now()
  try {
    const sent = await sendOnce(session, what, {
      send: () => triggerBackup(session, ref, order.expiryTime),
      findEffect: () => findNewBackup(session, ref, order.knownJobs),
    })
    if ('jobId' in sent) return { jobId: sent.jobId, joined: false }
    if (order.inFleet && sent.handle.statusUrl !== undefined) {
      const job = await watchJob(session, ref, { ...order, operation: 'Backup', sentAt, until: 'begun' })
      if (job !== undefined) return { jobId: job.name, joined: false }
    }
    const { jobId } = requireSuccess(await waitForOperation(session, sent.handle, what), what)
    return { jobId: jobId ?? null, joined: false }
  } catch (error) {
    const running = isBusy(error) ? await findRunningBackup(session, ref) : undefined
    if (running === undefined) throw error
    return { jobId: running.name, joined: true }
  }
}

function describeBackup(ref: ItemRef): string {
  return `backing up VM '${machineNameOf(ref)}'`
}

async function triggerBackup(
  session: AzureSession,
  ref: ItemRef,
  expiryTime: Instant,
): Promise<{ handle: OperationHandle } | { jobId: string }> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const { options, handle } = captureOperation(session.signal)
  const properties = {
    objectType: 'IaasVMBackupRequest' as const,
    recoveryPointExpiryTimeInUTC: new Date(expiryTime),
  }
  await azureCall(describeBackup(ref), () =>
    client.backups.trigger(vault.name, vault.resourceGroup, FABRIC, container, item, { properties }, options),
  )
  return { handle: handle() }
}

/** The job that a lost order started: one that was not there before. No clock is compared. */
async function findNewBackup(session: AzureSession, ref: ItemRef, known: readonly string[]) {
  const before = new Set(known.map(nameKey))
  const jobs = await listRecentBackups(session, ref.vault)
  const job = jobs.find((row) => isJobOf(row, ref) && !before.has(nameKey(row.name)))
  return job && { jobId: job.name }
}

/** A request may wait for its turn in Azure, and be sent again, before its job begins; a later job is a scheduled one. */
const BEGINS_WITHIN_MS = 15 * MINUTE_MS

/** The job of a backup that was sent at `sentAt`, if it ever arrived: the first one that was not known before. */
export async function findBackupSince(
  session: AzureSession,
  ref: ItemRef,
  sent: Pick<SentWrite, 'sentAt' | 'knownJobs'>,
): Promise<string | undefined> {
  const wanted = { ...sent, operation: 'Backup', until: 'begun', beginsWithinMs: BEGINS_WITHIN_MS } as const
  return (await watchJob(session, ref, wanted))?.name
}

async function findRunningBackup(session: AzureSession, ref: ItemRef): Promise<Job | undefined> {
  const jobs = await listRecentBackups(session, ref.vault)
  return jobs.find((row) => isJobOf(row, ref) && !isJobDone(row.status))
}

/** What Azure says when a backup runs already. Source: AZURE-BACKUP-API.md section 9. */
function isBusy(error: unknown): boolean {
  const code = error instanceof AzbkError ? String(error.details.azureCode ?? '') : ''
  return /^(UserError|System)BackupOperationInProgress$/i.test(code)
}
