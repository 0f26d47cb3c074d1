import type { AppContext } from '../context.js'
import type { RunJournal } from './journal.js'
import { canGoOn } from './journal-lines.js'
import { type RunOrder, resumeRun, startRun } from './start-run.js'

/** The journal of a run that may have none yet. */
export interface RunDoor {
  /** The run that is gone on with. */
  readonly resumed: RunJournal | undefined
  /** The journal to write into: that of the run that is gone on with, or a new one. None for a single item, unless a folder was named. */
  begin(order: Pick<RunOrder, 'facts' | 'items' | 'onlyOneOf'>): RunJournal | undefined
}

/** Does the work of a verb with its journal, which is closed however the work ends. */
export async function withRun<R>(
  ctx: AppContext,
  { verb, input, options }: Pick<RunOrder, 'verb' | 'input' | 'options'>,
  work: (door: RunDoor) => Promise<R>,
): Promise<R> {
  const { resume, journal: folder } = options
  const resumed = resume === undefined ? undefined : resumeRun(ctx, verb, { ...options, resume })
  let journal = resumed
  const begin: RunDoor['begin'] = (order) => {
    // Recorded traffic changes nothing that could be gone on with.
    if (ctx.session.kind === 'replay') return undefined
    if (order.items.length > 1 || folder !== undefined) journal ??= startRun(ctx, { ...order, verb, input, options })
    return journal
  }
  try {
    return await work({ resumed, begin })
  } catch (error) {
    if (journal?.items().some(canGoOn)) {
      ctx.progress({ type: 'note', text: `Run ${journal.run} is not finished. Go on with: ${journal.resumeCommand}` })
    }
    throw error
  } finally {
    journal?.close()
  }
}
