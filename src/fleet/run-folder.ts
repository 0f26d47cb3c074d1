import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Settings } from '../config/settings.js'
import { DAY_MS, type Instant, timeAfter } from '../core/clock.js'
import { compareNames } from '../core/names.js'
import {
  type EventLine,
  type ItemLine,
  type JournalHeader,
  lineOf,
  type RunRecord,
  readJournal,
  soundLength,
} from './journal-lines.js'
import { lockOwner, OWNER_ONLY } from './lock-file.js'

const ENDING = '.jsonl'
const FOLDER_OF_OWNER = 0o700

/** Finished runs that are kept. One that is not finished is kept until it is. */
const KEPT_RUNS = 100
const KEPT_MS = 90 * DAY_MS

/** Where journals lie: the folder that was named, else one in the state folder. */
export function runFolder({ stateDir }: Pick<Settings, 'stateDir'>, named?: string): string {
  return named === undefined ? join(stateDir, 'runs') : resolve(named)
}

export function journalFile(folder: string, run: string): string {
  return join(folder, `${run}${ENDING}`)
}

/** The runs of a folder by their ids, in no order; a folder that is not there has none. */
export function runIds(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(ENDING))
      .map((file) => file.slice(0, -ENDING.length))
  } catch {
    return []
  }
}

/** One run as its journal tells it. Throws what {@link readJournal} does. */
export function readRun(folder: string, run: string): RunRecord {
  const file = journalFile(folder, run)
  return readJournal(readFileSync(file, 'utf8'), file)
}

/** All runs of a folder, newest first, and the files that could not be read, with the reasons. */
export function readRuns(folder: string): { readonly runs: readonly RunRecord[]; readonly unread: readonly string[] } {
  const unread: string[] = []
  const runs = runIds(folder).flatMap((run) => {
    try {
      return [readRun(folder, run)]
    } catch (error) {
      unread.push(error instanceof Error ? error.message : String(error))
      return []
    }
  })
  return { runs: runs.sort(newestFirst), unread: unread.sort() }
}

function newestFirst(a: RunRecord, b: RunRecord): number {
  const [x, y] = [a.header, b.header]
  return x.startedAt === y.startedAt ? compareNames(y.run, x.run) : x.startedAt < y.startedAt ? 1 : -1
}

export function isRun(folder: string, run: string): boolean {
  return statSync(journalFile(folder, run), { throwIfNoEntry: false })?.isFile() === true
}

/** Makes a journal with all that is to be done, whole or not at all. */
export function createJournal(file: string, header: JournalHeader, items: readonly ItemLine[]): void {
  const draft = `${file}.${process.pid}.tmp`
  try {
    const handle = openSync(draft, 'w', OWNER_ONLY)
    try {
      writeFileSync(handle, [header, ...items].map(lineOf).join(''))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  syncFolder(dirname(file))
}

/** Level by level: Node's own recursion never ends below a parent that exists and takes no folders, such as /proc. */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: FOLDER_OF_OWNER })
  } catch (error) {
    // Unless another run was quicker.
    if (!isFolder(folder)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/**
 * A file that only grows. What was written survives the end of the process, and a power cut as well once something is
 * flushed: each intent is, before anything is sent. A result that a power cut takes is looked up.
 */
export interface Appender {
  write(line: EventLine): void
  close(): void
}

/** Opens a journal to go on with it; half a line at its end is cut off. */
export function openAppender(file: string): Appender {
  const text = readFileSync(file, 'utf8')
  const sound = Buffer.byteLength(text.slice(0, soundLength(text)))
  const cutter = openSync(file, 'r+')
  ftruncateSync(cutter, sound)
  closeSync(cutter)
  const handle = openSync(file, 'a', OWNER_ONLY)
  return {
    write: (line) => {
      // Unlike a single write it does not stop half-way on a full disk without saying so.
      writeFileSync(handle, lineOf(line))
      if (line.type !== 'result') fsyncSync(handle)
    },
    close: () => closeSync(handle),
  }
}

/** Once there are many runs: forgets finished ones of long ago, and those beyond the newest hundred. */
export function pruneRuns(folder: string, now: Date): void {
  if (runIds(folder).length <= KEPT_RUNS) return
  const oldest: Instant = timeAfter(now, -KEPT_MS)
  const finished = readRuns(folder).runs.filter((record) => isFinished(folder, record))
  for (const [rank, { header, lastAt }] of finished.entries()) {
    if (rank >= KEPT_RUNS || lastAt < oldest) rmSync(journalFile(folder, header.run), { force: true })
  }
}

/** Nothing of it is left for it to do, and nobody is about to try what failed once more. */
function isFinished(folder: string, { header, end }: RunRecord): boolean {
  return (
    (end?.state === 'finished' || end?.state === 'superseded') &&
    lockOwner(journalFile(folder, header.run)) === undefined
  )
}

/** So that a power cut does not take the new file's name. Windows cannot open folders, and needs not. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {}
}
