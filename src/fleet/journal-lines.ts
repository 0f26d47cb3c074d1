import { createHash } from 'node:crypto'
import type { Instant } from '../core/clock.js'
import { refusedError } from '../core/errors.js'
import type { FleetOutcome } from './run.js'
import { isFinal } from './stop.js'

/** Of the journals this version writes. A newer one is refused: what it says may not be what this version reads. */
export const JOURNAL_VERSION = 1

/** What survives in a file. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export type JsonObject = { readonly [key: string]: Json | undefined }

/** Where a run worked: its journal is no help anywhere else. */
export interface RunPlace {
  readonly cloud: string
  readonly endpoint: string
  /** Lower-case id; null when none was configured. */
  readonly subscription: string | null
  readonly mock: boolean
}

/** The first line of a journal. */
export interface JournalHeader {
  readonly type: 'run'
  readonly schemaVersion: number
  readonly run: string
  /** As typed after `azbk`, e.g. `protect`, `stagger apply`. */
  readonly verb: string
  /** What was typed, the shard included. Never a secret. */
  readonly input: JsonObject
  /** What was settled at the start, such as a time that was typed as a duration. */
  readonly facts: JsonObject
  readonly place: RunPlace
  readonly startedAt: Instant
  readonly itemCount: number
  /** Of the item lines. */
  readonly fingerprint: string
}

/** One thing that the run is to do; they follow the header. */
export interface ItemLine {
  readonly type: 'item'
  /** Unique in the run, e.g. the lower-case id of a VM. */
  readonly item: string
  readonly name: string
  /** What was decided for it, so that a resumed run decides no other way. */
  readonly plan: JsonObject
  /** Of one for which nothing is to do, or that is refused. */
  readonly outcome?: FleetOutcome<Json>
}

/**
 * How a run ended. Without such a line it is running, or was killed. `waiting`: what is left has its time later;
 * `superseded`: another run does what is left.
 */
export type RunEnd = 'finished' | 'interrupted' | 'stopped' | 'waiting' | 'superseded'

export type EventLine =
  /** Written before something is sent. */
  | { readonly type: 'intent'; readonly at: Instant; readonly item: string }
  | { readonly type: 'result'; readonly at: Instant; readonly item: string; readonly outcome: FleetOutcome<Json> }
  | {
      readonly type: 'end'
      readonly at: Instant
      readonly state: RunEnd
      /** Why it stopped. */
      readonly message: string | null
      /** When it makes sense to go on. */
      readonly resumeAt: Instant | null
      /** The run that took its place. */
      readonly by?: string
    }
  /** The run goes on. */
  | { readonly type: 'resume'; readonly at: Instant }
  /** Typed when it went on, in place of what was typed before. */
  | { readonly type: 'choice'; readonly at: Instant; readonly input: JsonObject }

/** `open`: there is an intent and no result, so that nobody knows what became of it. */
export type ItemState = 'notStarted' | 'open' | 'done' | 'failed'

export interface RunItem {
  readonly key: string
  readonly name: string
  readonly plan: JsonObject
  readonly state: ItemState
  /** Of the last intent, when its outcome is unknown: those before it were looked up. */
  readonly since: Instant | null
  /** Of its last intent or result; null when there is none. */
  readonly lastAt: Instant | null
  /** The last one there was. */
  readonly outcome: FleetOutcome<Json> | null
}

/** All that a journal tells. */
export interface RunRecord {
  readonly header: JournalHeader
  /** In the order of the run. */
  readonly items: Map<string, RunItem>
  /** Null while it runs, or when it was killed. */
  readonly end: Extract<EventLine, { type: 'end' }> | null
  /** When the last line was written. */
  readonly lastAt: Instant
}

export function fingerprintOf(items: readonly ItemLine[]): string {
  return createHash('sha256').update(items.map(lineOf).join('')).digest('hex').slice(0, 16)
}

export function lineOf(line: JournalHeader | ItemLine | EventLine): string {
  return `${JSON.stringify(line)}\n`
}

/** The length of the whole lines of a journal: a kill in the middle of a write leaves half a line behind. */
export function soundLength(text: string): number {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const last = whole.slice(whole.lastIndexOf('\n', whole.length - 2) + 1)
  return tryParse(last) === undefined ? whole.length - last.length : whole.length
}

