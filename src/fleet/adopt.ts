import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { nameFirst } from '../core/names.js'
import type { RunJournal } from './journal.js'
import type { JsonObject, RunItem } from './journal-lines.js'
import { type FleetStep, noError } from './run.js'

/** An item of which nobody knows what became. */
export type OpenItem = RunItem & { readonly since: Instant }

/**
 * Before a run is gone on with: looks up what became of the items whose result is unknown, and notes those that are
 * done. `find` gives what the earlier attempt did, once that has come to its end; undefined when there is nothing of it,
 * and it is to be done anew.
 */
export async function adoptOpen(
  ctx: AppContext,
  journal: RunJournal,
  find: (item: OpenItem) => Promise<FleetStep<JsonObject> | undefined>,
): Promise<void> {
  const open = journal.items().filter((item): item is OpenItem => item.state === 'open' && item.since !== null)
  if (open.length === 0 || ctx.settings.dryRun) return
  const names = open.map(({ name }) => name)
  ctx.progress({ type: 'note', text: `Looking up what became of ${nameFirst(names, 5)}.` })
  // All at once: jobs are looked for together.
  const adopt = async (item: OpenItem) => {
    const step = await find(item)
    if (step === undefined) return
    const { status, value, message = 'done before the run was stopped' } = step
    journal.settle(item.key, { name: item.name, status, value, ...noError(message) })
  }
  await Promise.all(open.map(adopt))
}

/** The VMs of a run once more; those that are gone meanwhile are left out, with a warning. */
export async function selectAgain<T>(
  ctx: AppContext,
  journal: RunJournal,
  select: (vm: readonly string[]) => Promise<T[]>,
): Promise<T[]> {
  const keys = journal.items().map(({ key }) => key)
  try {
    return await select(keys)
  } catch (thrown) {
    if (!(thrown instanceof AzbkError) || thrown.code !== 'VM_NOT_FOUND') throw thrown
    const gone = new Set(thrown.details.unknown as string[])
    for (const { key, name, state } of journal.items().filter((item) => gone.has(item.key))) {
      ctx.warn(`VM '${name}' of run ${journal.run} no longer exists: left out.`)
      if (state !== 'done')
        journal.settle(key, { name, status: 'unchanged', value: null, ...noError('the VM no longer exists') })
    }
    const rest = keys.filter((key) => !gone.has(key))
    return rest.length === 0 ? [] : select(rest)
  }
}
