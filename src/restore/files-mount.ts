import { fetchScript, mountFiles, unmountFiles } from '../azure/file-recovery.js'
import { itemRef } from '../azure/items.js'
import type { AppContext } from '../context.js'
import { type Instant, MINUTE_MS, timeAfter } from '../core/clock.js'
import { cancelledError, toAzbkError } from '../core/errors.js'
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
 * anything fails after Azure has mounted it.
 */
export async function mountAndSave(ctx: AppContext, facts: FileFacts, work: MountWork): Promise<Mounted> {
  const { item, choice, place } = facts
  const { session } = withoutInterrupt(ctx)
  const target = { item: itemRef(item), point: choice.point.name, machineId: item.machineId }
  const scripts = await mountFiles(session, target, { renew: choice.point.filesMounted })
  const until = timeAfter(ctx.clock.now(), work.stayMs ?? MOUNT_MS)
  try {
    const content = await fetchScript(session, scripts)
    if (ctx.signal.aborted) throw cancelledError('Interrupted before the script was written.')
    const mounted = { script: await saveScript(place, content), until }
    if (work.stayMs === undefined) return mounted
    ctx.progress({ type: 'note', text: work.introduce(mounted) })
    await stay(ctx, work.stayMs)
    await unmountFiles(session, target)
    return mounted
  } catch (thrown) {
    await unmountFiles(session, target).catch((error: unknown) => {
      ctx.warn(`The files stay mounted: ${toAzbkError(error).message} Unmount them with: ${work.unmountCommand}`)
    })
    throw thrown
  }
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