/**
 * Reads a journal from its text, a torn last line left out.
 *
 * @throws JOURNAL_NEWER, JOURNAL_DAMAGED (exit 6)
 */
export function readJournal(text: string, file: string): RunRecord {
  const rows = text.slice(0, soundLength(text)).split('\n').slice(0, -1).map(tryParse)
  const broken = rows.indexOf(undefined)
  const [header] = rows as [JournalHeader | undefined]
  if (broken >= 0 || header?.type !== 'run')
    throw damaged(file, `line ${Math.max(broken, 0) + 1} is no line of a journal`)
  if (header.schemaVersion > JOURNAL_VERSION) throw newer(file, header.schemaVersion)
  const lines = rows.slice(1, 1 + header.itemCount) as ItemLine[]
  if (fingerprintOf(lines) !== header.fingerprint) throw damaged(file, 'its list of items was changed')
  const items = new Map(lines.map((line) => [line.item, freshItem(line)]))
  const start: RunRecord = { header, items, end: null, lastAt: header.startedAt }
  return (rows.slice(1 + header.itemCount) as EventLine[]).reduce(applyEvent, start)
}

/** The record after one more line; its map of items is changed in place. */
export function applyEvent(record: RunRecord, line: EventLine): RunRecord {
  const next = { ...record, lastAt: line.at }
  if (line.type === 'end') return { ...next, end: line }
  if (line.type === 'resume') return { ...next, end: null }
  if (line.type === 'choice')
    return { ...next, header: { ...record.header, input: { ...record.header.input, ...line.input } } }
  const item = record.items.get(line.item)
  if (item === undefined) return next
  const known: RunItem = { ...item, lastAt: line.at }
  const open: RunItem = { ...known, state: 'open', since: line.at }
  record.items.set(line.item, line.type === 'intent' ? open : itemWith(known, line.outcome))
  return next
}

function freshItem({ item: key, name, plan, outcome }: ItemLine): RunItem {
  const item: RunItem = { key, name, plan, state: 'notStarted', since: null, lastAt: null, outcome: null }
  return outcome === undefined ? item : itemWith(item, outcome)
}

function itemWith(item: RunItem, outcome: FleetOutcome<Json>): RunItem {
  switch (outcome.status) {
    case 'done':
    case 'unchanged':
      return { ...item, state: 'done', since: null, outcome }
    case 'failed':
      return isUnknown(outcome)
        ? { ...item, state: 'open', outcome }
        : { ...item, state: 'failed', since: null, outcome }
    case 'notStarted':
      return { ...item, state: 'notStarted', since: null, outcome }
    // The wait for it ended, the work goes on: it is looked up like one that nobody heard of.
    case 'running':
      return { ...item, state: 'open', outcome }
  }
}

/** Whether going on with a run can do something about an item. */
export function canGoOn(item: RunItem): boolean {
  const { state, outcome } = item
  if (state === 'done' || isRefused(item) || isEnded(item)) return false
  return !(state === 'failed' && outcome !== null && isFinal(outcome))
}

/** It was begun as it was to be, and failed in Azure: there is what came of it, and to begin it again is for another run. */
export function isEnded({ state, outcome }: Pick<RunItem, 'state' | 'outcome'>): boolean {
  return state === 'failed' && outcome !== null && outcome.value !== null
}

/** Refused when the run began, by a verb that goes on with what was decided then: nothing was decided for it. */
export function isRefused({ plan }: Pick<RunItem, 'plan'>): boolean {
  return plan.task === null
}

/** Neither the answer nor its effect could be read (see `sendOnce`). */
function isUnknown({ code }: FleetOutcome<Json>): boolean {
  return code === 'OUTCOME_UNKNOWN'
}

function tryParse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'type' in value ? value : undefined
  } catch {
    return undefined
  }
}

function damaged(file: string, why: string) {
  return refusedError('JOURNAL_DAMAGED', `The journal ${file} cannot be read: ${why}.`, [
    'Run the command again without --resume: it does only what is still missing.',
    'Then delete the file.',
  ])
}

function newer(file: string, version: number) {
  return refusedError(
    'JOURNAL_NEWER',
    `The journal ${file} has schemaVersion ${version}; this azbk reads up to ${JOURNAL_VERSION}.`,
    ['Resume the run with the azbk that started it, or a newer one.'],
  )
}
