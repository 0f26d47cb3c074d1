import { dirname } from 'node:path'
import type { AppContext } from '../context.js'
import { notFoundError, refusedError, usageError } from '../core/errors.js'
import { figure } from '../core/figure.js'
import { sameName } from '../core/names.js'
import { openJournal, type RunJournal } from './journal.js'
import {
  canGoOn,
  fingerprintOf,
  type ItemLine,
  JOURNAL_VERSION,
  type JournalHeader,
  type JsonObject,
  type RunRecord,
} from './journal-lines.js'
import { dropLock, type LockOwner, lockOwner, lockPath, takeLock } from './lock-file.js'
import { resumeCommand } from './resume-command.js'
import { typedInput } from './resume-input.js'
import {
  createJournal,
  isRun,
  journalFile,
  makeFolder,
  openAppender,
  pruneRuns,
  readRun,
  readRuns,
  runFolder,
} from './run-folder.js'
import { placeOf, refuseElsewhere } from './run-place.js'

/** What a command line says about the journal of its run. */
export interface RunInput {
  /** Folder of the journals. Default: `runs` in the state folder. */
  readonly journal?: string | undefined
  /** The id of a run to go on with, or `latest`. */
  readonly resume?: string | undefined
}

export interface RunOrder {
  /** As typed after `azbk`. */
  readonly verb: string
  /** What was typed: what --resume needs of it. Never a secret. */
  readonly input: object
  /** What was settled at the start, such as a time that was typed as a duration. */
  readonly facts?: JsonObject
  readonly items: readonly Omit<ItemLine, 'type'>[]
  /** A fact of which there is one run at a time: runs before that have the same one, and are not finished, are superseded. */
  readonly onlyOneOf?: string
  readonly options: RunInput
}

/**
 * Begins a journal, before anything is sent. A folder that was named must be writable; without the one in the state
 * folder the run goes on after a warning, and cannot be resumed: undefined.
 */
export function startRun(ctx: AppContext, order: RunOrder): RunJournal | undefined {
  const folder = runFolder(ctx.settings, order.options.journal)
  const before = openRunsLike(ctx, folder, order)
  try {
    makeFolder(folder)
    pruneRuns(folder, ctx.clock.now())
    const journal = begin(ctx, folder, order)
    ctx.progress({ type: 'note', text: `Run ${journal.run}. Go on after a stop with: ${journal.resumeCommand}` })
    for (const old of before) supersede(ctx, old, journal)
    return journal
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    if (order.options.journal !== undefined) {
      throw usageError('JOURNAL_UNWRITABLE', `The journal of this run could not be written in ${folder}: ${why}`, [
        'Name a folder that can be written to with --journal.',
      ])
    }
    ctx.warn(
      `This run has no journal and cannot be resumed, only run again: ${folder} could not be written to (${why}).`,
    )
    return undefined
  }
}

function begin(ctx: AppContext, folder: string, order: RunOrder): RunJournal {
  const { verb, items, options } = order
  const startedAt = ctx.clock.now().toISOString()
  const lines = items.map((item): ItemLine => ({ type: 'item', ...item }))
  const run = claimId(folder, `${verb.replaceAll(' ', '-')}-${startedAt.replaceAll(/[-:]|\.\d+/g, '')}`)
  const file = journalFile(folder, run)
  const header: JournalHeader = {
    type: 'run',
    schemaVersion: JOURNAL_VERSION,
    run,
    verb,
    input: typedInput(order.input),
    facts: order.facts ?? {},
    place: placeOf(ctx),
    startedAt,
    itemCount: lines.length,
    fingerprint: fingerprintOf(lines),
  }
  try {
    createJournal(file, header, lines)
    return openJournal(ctx, file, { mode: 'new', folder: options.journal })
  } catch (error) {
    dropLock(file)
    throw error
  }
}

/** @throws RUN_HELD (6) when one of them is under way */
function openRunsLike(ctx: AppContext, folder: string, { verb, facts, onlyOneOf }: RunOrder): RunRecord[] {
  const value = onlyOneOf === undefined ? undefined : facts?.[onlyOneOf]
  if (onlyOneOf === undefined || value === undefined) return []
  const place = JSON.stringify(placeOf(ctx))
  const open = readRuns(folder).runs.filter(
    ({ header, items, end }) =>
      header.verb === verb &&
      header.facts[onlyOneOf] === value &&
      JSON.stringify(header.place) === place &&
      end?.state !== 'superseded' &&
      [...items.values()].some(canGoOn),
  )
  for (const { header } of open) {
    const file = journalFile(folder, header.run)
    const owner = lockOwner(file)
    if (owner !== undefined) throw held(file, header.run, owner)
  }
  return open
}

