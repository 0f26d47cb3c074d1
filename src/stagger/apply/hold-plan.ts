import { join } from 'node:path'
import type { AppContext } from '../../context.js'
import { refusedError } from '../../core/errors.js'
import { dropLock, type LockOwner, lockPath, takeLock } from '../../fleet/lock-file.js'
import { makeFolder, runFolder } from '../../fleet/run-folder.js'

/**
 * Does the work while no other run of this machine applies the same plan, wherever its journal lies. Where the state
 * folder cannot be written to, nobody is kept away; a dry run keeps nobody away either.
 *
 * @throws PLAN_HELD (6)
 */
export async function holdPlan<R>(ctx: AppContext, digest: string, work: () => Promise<R>): Promise<R> {
  if (ctx.settings.dryRun) return work()
  const file = join(runFolder(ctx.settings), `plan-${digest.slice(0, 16)}`)
  const isHeld = take(ctx, file)
  try {
    return await work()
  } finally {
    if (isHeld) dropLock(file)
  }
}

/** False where no lock can be written. */
function take({ settings }: AppContext, file: string): boolean {
  let owner: LockOwner | undefined
  try {
    makeFolder(runFolder(settings))
    owner = takeLock(file)
  } catch {
    return false
  }
  if (owner === undefined) return true
  throw refusedError('PLAN_HELD', `This plan is being applied by process ${owner.pid} on ${owner.host}.`, [
    'Wait for it, or stop it; `azbk run list`, with the --journal of that run, shows how far it is.',
    `If that machine is gone, delete ${lockPath(file)}.`,
  ])
}
