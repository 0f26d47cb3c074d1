import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { isObject, objectOf } from './json.js'
import { completeState, type MockState, SCHEMA_VERSION } from './store.js'

/** Why a state file cannot be used. */
export type StateFileProblem = 'missing' | 'corrupt' | 'version' | 'locked' | 'io'

/** A state file that cannot be used; `path` names it, `pid` the process that holds it. */
export class StateFileError extends Error {
  readonly problem: StateFileProblem
  readonly path: string
  readonly pid: number | undefined

  constructor(problem: StateFileProblem, path: string, message: string, pid?: number) {
    super(message)
    this.name = 'StateFileError'
    this.problem = problem
    this.path = path
    this.pid = pid
  }
}

/** Hands the file back. Never throws; calling it twice does no harm. */
export type ReleaseLock = () => void

/** Only the owner may read or write: states can carry the names of a real estate. */
const OWNER_ONLY = 0o600

/** Reads a state. Throws StateFileError when the file is missing, corrupt or of another version. */
export function loadState(path: string): MockState {
  return parseState(readText(path), path)
}

/** Reads a state from its text; `path` says in errors where that came from. Throws StateFileError. */
export function parseState(text: string, path: string): MockState {
  const value = parse(path, text)
  if (!isObject(value) || typeof value.schemaVersion !== 'number') {
    throw new StateFileError(
      'corrupt',
      path,
      `The mock state ${path} is not a state of the mock: it has no schemaVersion.`,
    )
  }
  if (value.schemaVersion !== SCHEMA_VERSION) {
    throw new StateFileError(
      'version',
      path,
      `The mock state ${path} has schemaVersion ${value.schemaVersion}; this version reads ${SCHEMA_VERSION}.`,
    )
  }
  const lacking = PARTS.find(([slice, part]) => !isPresent(objectOf(value[slice])[part]))
  if (lacking) throw new StateFileError('corrupt', path, `The mock state ${path} has no "${lacking.join('.')}".`)
  if (!Array.isArray(value.events)) throw new StateFileError('corrupt', path, `The mock state ${path} has no "events".`)
  return completeState(value as unknown as MockState)
}

/** What every state has had from the first version on. */
const PARTS = [
  ['clock', 'calendarMs'],
  ['clock', 'wallMs'],
  ['resources', 'subscriptions'],
  ['compute', 'virtualMachines'],
  ['storage', 'accounts'],
  ['backup', 'vaults'],
] as const

function isPresent(part: unknown): boolean {
  return isObject(part) || Number.isFinite(part)
}

/** Writes a state: whole or not at all, readable by the owner only. On a full disk the old file stays as it was. */
export function saveState(path: string, state: MockState): void {
  makeFolder(path)
  const draft = `${path}.${process.pid}.tmp`
  try {
    // The rename would put a file in the place of a device, /dev/stdout among them.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error('it is no regular file')
    // Flushed before it takes the name: after a power cut there is the old state or the new one.
    writeFileSync(draft, JSON.stringify(state), { mode: OWNER_ONLY, flush: true })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw new StateFileError('io', path, `The mock state ${path} could not be written: ${reasonOf(error)}`)
  }
}

/**
 * Takes the lock file next to a state: `path.lock`, with the id of the process in it. A lock of a process that is gone is
 * taken over; one of a living process is refused with its id.
 */
export function lockState(path: string): ReleaseLock {
  const lockPath = `${path}.lock`
  makeFolder(path)
  if (!tryLock(lockPath)) {
    const pid = readOwner(lockPath)
    if (pid !== undefined && isAlive(pid)) {
      throw new StateFileError('locked', path, `The mock state ${path} is in use by process ${pid}.`, pid)
    }
    rmSync(lockPath, { force: true })
    if (!tryLock(lockPath)) {
      const winner = readOwner(lockPath)
      throw new StateFileError(
        'locked',
        path,
        `The mock state ${path} was taken by process ${winner} just now.`,
        winner,
      )
    }
  }
  let isHeld = true
  return () => {
    if (isHeld) dropLock(lockPath)
    isHeld = false
  }
}

/** A lock that cannot be removed holds nobody up once this process is gone; an error here would hide one of saving. */
function dropLock(lockPath: string): void {
  try {
    rmSync(lockPath, { force: true })
  } catch {}
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (error) {
    throw new StateFileError('io', path, `The folder of the mock state ${path} could not be made: ${reasonOf(error)}`)
  }
}

function tryLock(lockPath: string): boolean {
  try {
    // `wx` fails when the file exists: that is what makes the lock exclusive.
    const file = openSync(lockPath, 'wx', OWNER_ONLY)
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Made, but without its owner: on a full disk.
    rmSync(lockPath, { force: true })
    throw new StateFileError('io', lockPath, `The lock ${lockPath} could not be written: ${reasonOf(error)}`)
  }
}

function readOwner(lockPath: string): number | undefined {
  try {
    const pid = Number(readFileSync(lockPath, 'utf8').trim())
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return codeOf(error) === 'EPERM'
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const isMissing = codeOf(error) === 'ENOENT'
    const message = isMissing
      ? `There is no mock state ${path}.`
      : `The mock state ${path} could not be read: ${reasonOf(error)}`
    throw new StateFileError(isMissing ? 'missing' : 'io', path, message)
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StateFileError('corrupt', path, `The mock state ${path} is not JSON: ${reasonOf(error)}`)
  }
}

function codeOf(error: unknown): unknown {
  return isObject(error) || error instanceof Error ? (error as { code?: unknown }).code : undefined
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
