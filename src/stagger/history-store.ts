import { createHash, type Hash } from 'node:crypto'
import { access, appendFile, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../core/clock.js'
import { refusedError, usageError } from '../core/errors.js'
import { nameKey, sameName } from '../core/names.js'
import type { TimeWindow } from '../core/time-window.js'
import { makeFolder } from '../fleet/run-folder.js'
import type { JobStatus } from '../model/job.js'
import type { Vault } from '../model/vault.js'

/** Of the files this version writes; a newer one is refused. */
const HISTORY_VERSION = 1

const OWNER_ONLY = 0o600

/** A job as the history keeps it. */
export interface HistoryJob {
  /** The job's GUID. */
  readonly id: string
  readonly operation: string
  /** `<group>/<vm>`, lower-case; null for a job without a VM. */
  readonly machine: string | null
  readonly status: JobStatus
  readonly start: Instant
  /** Null while it runs. */
  readonly end: Instant | null
}

/** What only the details of a job tell. */
export interface JobDetail {
  readonly id: string
  /** Null when Azure did not say. */
  readonly bytes: number | null
  readonly snapshotEnd: Instant | null
  readonly transferStart: Instant | null
}

/** All that is known of the jobs of one vault. */
export interface VaultHistory {
  /** By id; the last word on each counts. */
  readonly jobs: Map<string, HistoryJob>
  readonly details: Map<string, JobDetail>
  /** Times whose jobs were read, in the order of reading. */
  readonly reads: TimeWindow[]
  /** Times that runs had read whose lines are not as they were written: they are not among `reads`. */
  readonly damaged: TimeWindow[]
}

export function emptyHistory(): VaultHistory {
  return { jobs: new Map(), details: new Map(), reads: [], damaged: [] }
}

/** What one run adds to a vault's history. */
export interface HistoryPart {
  readonly jobs: readonly HistoryJob[]
  readonly details: readonly JobDetail[]
  readonly reads: readonly TimeWindow[]
}

type Line =
  | { readonly type: 'vault'; readonly schemaVersion: number; readonly vault: string; readonly name: string }
  | ({ readonly type: 'job' } & HistoryJob)
  | ({ readonly type: 'detail' } & JobDetail)
  /** `digest`: of the lines of its run up to the first of these; older files have none. */
  | ({ readonly type: 'read'; readonly digest?: string } & TimeWindow)

/** The file of a vault: its name, and what tells it from vaults of the same name elsewhere. */
export function historyFile(folder: string, vault: Pick<Vault, 'id' | 'name'>): string {
  const mark = createHash('sha256').update(nameKey(vault.id)).digest('hex').slice(0, 12)
  return join(folder, `${nameKey(vault.name)}-${mark}.jsonl`)
}

/**
 * The history of a vault as its file has it; empty when there is none. A line that is torn or damaged says nothing, and
 * of a run of which lines are missing, or not as they were written, the windows that it read are not believed.
 *
 * @throws HISTORY_NEWER, HISTORY_ELSEWHERE (exit 6), HISTORY_UNREADABLE (exit 2)
 */
export async function readHistory(folder: string, vault: Pick<Vault, 'id' | 'name'>): Promise<VaultHistory> {
  const file = historyFile(folder, vault)
  const history = emptyHistory()
  let [isOwn, isEnding, run] = [false, false, createRunCheck()]
  for (const text of (await readText(file)).split('\n').filter((one) => one !== '')) {
    const line = parseLine(text)
    if (line?.type === 'vault') {
      refuseForeign(file, line, vault)
      isOwn = true
    }
    // The lines of a run begin with its vault, and end with the windows that it read.
    if (line?.type === 'vault' || (isEnding && line?.type !== 'read')) run = createRunCheck()
    isEnding = line?.type === 'read'
    if (line?.type !== 'read') run.pass(text, line !== undefined)
    if (line === undefined || !isOwn) continue
    if (line.type === 'read' && !run.isWhole(line.digest)) history.damaged.push({ from: line.from, to: line.to })
    else addLine(history, line)
  }
  return history
}

/** Tells whether the lines of a run are those that were written. */
function createRunCheck() {
  const hash = createHash('sha256')
  let [isSound, digest]: [boolean, string | undefined] = [true, undefined]
  return {
    pass(text: string, isLine: boolean) {
      isSound &&= isLine
      hash.update(`${text}\n`)
    },
    /** Without the digest of an older file it goes by torn lines alone. */
    isWhole(written: string | undefined) {
      digest ??= shortDigest(hash)
      return isSound && (written === undefined || written === digest)
    },
  }
}

function shortDigest(hash: Hash): string {
  return hash.digest('hex').slice(0, 16)
}

/** The history with what was found since. */
export function addToHistory(history: VaultHistory, part: HistoryPart): VaultHistory {
  for (const line of linesOf(part)) addLine(history, line)
  return history
}

/**
 * Makes the folder of a history, before anything is read for it.
 *
 * @throws HISTORY_UNWRITABLE (exit 2)
 */
export async function prepareHistory(folder: string): Promise<void> {
  try {
    makeFolder(folder)
    await access(folder, constants.W_OK)
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** Appends what a run found in one write; the windows that it read come last, so that half a write claims nothing. */
export async function saveHistory(folder: string, vault: Pick<Vault, 'id' | 'name'>, part: HistoryPart): Promise<void> {
  const file = historyFile(folder, vault)
  const known = await readText(file)
  const head: Line = { type: 'vault', schemaVersion: HISTORY_VERSION, vault: vault.id, name: vault.name }
  const isTorn = known !== '' && !known.endsWith('\n')
  const found = textOf([head, ...linesOf({ ...part, reads: [] })])
  const digest = shortDigest(createHash('sha256').update(found))
  const lines = found + textOf(part.reads.map((read) => ({ type: 'read', ...read, digest })))
  try {
    await appendFile(file, `${isTorn ? '\n' : ''}${lines}`, { mode: OWNER_ONLY })
  } catch (error) {
    throw unwritable(file, error)
  }
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function unwritable(place: string, error: unknown) {
  return usageError('HISTORY_UNWRITABLE', `The history ${place} cannot be written: ${(error as Error).message}.`, [
    'Make room for it, mend its permissions, or choose another folder with --history.',
  ])
}

function linesOf({ jobs, details, reads }: HistoryPart): Line[] {
  return [
    ...jobs.map((job) => ({ type: 'job' as const, ...job })),
    ...details.map((detail) => ({ type: 'detail' as const, ...detail })),
    ...reads.map((read) => ({ type: 'read' as const, ...read })),
  ]
}

function addLine({ jobs, details, reads }: VaultHistory, line: Line): void {
  switch (line.type) {
    case 'job': {
      const { type, ...job } = line
      jobs.set(job.id, job)
      break
    }
    case 'detail': {
      const { type, ...detail } = line
      details.set(detail.id, detail)
      break
    }
    case 'read':
      reads.push({ from: line.from, to: line.to })
  }
}

function parseLine(text: string): Line | undefined {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Line) : undefined
  } catch {
    return undefined
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return ''
    throw usageError('HISTORY_UNREADABLE', `The history ${file} cannot be read: ${message}.`, [
      'Mend its permissions, or choose another folder with --history.',
    ])
  }
}

type Head = Extract<Line, { type: 'vault' }>

function refuseForeign(file: string, head: Head, vault: Pick<Vault, 'id'>): void {
  if (head.schemaVersion > HISTORY_VERSION) {
    throw refusedError(
      'HISTORY_NEWER',
      `${file} has schemaVersion ${head.schemaVersion}; this azbk reads ${HISTORY_VERSION}.`,
      ['Use the azbk that wrote it, or a newer one, or another folder with --history.'],
    )
  }
  if (sameName(`${head.vault}`, vault.id)) return
  throw refusedError('HISTORY_ELSEWHERE', `${file} holds jobs of vault ${head.vault}, not of ${vault.id}.`, [
    'Was it renamed or copied? Give it its name back, or delete it: what Azure still keeps is read again.',
  ])
}
