import { azureTime, MINUTE_MS } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { nameKey, sameName } from '../core/names.js'
import type { ItemRef } from '../model/item.js'
import { isJobDone, JOB_STATUSES, type JobOperation } from '../model/job.js'
import type { VaultRef } from '../model/vault.js'
import { azureCall } from './errors.js'
import { requireSuccess } from './operations.js'
import type { AzureSession } from './session.js'

/** How far the clocks of this machine and of Azure may be apart. */
const CLOCK_SKEW_MS = MINUTE_MS
const POLL_MS = 10_000

/** The newest job of an item that a lost request may have started, or undefined: its GUID. */
export async function findJobSince(
  session: AzureSession,
  ref: ItemRef,
  wanted: { readonly operation: JobOperation; readonly since: Date },
): Promise<string | undefined> {
  const { vault } = ref
  const client = await session.backup(vault.subscriptionId)
  const filter = `backupManagementType eq 'AzureIaasVM' and operation eq '${wanted.operation}'`
  const earliest = wanted.since.getTime() - CLOCK_SKEW_MS
  return azureCall(`looking for a job of vault '${vault.name}'`, async () => {
    const jobs = client.backupJobs.list(vault.name, vault.resourceGroup, { filter, abortSignal: session.signal })
    for await (const { name, properties } of jobs) {
      const started = azureTime(properties?.startTime)
      // Newest first: what follows is older still.
      if (started !== null && new Date(started).getTime() < earliest) return undefined
      if (properties && isOfItem(properties, ref)) return name
    }
    return undefined
  })
}

/** Container names of jobs come with and without their prefix. */
function isOfItem(job: { containerName?: string; jobType: string }, ref: ItemRef): boolean {
  const core = (name: string) => nameKey(name).replace(/^iaasvmcontainer;/, '')
  return core(job.containerName ?? '') === core(ref.container)
}

/** Waits until a job has ended; throws unless it ended well. */
export async function followJob(session: AzureSession, vault: VaultRef, jobId: string, what: string): Promise<void> {
  const client = await session.backup(vault.subscriptionId)
  const start = session.clock.now().getTime()
  for (;;) {
    const job = await azureCall(what, () =>
      client.jobDetails.get(vault.name, vault.resourceGroup, jobId, { abortSignal: session.signal }),
    )
    const status = JOB_STATUSES.find((known) => sameName(known, job.properties?.status ?? '')) ?? 'InProgress'
    if (isJobDone(status)) return requireGoodEnd(status, jobId, what)
    if (session.clock.now().getTime() - start >= session.timeoutMs) requireSuccess({ status: 'timedOut' }, what)
    await session.clock.sleep(session.pollIntervalMs ?? POLL_MS, session.signal)
  }
}

function requireGoodEnd(status: string, jobId: string, what: string): void {
  if (status === 'Completed' || status === 'CompletedWithWarnings') return
  throw new AzbkError({
    code: 'JOB_FAILED',
    exit: status === 'Cancelled' ? 'refused' : 'failed',
    kind: 'azure',
    message: `Job ${jobId} of ${what} ended as ${status}.`,
    suggestions: [`azbk job show ${jobId}`],
  })
}
