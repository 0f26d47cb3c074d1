import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number
  readonly host: string
}

export const OWNER_ONLY = 0o600

/**
 * Takes the lock beside a file; undefined when it is held by nobody else, else its owner. A lock of a process that is
 * gone is taken over. Whether a process of another machine lives nobody can tell: its lock stays.
 */
export function takeLock(file: string): LockOwner | undefined {
  for (;;) {
    if (tryLock(file)) return undefined
    const owner = lockOwner(file)
    if (owner !== undefined) return owner
    clearStale(file)
  }
}

/** Moved aside, which one process alone can do, before it goes: the lock that another one took meanwhile is put back. */
function clearStale(file: string): void {
  const aside = `${lockPath(file)}.${process.pid}`
  try {
    renameSync(lockPath(file), aside)
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return
    throw error
  }
  if (livingOwner(aside) !== undefined) renameSync(aside, lockPath(file))
  else rmSync(aside, { force: true })
}

export function dropLock(file: string): void {
  rmSync(lockPath(file), { force: true })
}

/** The living process that holds a file; undefined when there is none. Our own id in a lock is that of an earlier process. */
export function lockOwner(file: string): LockOwner | undefined {
  return livingOwner(lockPath(file))
}

function livingOwner(lock: string): LockOwner | undefined {
  const owner = readOwner(lock)
  if (owner === undefined) return undefined
  if (owner.host !== hostname()) return owner
  return owner.pid !== process.pid && isAlive(owner.pid) ? owner : undefined
}

export function lockPath(file: string): string {
  return `${file}.lock`
}

function tryLock(file: string): boolean {
  try {
    // `wx` fails when the file exists: that is what makes the lock exclusive.
    const handle = openSync(lockPath(file), 'wx', OWNER_ONLY)
    writeSync(handle, `${process.pid}\n${hostname()}\n`)
    closeSync(handle)
    // One that looked at it half written took it for stale.
    return readOwner(lockPath(file))?.pid === process.pid
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false
    throw error
  }
}

function readOwner(lock: string): LockOwner | undefined {
  try {
    const [pid = '', host = ''] = readFileSync(lock, 'utf8').split('\n')
    return Number(pid) > 0 ? { pid: Number(pid), host } : undefined
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
    return (error as { code?: string }).code === 'EPERM'
  }
}
