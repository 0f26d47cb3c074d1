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
import { checkFaults } from './fault-check.js'
import { isObject, objectOf } from './json.js'
import { completeState, type MockState, SCHEMA_VERSION } from './store.js'

/** Why a state file cannot be used. */
export type StateFileProblem = 'missing' | 'corrupt' | 'version' | 'locked' | 'io'

/** Who holds a state file: a process, and where it serves the state to others. */
export interface StateOwner {
  readonly pid?: number | undefined
  readonly address?: string | undefined
}

/** A state file that cannot be used; `path` names it, `owner` the process that holds it. */
export class StateFileError extends Error {
  readonly problem: StateFileProblem
  readonly path: string
  readonly owner: StateOwner

  constructor(problem: StateFileProblem, path: string, message: string, owner: StateOwner = {}) {
    super(message)
    this.name = 'StateFileError'
    this.problem = problem
    this.path = path
    this.owner = owner
  }
}

/** A state file that is held. */
export interface StateLock {
  /** Tells those who want the file where its state is served. A courtesy: never throws. */
  announce(address: string): void
  /** Hands the file back. Never throws; calling it twice does no harm. */
  release(): void
}

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
  const state = completeState(value as unknown as MockState)
  // The one part that people write themselves.
  const problems = checkFaults(state.faults)
  if (problems.length === 0) return state
  throw new StateFileError('corrupt', path, `The mock state ${path} has broken faults. ${problems.join(' ')}`)
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
  const draft = draftOf(path, process.pid)
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

function draftOf(path: string, pid: number): string {
  return `${path}.${pid}.tmp`
}

/**
 * Takes the lock file next to a state: `path.lock`, with the id of the process in it, and below that the address at
 * which it serves the state. A lock of a process that is gone is taken over; one of a living process is refused.
 */
export function lockState(path: string): StateLock {
  const lockPath = `${path}.lock`
  makeFolder(path)
  if (!tryLock(lockPath)) {
    const owner = ownerOf(path)
    if (owner) {
      const served = owner.address === undefined ? '' : `, which serves it at ${owner.address}`
      throw new StateFileError(
        'locked',
        path,
        `The mock state ${path} is in use by process ${owner.pid}${served}.`,
        owner,
      )
    }
    // A process that is killed while it saves leaves its draft.
    const { pid } = readOwner(lockPath)
    if (pid !== undefined) rmSync(draftOf(path, pid), { force: true })
    rmSync(lockPath, { force: true })
    if (!tryLock(lockPath)) {
      const winner = readOwner(lockPath)
      const message = `The mock state ${path} was taken by process ${winner.pid} just now.`
      throw new StateFileError('locked', path, message, winner)
    }
  }
  let isHeld = true
  return {
    announce: (address) => rewriteLock(lockPath, `${process.pid}\n${address}\n`),
    release: () => {
      if (isHeld) dropLock(lockPath)
      isHeld = false
    },
  }
}

/** Who holds a state file at present; undefined when nobody does. */
export function ownerOf(path: string): StateOwner | undefined {
  const owner = readOwner(`${path}.lock`)
  return owner.pid !== undefined && isAlive(owner.pid) ? owner : undefined
}

/** Whole or not at all: a lock without its owner would be nobody's. */
function rewriteLock(lockPath: string, text: string): void {
  const draft = `${lockPath}.${process.pid}.tmp`
  try {
    writeFileSync(draft, text, { mode: OWNER_ONLY })
    renameSync(draft, lockPath)
  } catch {
    rmSync(draft, { force: true })
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

function readOwner(lockPath: string): StateOwner {
  try {
    const [first = '', address = ''] = readFileSync(lockPath, 'utf8').split('\n')
    const pid = Number(first.trim())
    return {
      pid: Number.isInteger(pid) && pid > 0 ? pid : undefined,
      address: address.trim() === '' ? undefined : address.trim(),
    }
  } catch {
    return {}
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
