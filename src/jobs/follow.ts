import { listJobs } from '../azure/jobs.js'
import { pollPauseMs } from '../azure/operations.js'
import type { AppContext } from '../context.js'
import { type AzbkError, cancelledError, notFoundError, toAzbkError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import type { Job, JobRef } from '../model/job.js'
import { vaultKey } from '../model/vault.js'
import { endOfJob, type JobEnd } from './end.js'
import { readJob } from './find.js'
import { describeJob, progressKey } from './progress.js'

/** The service allows some 150 job reads an hour and vault. Source: AZURE-BACKUP-API.md section 17. */
const JOB_POLL_MS = 30_000
/** Up to this many jobs of a vault are read one by one, with their phases; of more, one list shows which still run. */
const FEW = 4
/** A job that was only just started may not be visible yet. */
const APPEAR_WITHIN_MS = 60_000

export interface WatchedJob {
  readonly ref: JobRef
  /** For progress lines. */
  readonly machineName: string
}

/**
 * Follows jobs to their ends, in the order given: each change is a progress event, `settings.timeoutMs` bounds the
 * whole wait. Ctrl-C stops the watching only, and says so.
 */
export async function followJobs(ctx: AppContext, watched: readonly WatchedJob[]): Promise<JobEnd[]> {
  const byPlace = groupBy(watched, ({ ref }) => `${vaultKey(ref.vault)}/${ref.secondaryRegion ?? ''}`)
  try {
    const maps = await Promise.all([...byPlace.values()].map((ofOne) => followInVault(ctx, ofOne)))
    const ends = new Map(maps.flatMap((map) => [...map]))
    return watched.map(({ ref }) => ends.get(nameKey(ref.name)) ?? { status: 'timedOut', job: null })
  } catch (thrown) {
    throw watchingStopped(toAzbkError(thrown), watched)
  }
}

async function followInVault(ctx: AppContext, watched: readonly WatchedJob[]): Promise<Map<string, JobEnd>> {
  const start = ctx.clock.now().getTime()
  const pending = new Map(watched.map((one) => [nameKey(one.ref.name), one]))
  const last = new Map<string, Job>()
  const ends = new Map<string, JobEnd>()
  for (;;) {
    const elapsedMs = ctx.clock.now().getTime() - start
    for (const job of await readPending(ctx, [...pending.values()])) {
      const key = nameKey(job.name)
      report(ctx, { job, before: last.get(key), machineName: pending.get(key)?.machineName ?? job.machineName })
      last.set(key, job)
      const end = endOfJob(job)
      if (end === undefined) continue
      ends.set(key, end)
      pending.delete(key)
    }
    if (pending.size === 0) return ends
    if (elapsedMs >= APPEAR_WITHIN_MS) refuseInvisible([...pending.values()], last)
    if (elapsedMs >= ctx.settings.timeoutMs) return withTimeouts(ends, { pending: pending.keys(), last })
    const pause = pollPauseMs(ctx.session, undefined, JOB_POLL_MS * (pending.size > FEW ? 1 : pending.size))
    await ctx.clock.sleep(Math.min(pause, ctx.settings.timeoutMs - elapsedMs), ctx.signal)
  }
}

/** The jobs as they are now. Those that cannot be seen yet are left out. */
async function readPending(ctx: AppContext, pending: readonly WatchedJob[]): Promise<Job[]> {
  const running = pending.length > FEW ? await listRunning(ctx, pending) : new Map<string, Job>()
  const jobs: Job[] = []
  for (const { ref } of pending) {
    const job = running.get(nameKey(ref.name)) ?? (await readJob(ctx.session, ref))
    if (job !== undefined) jobs.push(job)
  }
  return jobs
}

async function listRunning(ctx: AppContext, pending: readonly WatchedJob[]): Promise<Map<string, Job>> {
  const ref = pending[0]?.ref
  if (ref === undefined || ref.secondaryRegion) return new Map()
  const jobs = await listJobs(ctx.session, ref.vault, { status: 'InProgress' })
  return new Map(jobs.map((job) => [nameKey(job.name), job]))
}

function report(ctx: AppContext, change: { job: Job; before: Job | undefined; machineName: string }): void {
  const { job, before, machineName } = change
  if (before !== undefined && progressKey(before) === progressKey(job)) return
  ctx.progress({ type: 'job', machine: machineName, job: job.name, text: describeJob(job) })
}

function refuseInvisible(pending: readonly WatchedJob[], last: ReadonlyMap<string, Job>): void {
  const lost = pending.find(({ ref }) => !last.has(nameKey(ref.name)))
  if (lost === undefined) return
  throw notFoundError('JOB_NOT_FOUND', `There is no job ${lost.ref.name} in vault '${lost.ref.vault.name}'.`, [
    `azbk job list --vault ${lost.ref.vault.name}`,
  ])
}

function withTimeouts(
  ends: ReadonlyMap<string, JobEnd>,
  rest: { pending: Iterable<string>; last: ReadonlyMap<string, Job> },
): Map<string, JobEnd> {
  const late = [...rest.pending].map((key): [string, JobEnd] => [
    key,
    { status: 'timedOut', job: rest.last.get(key) ?? null },
  ])
  return new Map([...ends, ...late])
}

/** Ctrl-C while watching: the work in Azure goes on, and the user learns how to see it again and how to stop it. */
function watchingStopped(error: AzbkError, watched: readonly WatchedJob[]): AzbkError {
  if (error.kind !== 'cancelled') return error
  const [first, ...others] = watched
  if (first === undefined) return error
  if (others.length > 0) {
    return cancelledError(`Stopped watching ${watched.length} jobs. They go on in Azure.`, [
      'azbk job list --status InProgress',
      'azbk job cancel <job>',
    ])
  }
  const { name, vault, secondaryRegion } = first.ref
  const where = `--vault ${vault.name}${secondaryRegion ? ' --secondary' : ''}`
  return cancelledError(`Stopped watching job ${name} of VM '${first.machineName}'. The job itself goes on in Azure.`, [
    `To watch it again: azbk job wait ${name} ${where}`,
    ...(secondaryRegion ? [] : [`To cancel it: azbk job cancel ${name} ${where}`]),
  ])
}
