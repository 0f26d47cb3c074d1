import { listJobs } from '../azure/jobs.js'
import { pollPauseMs } from '../azure/operations.js'
import type { AppContext } from '../context.js'
import { type AzbkError, cancelledError, notFoundError, toAzbkError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import type { Job, JobRef } from '../model/job.js'
import { vaultKey } from '../model/vault.js'
import { endOfJob, type JobEnd } from './end.js'
import { readJob } from './find.js'
import { describeJob, progressKey } from './progress.js'

/** The service allows some 150 job reads an hour and vault. Source: AZURE-BACKUP-API.md section 17. */
const JOB_POLL_MS = 30_000
/**
 * Up to this many jobs of a vault are read one by one, with their phases; of more, one list shows which still run, and each
 * is read once it has ended: lists tell neither phases nor properties.
 */
const FEW = 4
/** A job that was only just started may not be visible yet. */
const APPEAR_WITHIN_MS = 60_000

export interface WatchedJob {
  readonly ref: JobRef
  /** For progress lines. */
  readonly machineName: string
}

/** Follows jobs to their ends, those of a vault together, however they come. Each is followed once. */
export interface JobFollower {
  /** @throws when the job never shows, when it can no longer be read, and at Ctrl-C */
  follow(job: WatchedJob): Promise<JobEnd>
}

/**
 * Follows jobs to their ends, in the order given: each change is a progress event, `settings.timeoutMs` bounds the
 * whole wait. Ctrl-C stops the watching only, and says so.
 */
export async function followJobs(
  ctx: AppContext,
  watched: readonly WatchedJob[],
  follower = createFollower(ctx),
): Promise<JobEnd[]> {
  try {
    return await Promise.all(watched.map((job) => follower.follow(job)))
  } catch (thrown) {
    throw watchingStopped(toAzbkError(thrown), watched)
  }
}

export function createFollower(ctx: AppContext): JobFollower {
  const places = new Map<string, Place>()
  const ends = new Map<string, Promise<JobEnd>>()
  const placeOf = ({ vault, secondaryRegion }: JobRef): Place => {
    const key = `${vaultKey(vault)}/${secondaryRegion ?? ''}`
    const place = places.get(key) ?? new Map()
    places.set(key, place)
    return place
  }
  const begin = (watched: WatchedJob) =>
    new Promise<JobEnd>((resolve, reject) => {
      const place = placeOf(watched.ref)
      const from = ctx.clock.now().getTime()
      place.set(nameKey(watched.ref.name), { ...watched, from, last: null, resolve, reject })
      if (place.size === 1) void followPlace(ctx, place)
    })
  return {
    follow: (watched) => {
      const key = nameKey(watched.ref.name)
      const end = ends.get(key) ?? begin(watched)
      ends.set(key, end)
      return end
    },
  }
}

interface Waiter extends WatchedJob {
  /** When its wait began, in ms. */
  readonly from: number
  /** As it was seen last. */
  last: Job | null
  readonly resolve: (end: JobEnd) => void
  readonly reject: (error: unknown) => void
}

/** The jobs of one vault that are waited for, by {@link nameKey}. */
type Place = Map<string, Waiter>

/** Goes on until nobody waits any more; those who come meanwhile are looked at with the others. */
async function followPlace(ctx: AppContext, place: Place): Promise<void> {
  try {
    // All that are asked for at once are looked at together.
    await Promise.resolve()
    while (place.size > 0) {
      const now = ctx.clock.now().getTime()
      for (const job of await readPending(ctx, [...place.values()])) see(ctx, place, job)
      giveUp(ctx, place, now)
      if (place.size > 0) await ctx.clock.sleep(pauseOf(ctx, place, now), ctx.signal)
    }
  } catch (error) {
    for (const { reject } of place.values()) reject(error)
    place.clear()
  }
}

function see(ctx: AppContext, place: Place, job: Job): void {
  const waiter = place.get(nameKey(job.name))
  if (waiter === undefined) return
  report(ctx, { job, before: waiter.last, machineName: waiter.machineName })
  waiter.last = job
  const end = endOfJob(job)
  if (end === undefined) return
  place.delete(nameKey(job.name))
  waiter.resolve(end)
}

/** Ends the waits for jobs that never showed, or that take too long. */
function giveUp(ctx: AppContext, place: Place, now: number): void {
  for (const [key, { ref, from, last, resolve, reject }] of [...place]) {
    const isInvisible = last === null && now - from >= APPEAR_WITHIN_MS
    if (!isInvisible && now - from < ctx.settings.timeoutMs) continue
    place.delete(key)
    if (isInvisible) reject(invisible(ref))
    else resolve({ status: 'timedOut', job: last })
  }
}

function pauseOf(ctx: AppContext, place: Place, now: number): number {
  const first = Math.min(...[...place.values()].map(({ from }) => from))
  const pause = pollPauseMs(ctx.session, undefined, JOB_POLL_MS * (place.size > FEW ? 1 : place.size))
  return Math.min(pause, Math.max(0, ctx.settings.timeoutMs - (now - first)))
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

function report(ctx: AppContext, change: { job: Job; before: Job | null; machineName: string }): void {
  const { job, before, machineName } = change
  if (before !== null && progressKey(before) === progressKey(job)) return
  ctx.progress({ type: 'job', machine: machineName, job: job.name, text: describeJob(job) })
}

function invisible({ name, vault }: JobRef): AzbkError {
  return notFoundError('JOB_NOT_FOUND', `There is no job ${name} in vault '${vault.name}'.`, [
    `azbk job list --vault ${vault.name}`,
  ])
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
