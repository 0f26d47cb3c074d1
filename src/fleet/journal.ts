import { readFileSync } from 'node:fs'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import {
  applyEvent,
  type EventLine,
  type Json,
  type JsonObject,
  type RunEnd,
  type RunItem,
  readJournal,
} from './journal-lines.js'
import { dropLock } from './lock-file.js'
import { folderWords, resumeCommand } from './resume-command.js'
import { typedInput } from './resume-input.js'
import type { FleetOutcome, Reason } from './run.js'
import { openAppender } from './run-folder.js'
import { isWait, resumeTime } from './stop.js'

/** The journal of the run that is under way. */
export interface RunJournal {
  readonly run: string
  readonly file: string
  /** What was typed when it began. */
  readonly input: JsonObject
  /** What was settled when it began. */
  readonly facts: JsonObject
  readonly startedAt: Instant
  /** What to type to go on with the run. */
  readonly resumeCommand: string
  /** What to type to see it again. */
  readonly showCommand: string
  /** In the order of the run. */
  items(): readonly RunItem[]
  item(key: string): RunItem | undefined
  /**
   * To be called before something is sent for an item: it is on the disk when this returns.
   *
   * @throws JOURNAL_LOST once something could not be written, on a full disk perhaps
   */
  intend(key: string): void
  /** What came of an item. One that cannot be written is looked up when the run is gone on with. */
  settle(key: string, outcome: FleetOutcome<unknown>): void
  /** What is typed now goes before what was typed earlier, in later parts of the run too. */
  choose(typed: object): void
  /** The run starts nothing more, and why. What is said last counts. */
  stop(why: Reason): void
  /** Says how the run ended and lets go of the journal. To be called however it ends. */
  close(): void
}

export interface JournalUse {
  /** `read`: for a dry run. Nothing is written, and the lock need not be held. */
  readonly mode: 'new' | 'resume' | 'read'
  /** The folder that was named, if any. */
  readonly folder: string | undefined
}

/** Opens a journal whose lock is held. */
export function openJournal(ctx: AppContext, file: string, { mode, folder }: JournalUse): RunJournal {
  let record = readJournal(readFileSync(file, 'utf8'), file)
  const appender = mode === 'read' ? undefined : openAppender(file)
  let stopped: Reason | undefined
  const at = () => ctx.clock.now().toISOString()
  let lost: AzbkError | undefined
  const write = (line: EventLine) => {
    record = applyEvent(record, line)
    // Half a line may be there: one after it would make the journal unreadable.
    if (lost !== undefined) return
    try {
      appender?.write(line)
    } catch (error) {
      lost = journalLost(file, error)
      ctx.warn(`${lost.message} What was sent before is looked up when the run is gone on with.`)
    }
  }
  const { run, input, facts, startedAt } = record.header
  if (mode === 'resume') write({ type: 'resume', at: at() })
  return {
    run,
    file,
    input,
    facts,
    startedAt,
    get resumeCommand() {
      return resumeCommand(record.header, { settings: ctx.settings, folder })
    },
    showCommand: [`azbk run show ${run}`, ...folderWords(folder)].join(' '),
    items: () => [...record.items.values()],
    item: (key) => record.items.get(key),
    intend: (key) => {
      write({ type: 'intent', at: at(), item: key })
      if (lost !== undefined) throw lost
    },
    settle: (key, outcome) => write({ type: 'result', at: at(), item: key, outcome: outcome as FleetOutcome<Json> }),
    choose: (typed) => {
      const choices = typedInput(typed)
      if (Object.keys(choices).length > 0) write({ type: 'choice', at: at(), input: choices })
    },
    stop: (why) => {
      stopped = why
    },
    close: () => {
      if (appender === undefined) return
      const resumeAt = stopped === undefined ? null : resumeTime(stopped, ctx.clock.now())
      const state = endOf([...record.items.values()], stopped)
      write({ type: 'end', at: at(), state, message: stopped?.message ?? null, resumeAt })
      appender.close()
      dropLock(file)
    },
  }
}

function journalLost(file: string, why: unknown): AzbkError {
  const message = `The journal ${file} can no longer be written: ${why instanceof Error ? why.message : String(why)}. Nothing more is started.`
  const suggestions = ['Make room for it, then go on with the run.']
  return new AzbkError({ code: 'JOURNAL_LOST', exit: 'failed', message, suggestions })
}

/** Interrupted also when an error of ours ended it before its time. */
function endOf(items: readonly RunItem[], stopped: Reason | undefined): RunEnd {
  if (items.every(({ state }) => state === 'done' || state === 'failed')) return 'finished'
  if (stopped === undefined || stopped.exitCode === EXIT_CODES.interrupted) return 'interrupted'
  return isWait(stopped) ? 'waiting' : 'stopped'
}
