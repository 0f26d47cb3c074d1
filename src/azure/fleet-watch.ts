import { MINUTE_MS, timeAfter } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import type { ItemRef } from '../model/item.js'
import { isJobDone, type Job, type JobOperation } from '../model/job.js'
import { type VaultRef, vaultKey } from '../model/vault.js'
import { listJobs } from './jobs.js'
import { pollPauseMs } from './operations.js'
import type { AzureSession } from './session.js'
import { containerKey } from './started-jobs.js'

/** A write that was accepted. */
export interface SentWrite {
  readonly operation: JobOperation
  readonly sentAt: Date
  /** Ids of jobs of the item from before. */
  readonly knownJobs?: readonly string[]
  /** Whether to wait for the job itself, or only for its id. */
  readonly until: 'begun' | 'ended'
  /** The first job within this time is the one, whatever was started later; without it the newest is. */
  readonly beginsWithinMs?: number
}

/**
 * Waits for the job of a write by looking at the vault's list, once for all writes that wait: Azure takes 150 looks at
 * single operations an hour. Source: AZURE-LIMITS.md D9. Undefined when no job shows: the operation has to be asked.
 */
export async function watchJob(session: AzureSession, ref: ItemRef, sent: SentWrite): Promise<Job | undefined> {
  const key = `watch ${vaultKey(ref.vault)} ${sent.operation}`
  const watch = await session.once(key, async () => createWatch(session, ref.vault, sent.operation))
  return watch(ref, sent)
}

interface Waiter extends SentWrite {
  readonly container: string
  readonly resolve: (job: Job | undefined) => void
  readonly reject: (error: unknown) => void
}

function createWatch(session: AzureSession, vault: VaultRef, operation: JobOperation) {
  const waiting = new Set<Waiter>()
  const look = async () => {
    const jobs = jobsByContainer(await listJobs(session, vault, { operation, window: windowOf(session, [...waiting]) }))
    for (const waiter of waiting) {
      const answer = answerFor(session, waiter, jobs.get(waiter.container) ?? [])
      if (answer === 'wait') continue
      waiting.delete(waiter)
      waiter.resolve(answer)
    }
  }
  const run = async () => {
    try {
      for (let looks = 0; waiting.size > 0; looks += 1) {
        await session.clock.sleep(pollPauseMs(session, pauseAfter(looks)), session.signal)
        await look()
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error)
      waiting.clear()
    }
  }
  return (ref: ItemRef, sent: SentWrite) =>
    new Promise<Job | undefined>((resolve, reject) => {
      waiting.add({ ...sent, container: containerKey(ref.container), resolve, reject })
      if (waiting.size === 1) void run()
    })
}

/** Most changes take seconds; what takes longer may take many minutes, and the lists are limited by the hour, too. */
function pauseAfter(looks: number): number {
  return looks < 30 ? 10_000 : 30_000
}

/** How far the clocks of this machine and of Azure may be apart. */
const CLOCK_SKEW_MS = MINUTE_MS
/** A job shows within seconds, or there is none; of a mock, within some looks. */
const SHOWS_WITHIN_MS = MINUTE_MS
const SHOWS_WITHIN_LOOKS = 40

function windowOf({ clock }: AzureSession, waiting: readonly Waiter[]) {
  const first = Math.min(...waiting.map(({ sentAt }) => sentAt.getTime()))
  return { from: timeAfter(new Date(first), -CLOCK_SKEW_MS), to: timeAfter(clock.now(), CLOCK_SKEW_MS) }
}

function jobsByContainer(jobs: readonly Job[]): Map<string, Job[]> {
  return groupBy(jobs, (job) => containerKey(job.containerName ?? ''))
}

function answerFor(session: AzureSession, waiter: Waiter, newestFirst: readonly Job[]): Job | undefined | 'wait' {
  const known = new Set(waiter.knownJobs?.map(nameKey))
  const since = timeAfter(waiter.sentAt, -CLOCK_SKEW_MS)
  const fresh = newestFirst.filter(({ name, startTime }) => !known.has(nameKey(name)) && startTime >= since)
  const { beginsWithinMs } = waiter
  const until = beginsWithinMs === undefined ? undefined : timeAfter(waiter.sentAt, beginsWithinMs)
  const job = until === undefined ? fresh[0] : fresh.findLast(({ startTime }) => startTime <= until)
  const waitedMs = session.clock.now().getTime() - waiter.sentAt.getTime()
  const { pollIntervalMs } = session
  const showsWithinMs = pollIntervalMs === undefined ? SHOWS_WITHIN_MS : SHOWS_WITHIN_LOOKS * pollIntervalMs
  if (job === undefined) return waitedMs < showsWithinMs ? 'wait' : undefined
  return waiter.until === 'begun' || isJobDone(job.status) || waitedMs >= session.timeoutMs ? job : 'wait'
}
