import type { Settings } from '../config/settings.js'
import type { Instant } from '../core/clock.js'
import { canGoOn, type RunEnd, type RunItem, type RunRecord } from '../fleet/journal-lines.js'
import { lockOwner } from '../fleet/lock-file.js'
import { resumeCommand } from '../fleet/resume-command.js'
import { journalFile, runFolder } from '../fleet/run-folder.js'

/** What the verbs about runs are given: they read journals, never Azure. */
export interface RunsPlace {
  readonly settings: Settings
  readonly warn: (message: string) => void
}

/**
 * `killed`: it neither runs nor said how it ended. `stopped`: something would have met every further item, such as a
 * spent quota. `waiting`: what is left has its time later. `superseded`: a later run does what is left.
 */
export type RunState = RunEnd | 'killed' | 'running'

/** One run in a list. */
export interface RunRow {
  readonly run: string
  /** As typed after `azbk`. */
  readonly verb: string
  readonly startedAt: Instant
  /** When its journal was written last. */
  readonly lastAt: Instant
  readonly state: RunState
  readonly items: number
  readonly done: number
  readonly failed: number
  /** Not started, or nobody knows. */
  readonly left: number
  /** `i/n`; null when the selection was not split. */
  readonly shard: string | null
  readonly mock: boolean
  readonly subscription: string | null
  /** When it makes sense to go on; null when it does at once, or there is nothing to go on with. */
  readonly resumeAt: Instant | null
  /** What to type to go on; null when nothing is left that going on could do, or it runs. */
  readonly resume: string | null
}

export interface RunsInput {
  /** The folder that was named. */
  readonly journal?: string | undefined
}

export function rowOf({ settings }: RunsPlace, record: RunRecord, { journal }: RunsInput): RunRow {
  const { header, end, lastAt } = record
  const { run, verb, startedAt, place, input } = header
  const items = [...record.items.values()]
  const count = (...states: RunItem['state'][]) => items.filter(({ state }) => states.includes(state)).length
  const owner = lockOwner(journalFile(runFolder(settings, journal), run))
  const state = end?.state ?? (owner === undefined ? 'killed' : 'running')
  const isOver = state === 'running' || state === 'superseded' || !items.some(canGoOn)
  return {
    run,
    verb,
    startedAt,
    lastAt,
    state,
    items: items.length,
    done: count('done'),
    failed: count('failed'),
    left: count('notStarted', 'open'),
    shard: typeof input.shard === 'string' ? input.shard : null,
    mock: place.mock,
    subscription: place.subscription,
    resumeAt: isOver ? null : (end?.resumeAt ?? null),
    resume: isOver ? null : resumeCommand(header, { settings, folder: journal }),
  }
}
