import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
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
  if (tryLock(file)) return undefined
  const owner = lockOwner(file)
  if (owner !== undefined) return owner
  rmSync(lockPath(file), { force: true })
  return tryLock(file) ? undefined : lockOwner(file)
}

export function dropLock(file: string): void {
  rmSync(lockPath(file), { force: true })
}

/** The living process that holds a file; undefined when there is none. Our own id in a lock is that of an earlier process. */
export function lockOwner(file: string): LockOwner | undefined {
  const owner = readOwner(file)
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
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false
    throw error
  }
}

function readOwner(file: string): LockOwner | undefined {
  try {
    const [pid = '', host = ''] = readFileSync(lockPath(file), 'utf8').split('\n')
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
