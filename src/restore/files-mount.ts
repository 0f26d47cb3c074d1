import { areFilesMounted, fetchScript, type MountTarget, mountFiles, unmountFiles } from '../azure/file-recovery.js'
import { itemRef } from '../azure/items.js'
import type { AppContext } from '../context.js'
import { type Instant, MINUTE_MS, timeAfter } from '../core/clock.js'
import { cancelledError, toAzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { withoutInterrupt } from '../fleet/run.js'
import { MOUNT_MS } from '../model/file-mount.js'
import { formatDuration } from '../view/format.js'
import { type SavedScript, saveScript } from './files-place.js'
import type { FileFacts } from './files-survey.js'

/** How often it is told how long the files stay mounted. */
const TELL_EVERY_MS = 10 * MINUTE_MS

export interface Mounted {
  readonly script: SavedScript
  readonly until: Instant
}

export interface MountWork {
  /** Stays so long, then unmounts; without it, the files stay mounted and this ends. */
  readonly stayMs: number | undefined
  /** Told before the stay: how to use what was written. */
  readonly introduce: (mounted: Mounted) => string
  /** The command that unmounts. */
  readonly unmountCommand: string
}

/**
 * Mounts the files and writes the script. What is mounted is unmounted again at the end of the stay, on Ctrl-C, and when
 * anything fails.
 */
export async function mountAndSave(ctx: AppContext, facts: FileFacts, work: MountWork): Promise<Mounted> {
  const { item, choice } = facts
  const steady = { ...ctx, session: withoutInterrupt(ctx).session }
  const target = { item: itemRef(item), point: choice.point.name, machineId: item.machineId }
  const scripts = await mountFiles(steady.session, target, { renew: choice.point.filesMounted }).catch(
    async (thrown: unknown) => {
      if (!choice.point.filesMounted) await closeIfOpened(steady, target, { thrown, ...work })
      throw thrown
    },
  )
  try {
    const mounted = await save(steady, facts, { scripts, work })
    if (work.stayMs === undefined) return mounted
    ctx.progress({ type: 'note', text: work.introduce(mounted) })
    await stay(ctx, work.stayMs)
    await unmountFiles(steady.session, target)
    return mounted
  } catch (thrown) {
    await close(steady, target, work)
    throw thrown
  }
}

async function save(
  { session, clock, signal }: AppContext,
  { place }: FileFacts,
  { scripts, work }: { readonly scripts: Awaited<ReturnType<typeof mountFiles>>; readonly work: MountWork },
): Promise<Mounted> {
  const until = timeAfter(clock.now(), work.stayMs ?? MOUNT_MS)
  const script = await fetchScript(session, scripts)
  if (signal.aborted) throw cancelledError('Interrupted before the script was written.')
  return { script: await saveScript(place, script), until }
}

/** Azure may have mounted the files before the wait for it failed, or mount them yet. */
async function closeIfOpened(
  ctx: AppContext,
  target: MountTarget,
  { thrown, unmountCommand }: Pick<MountWork, 'unmountCommand'> & { readonly thrown: unknown },
): Promise<void> {
  const { exitCode } = toAzbkError(thrown)
  if (await areFilesMounted(ctx.session, target).catch(() => false)) await close(ctx, target, { unmountCommand })
  else if (exitCode === EXIT_CODES.stillRunning)
    ctx.warn(`Once the files are mounted, unmount them with: ${unmountCommand}`)
}

async function close(
  ctx: AppContext,
  target: MountTarget,
  { unmountCommand }: Pick<MountWork, 'unmountCommand'>,
): Promise<void> {
  await unmountFiles(ctx.session, target).catch((error: unknown) => {
    ctx.warn(`The files stay mounted: ${toAzbkError(error).message} Unmount them with: ${unmountCommand}`)
  })
}

/** Ends with the time or with Ctrl-C, which is how a user says to be done. */
async function stay({ clock, signal, progress }: AppContext, ms: number): Promise<void> {
  const end = clock.now().getTime() + ms
  for (;;) {
    const leftMs = end - clock.now().getTime()
    if (leftMs <= 0 || signal.aborted) return
    progress({ type: 'note', text: `The files stay mounted for ${formatDuration(leftMs)}; Ctrl-C unmounts them now.` })
    try {
      await clock.sleep(Math.min(leftMs, TELL_EVERY_MS), signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}
