import { usageError } from '../core/errors.js'
import type { RunJournal } from './journal.js'
import type { JsonObject } from './journal-lines.js'
import type { SelectorInput } from './selector.js'

/** What is typed about the run itself, and what was piped in: the list of items has it. */
const NOT_KEPT = new Set(['journal', 'resume', 'resumeRun', 'stdin'])

/** What was typed, as a journal keeps it. */
export function typedInput(input: object): JsonObject {
  const typed = Object.entries(input).filter(
    ([key, value]) => !NOT_KEPT.has(key) && value !== undefined && value !== false,
  )
  return JSON.parse(JSON.stringify(Object.fromEntries(typed))) as JsonObject
}

/**
 * The input of a run that is gone on with: as it was typed at first, for the VMs of the journal.
 *
 * @throws RESUME_CONFLICT (2) when something else is typed now
 */
export function resumedInput<I extends SelectorInput>(journal: RunJournal, typedNow: I): I {
  const now = Object.entries(typedInput(typedNow))
  const wrong = now.filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(journal.input[key]))
  if (wrong.length > 0) {
    const flags = wrong.map(([key]) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
    throw usageError(
      'RESUME_CONFLICT',
      `Run ${journal.run} goes on as it was begun; it was begun without ${flags.join(', ')}, or with other values.`,
      [`Leave that out: ${journal.resumeCommand}`, 'Or start another run, without --resume.'],
    )
  }
  const vm = journal.items().map(({ key }) => key)
  return { ...typedNow, ...journal.input, vm, tag: undefined, all: undefined, shard: undefined, stdin: undefined }
}
