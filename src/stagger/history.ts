import { createHash } from 'node:crypto'
import { findJob, listJobs } from '../azure/jobs.js'
import type { AppContext } from '../context.js'
import { readSize } from '../core/byte-size.js'
import type { Instant } from '../core/clock.js'
import { mapLimited } from '../core/limits.js'
import { compareTexts } from '../core/names.js'
import { tryRead, type Unread } from '../core/read-each.js'
import type { TimeWindow } from '../core/time-window.js'
import type { Job } from '../model/job.js'
import type { Vault } from '../model/vault.js'
import {
  addToHistory,
  emptyHistory,
  type HistoryJob,
  type HistoryPart,
  type JobDetail,
  readHistory,
  saveHistory,
  type VaultHistory,
} from './history-store.js'
import { gapsIn, windowsToRead } from './history-windows.js'

const VAULTS_AT_ONCE = 4

export interface HistoryInput {
  /** Kept here from run to run; null: read for this run alone. */
  readonly folder: string | null
  readonly span: TimeWindow
  /** Details of at most so many jobs are read of each vault. */
  readonly sample: number
  readonly seed: number
  /** Gigabytes of a VM by `<group>/<vm>`, lower-case: the biggest are read first. */
  readonly sizeOf: (machine: string) => number
}

/** The history of one vault, and what of it is missing. */
export interface VaultJobs {
  readonly vault: Vault
  readonly history: VaultHistory
  /** Times in the span of whose jobs nothing is known. */
  readonly gaps: readonly TimeWindow[]
  /** Times in the span that had to be read again: lines of the file were missing, or not as they were written. */
  readonly damaged: readonly TimeWindow[]
  readonly newJobs: number
  readonly detailsRead: number
  readonly unread: readonly Unread[]
  /** Why what was read could not be kept for the next run; null when it is kept, or was not to be. */
  readonly unsaved: string | null
}

/** Brings the histories of vaults up to date: asks Azure only for what no earlier run has read. */
export function updateHistory(
  ctx: AppContext,
  vaults: readonly Vault[],
  input: HistoryInput,
): Promise<readonly VaultJobs[]> {
  return mapLimited(vaults, VAULTS_AT_ONCE, (vault) => updateVault(ctx, vault, input))
}

async function updateVault(ctx: AppContext, vault: Vault, input: HistoryInput): Promise<VaultJobs> {
  const { folder, span } = input
  const history = folder === null ? emptyHistory() : await readHistory(folder, vault)
  const damaged = history.damaged.flatMap(({ from, to }) =>
    gapsIn(history.reads, { from: from > span.from ? from : span.from, to }),
  )
  const unread: Unread[] = []
  const jobs: HistoryJob[] = []
  const reads: TimeWindow[] = []
  for (const window of windowsToRead(history, span)) {
    const read = await tryRead(`${vault.name}: jobs`, () => listJobs(ctx.session, vault, { window }))
    unread.push(...read.unread)
    if (read.value === null) break
    for (const job of read.value) jobs.push(toHistoryJob(job))
    reads.push(window)
  }
  const changed = jobs.filter((job) => !isSame(history.jobs.get(job.id), job))
  addToHistory(history, { jobs: changed, details: [], reads })
  const sampled = await readDetails(ctx, vault, chooseJobs(history, input))
  addToHistory(history, { jobs: [], details: sampled.details, reads: [] })
  const part: HistoryPart = { jobs: changed, details: sampled.details, reads }
  const isKept = folder !== null && reads.length + part.details.length > 0
  const [lost] = isKept ? (await tryRead(vault.name, () => saveHistory(folder, vault, part))).unread : []
  return {
    vault,
    history,
    damaged,
    gaps: gapsIn(history.reads, span),
    newJobs: changed.length,
    detailsRead: sampled.details.length,
    unread: [...unread, ...sampled.unread],
    unsaved: lost?.error.message ?? null,
  }
}

function toHistoryJob(job: Job): HistoryJob {
  const parts = job.containerName?.split(';') ?? []
  const [group, name] = parts.slice(-2)
  return {
    id: job.name,
    operation: job.operation,
    machine: parts.length < 2 ? null : `${group}/${name}`.toLowerCase(),
    status: job.status,
    start: job.startTime,
    end: job.endTime,
  }
}

function isSame(known: HistoryJob | undefined, job: HistoryJob): boolean {
  return known !== undefined && known.status === job.status && known.end === job.end
}

/**
 * The jobs whose details are worth a request: of each VM its last good backup, those first whose details are oldest or
 * were never read, then the biggest. So every VM has its turn within some nights.
 */
export function chooseJobs({ jobs, details }: VaultHistory, input: Omit<HistoryInput, 'folder'>): HistoryJob[] {
  const latest = new Map<string, HistoryJob>()
  const lastDetail = new Map<string, Instant>()
  for (const job of jobs.values()) {
    if (job.operation !== 'Backup' || job.machine === null || job.start < input.span.from) continue
    if (job.status !== 'Completed' && job.status !== 'CompletedWithWarnings') continue
    if (job.start > (latest.get(job.machine)?.start ?? '')) latest.set(job.machine, job)
    const detailed = details.has(job.id) ? job.start : ''
    if (detailed > (lastDetail.get(job.machine) ?? '')) lastDetail.set(job.machine, detailed)
  }
  return [...latest.values()]
    .filter((job) => !details.has(job.id))
    .map((job) => {
      const machine = job.machine ?? ''
      return { job, last: lastDetail.get(machine) ?? '', size: input.sizeOf(machine), dice: diceOf(machine, input) }
    })
    .sort((a, b) => compareTexts(a.last, b.last) || b.size - a.size || compareTexts(a.dice, b.dice))
    .slice(0, input.sample)
    .map(({ job }) => job)
}

/** Among equals chance decides, the same one each time. */
function diceOf(machine: string, { seed }: Pick<HistoryInput, 'seed'>): string {
  return createHash('sha256').update(`${seed} ${machine}`).digest('hex')
}

/** One request for each job; the first refusal ends it, since the quota for details is small. */
async function readDetails(
  ctx: AppContext,
  vault: Vault,
  jobs: readonly HistoryJob[],
): Promise<{ details: JobDetail[]; unread: readonly Unread[] }> {
  const details: JobDetail[] = []
  for (const { id } of jobs) {
    const read = await tryRead(`${vault.name}: details of ${jobs.length - details.length} jobs`, () =>
      findJob(ctx.session, { vault, name: id }),
    )
    if (read.unread.length > 0) return { details, unread: read.unread }
    if (read.value) details.push(toDetail(read.value))
  }
  return { details, unread: [] }
}

/** Azure's names of the steps of a backup: AZURE-BACKUP-API.md section 10. */
function toDetail(job: Job): JobDetail {
  const [snapshot, transfer] = ['snapshot', 'transfer'].map((word) =>
    job.phases?.find((phase) => phase.name.toLowerCase().includes(word)),
  )
  return {
    id: job.name,
    bytes: readSize(job.properties['Backup Size']),
    snapshotEnd: snapshot?.endTime ?? null,
    transferStart: transfer?.startTime ?? null,
  }
}