function supersede(ctx: AppContext, { header, items }: RunRecord, by: RunJournal): void {
  const file = journalFile(dirname(by.file), header.run)
  const appender = openAppender(file)
  const message = `Run ${by.run} took its place.`
  const at = ctx.clock.now().toISOString()
  appender.write({ type: 'end', at, state: 'superseded', message, resumeAt: null, by: by.run })
  appender.close()
  const left = [...items.values()].filter(canGoOn).length
  ctx.progress({
    type: 'note',
    text: `It takes the place of run ${header.run}, which left ${figure(left)} of ${figure(items.size)}.`,
  })
}

/** An id that no run of the folder has, and its lock. */
function claimId(folder: string, wish: string): string {
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? wish : `${wish}-${n}`
    const file = journalFile(folder, id)
    if (isRun(folder, id) || takeLock(file) !== undefined) continue
    if (!isRun(folder, id)) return id
    dropLock(file)
  }
}

/**
 * Takes up a run that did not come to its end.
 *
 * @throws RUN_NOT_FOUND, RUN_FINISHED (4), RUN_OF_OTHER_VERB (2), RUN_ELSEWHERE, RUN_SUPERSEDED, RUN_HELD, JOURNAL_NEWER, JOURNAL_DAMAGED (6)
 */
export function resumeRun(ctx: AppContext, verb: string, options: RunInput & { readonly resume: string }): RunJournal {
  const folder = runFolder(ctx.settings, options.journal)
  const run = sameName(options.resume, 'latest') ? latestRun(folder, verb) : options.resume
  const file = journalFile(folder, run)
  if (!isRun(folder, run)) throw unknownRun(folder, run)
  const { header, end } = readRun(folder, run)
  if (header.verb !== verb) {
    throw usageError('RUN_OF_OTHER_VERB', `Run ${run} is one of \`azbk ${header.verb}\`.`, [
      resumeCommand(header, { settings: ctx.settings, folder: options.journal }),
    ])
  }
  refuseElsewhere(header, placeOf(ctx))
  if (end?.state === 'superseded') {
    throw refusedError('RUN_SUPERSEDED', `Run ${run} is not gone on with. ${end.message}`, [
      resumeCommand({ ...header, run: end.by ?? 'latest' }, { settings: ctx.settings, folder: options.journal }),
    ])
  }
  const use = { mode: ctx.settings.dryRun ? 'read' : 'resume', folder: options.journal } as const
  const owner = use.mode === 'read' ? lockOwner(file) : takeLock(file)
  if (owner !== undefined) throw held(file, run, owner)
  try {
    return openJournal(ctx, file, use)
  } catch (error) {
    if (use.mode === 'resume') dropLock(file)
    throw error
  }
}

/** The newest run of a verb, unless it came to its end: what stands beside it in a pipeline then begins anew. */
function latestRun(folder: string, verb: string): string {
  const { runs, unread } = readRuns(folder)
  const [newest] = runs.filter(({ header }) => header.verb === verb)
  if (newest === undefined) {
    throw notFoundError('RUN_NOT_FOUND', `There is no run of \`azbk ${verb}\` in ${folder}.`, [
      ...unread,
      `Start one: leave out --resume, and say what \`azbk ${verb}\` is to work on.`,
      'Journals kept elsewhere are found with --journal <folder>.',
    ])
  }
  const { header, end, items } = newest
  if (end?.state === 'finished' && ![...items.values()].some(canGoOn)) {
    throw notFoundError('RUN_FINISHED', `The newest run of \`azbk ${verb}\`, ${header.run}, is finished.`, [
      'Start another, without --resume; `azbk run list` shows older ones that are not finished.',
    ])
  }
  return header.run
}

function unknownRun(folder: string, run: string) {
  return notFoundError('RUN_NOT_FOUND', `There is no run '${run}' in ${folder}.`, [
    '`azbk run list` shows the runs; those kept elsewhere are found with --journal <folder>.',
  ])
}

function held(file: string, run: string, { pid, host }: LockOwner) {
  return refusedError('RUN_HELD', `Run ${run} is held by process ${pid} on ${host}.`, [
    'Wait for it, or stop it.',
    `If that machine is gone, delete ${lockPath(file)}.`,
  ])
}
