import { deleteContainer, findContainer } from '../azure/containers.js'
import { listLooseDisks } from '../azure/disks.js'
import type { AppContext } from '../context.js'
import { parseArmId } from '../core/arm-id.js'
import { toAzbkError, usageError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import { reasonOf } from '../fleet/run.js'
import { endOfJob } from '../jobs/end.js'
import { readJob } from '../jobs/find.js'
import type { JobFollower } from '../jobs/follow.js'
import type { BlobContainer } from '../model/blob-container.js'
import type { Job } from '../model/job.js'
import type { RestoreInput } from './input.js'
import { containerLeft, containerOf, disksLeft, type Leaving } from './leavings.js'
import type { RestoreRow } from './rows.js'
import { jobPlaceOf } from './send.js'
import type { RestoreTask } from './task.js'

/** @throws CLEAN_UP_TOO_EARLY (2) */
export function requireCleanUp({ settings }: AppContext, { cleanUp, resume }: RestoreInput): void {
  if (!cleanUp || settings.wait || resume !== undefined) return
  throw usageError('CLEAN_UP_TOO_EARLY', 'A restore that has only just begun has left nothing yet.', [
    'Add --wait: what is left is removed when the jobs are over.',
    'Or remove it later, when the run has a journal: --resume <run> --clean-up.',
  ])
}

/** Azure tells when a container changed in whole seconds. */
const SECOND_MS = 1000

export interface CleanUpWish {
  readonly tasks: readonly RestoreTask[]
  readonly follower: JobFollower
  readonly cleanUp: boolean
}

/** The rows with what their restores left behind, or with what became of it. Without --wait nothing is known of that. */
export async function withLeavings(
  ctx: AppContext,
  rows: readonly RestoreRow[],
  { tasks, follower, cleanUp }: CleanUpWish,
): Promise<RestoreRow[]> {
  const taskOf = new Map(tasks.map((task) => [nameKey(task.id), task]))
  return mapLimited(rows, READS_AT_ONCE, async (row) => {
    const task = taskOf.get(nameKey(row.id))
    if (task === undefined || row.jobId === null) return { ...row, left: [] }
    const job = await endedJob(ctx, task, { id: row.jobId, follower })
    if (job === undefined) {
      if (cleanUp) ctx.warn(`The restore of VM '${row.name}' is not over: nothing of it was removed.`)
      return { ...row, left: [] }
    }
    const left = await leavingsOf(ctx, task, job)
    return cleanUp ? cleaned(ctx, row, { task, job, left }) : { ...row, left }
  })
}

/** The job of a restore that is over. */
async function endedJob(
  ctx: AppContext,
  task: RestoreTask,
  { id, follower }: { readonly id: string; readonly follower: JobFollower },
): Promise<Job | undefined> {
  const ref = { ...jobPlaceOf(task), name: id }
  if (ctx.settings.wait) {
    const { status, job } = await follower.follow({ ref, machineName: task.name })
    return status === 'timedOut' ? undefined : job
  }
  const job = await readJob(ctx.session, ref)
  return job && endOfJob(job) && job
}

async function leavingsOf(ctx: AppContext, task: RestoreTask, job: Job): Promise<Leaving[]> {
  const container = containerOf(task, job)
  const blobs = container === null ? [] : [containerLeft(task, container)]
  const { targetGroupId } = task.order
  if (targetGroupId === null || (job.status !== 'Failed' && job.status !== 'Cancelled')) return blobs
  const { subscriptionId, resourceGroup: name = '' } = parseArmId(targetGroupId)
  const disks = await listLooseDisks(ctx.session, { subscriptionId, name }).catch(() => [])
  return [...blobs, ...disksLeft(task, job, disks)]
}

interface RestoreEnd {
  readonly task: RestoreTask
  readonly job: Job
  readonly left: readonly Leaving[]
}

/** Restored disks are nothing to clean up: of what is left only the container goes. */
async function cleaned(ctx: AppContext, row: RestoreRow, { task, job, left }: RestoreEnd): Promise<RestoreRow> {
  const after = await mapLimited(left, 1, async (one) => (isDoomed(one) ? remove(ctx, one, { task, job }) : one))
  const stuck = after.find((one, i) => one.state === 'kept' && left[i]?.state === 'left')
  if (stuck === undefined || row.exitCode !== EXIT_CODES.done) return { ...row, left: after }
  const message = `Restored, but container ${stuck.name} of storage account ${stuck.place} stays: ${stuck.why}.`
  const reason = { code: 'CLEAN_UP_FAILED', exitCode: EXIT_CODES.refused, message, suggestions: [], details: {} }
  return { ...row, left: after, ...reasonOf(reason) }
}

function isDoomed({ kind, state }: Leaving): boolean {
  return kind === 'container' && state === 'left'
}

/** Looks first: management deletes a container with an open policy too, and names may be taken again. */
async function remove(
  { session }: AppContext,
  leaving: Leaving,
  { task, job }: Pick<RestoreEnd, 'task' | 'job'>,
): Promise<Leaving> {
  const { stagingAccountId } = task.order
  try {
    const container = await findContainer(session, stagingAccountId, leaving.name)
    if (container === undefined) return { ...leaving, state: 'gone', why: 'it was removed before', command: null }
    const why = whyKept(container, job)
    if (why !== null) return { ...leaving, state: 'kept', why, command: null }
    await deleteContainer(session, stagingAccountId, leaving.name)
    return { ...leaving, state: 'removed', command: null }
  } catch (thrown) {
    const { message, suggestions } = toAzbkError(thrown)
    return { ...leaving, state: 'kept', why: [message, ...suggestions].join(' ').replace(/\.$/, '') }
  }
}

function whyKept({ holds, changedAt }: BlobContainer, job: Job): string | null {
  if (holds.length > 0) return `it is held by its ${holds.join(' and its ')}`
  const isOlder = changedAt !== null && Date.parse(changedAt) + SECOND_MS <= Date.parse(job.startTime)
  return isOlder ? 'it is older than the restore, which cannot have made it' : null
}
