import { setMaxListeners } from 'node:events'
import type { AppContext } from '../context.js'
import { type AzbkError, cancelledError, toAzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { figure } from '../core/figure.js'
import { groupBy } from '../core/group.js'
import { mapLimited } from '../core/limits.js'
import type { RunJournal } from './journal.js'
import { isEnded } from './journal-lines.js'
import { isStop, isWait, resumeTime, sayWhen, withResumeTime } from './stop.js'

/** `running`: the wait ended before the work did. `notStarted`: the run was stopped before its turn, or it has its time later. */
export type FleetStatus = 'done' | 'unchanged' | 'running' | 'failed' | 'notStarted'

/** Why an item ended as it did. An AzbkError is such a reason. */
export interface Reason {
  /** What the run would have ended with if this were its only item. */
  readonly exitCode: number
  /** Of the error; null when there is none. */
  readonly code: string | null
  readonly message: string | null
  readonly suggestions: readonly string[]
  /** Facts of the error, such as Azure's code and request id; empty when there is none. */
  readonly details: Readonly<Record<string, unknown>>
}

/** What came of one item of a run. */
export interface FleetOutcome<V> extends Reason {
  readonly name: string
  readonly status: FleetStatus
  /** What the work gave back; null when it failed or was not started. */
  readonly value: V | null
}

/** The reason alone, of an error or of something that has one. */
export function reasonOf({ exitCode, code, message, suggestions, details }: Reason): Reason {
  return { exitCode, code, message, suggestions, details }
}

/** The reason of what did not fail: at most a message. */
export function noError(message: string | null, exitCode: number = EXIT_CODES.done): Reason {
  return { exitCode, code: null, message, suggestions: [], details: {} }
}

/** What the work on one item gives back when it did not fail. */
export interface FleetStep<V> {
  readonly status: 'done' | 'unchanged' | 'running'
  readonly value: V
  /** One phrase for the progress line and the result. */
  readonly message?: string
  /** Default: 8 for `running`, else 0. */
  readonly exitCode?: number
}

export interface FleetRun<T, V> {
  readonly items: readonly T[]
  readonly name: (item: T) => string
  /** Throws when the item failed. Its context does not end with Ctrl-C: what was begun is brought to its end. */
  readonly work: (item: T, ctx: AppContext) => Promise<FleetStep<V>>
  readonly atOnce?: number
  /** Items that take turns; without it, each goes its own way. */
  readonly lanes?: Lanes<T, V> | undefined
  /** One VM was asked for: that is no fleet, and its error is thrown as it is. */
  readonly alone?: boolean
  /** Where the run is written down, and the key of an item there; what is done by it already is not done again. Values must be JSON. */
  readonly journal?: { readonly of: RunJournal; readonly key: (item: T) => string } | undefined
}

/** Items of one lane are worked on one after the other. */
export interface Lanes<T, V> {
  readonly of: (item: T) => string
  /** Returns when the next item may have its turn, or with why it may not now: it and those after it are left. */
  readonly clear: (before: T, outcome: FleetOutcome<V>) => Promise<Reason | undefined>
}

const MOST_AT_ONCE = 250

/**
 * Items worked on at the same time: few enough that a stop meets a part of the fleet only, and of a big one as many as
 * it takes to use the 10 writes a second that Azure allows while each lasts up to half a minute.
 */
function fleetWidth(items: number): number {
  return Math.min(MOST_AT_ONCE, Math.max(20, Math.ceil(items / 8)))
}

/**
 * Works on many items, some at a time; outcomes come in the order of the items and no failure stops the others,
 * except those that would meet all. On Ctrl-C nothing new is started and what is in flight is finished.
 */
export async function runFleet<T, V>(ctx: AppContext, run: FleetRun<T, V>): Promise<FleetOutcome<V>[]> {
  const steady = withoutInterrupt(ctx)
  let done = 0
  let left = 0
  let stopped: Reason | undefined
  const finishNote = () => ctx.progress({ type: 'note', text: INTERRUPT_NOTE })
  ctx.signal.addEventListener('abort', finishNote, { once: true })
  const outcomes = await inLanes(run, async (item) => {
    const known = outcomeBefore(run, item)
    if (known !== undefined) {
      done += 1
      return known
    }
    const name = run.name(item)
    if (stopped !== undefined || ctx.signal.aborted) {
      left += 1
      return notStarted<V>(name, stopped, run.journal?.of)
    }
    const { result, error } = await workInTurn(run, item, steady)
    if (error !== undefined && run.alone) throw error
    if (error !== undefined && isStop(error)) {
      stopped ??= reasonOf(result)
      left += 1
      run.journal?.of.stop(stopped)
    }
    done += 1
    if (!run.alone) ctx.progress({ type: 'item', name, text: describe(result), done, total: run.items.length })
    return result
  })
  ctx.signal.removeEventListener('abort', finishNote)
  if (left > 0) {
    ctx.warn(describeStop({ left, total: run.items.length, stopped, journal: run.journal?.of, now: ctx.clock.now() }))
  }
  return outcomes
}

/** Each lane by itself; outcomes come in the order of the items. */
async function inLanes<T, V>(
  run: FleetRun<T, V>,
  work: (item: T) => Promise<FleetOutcome<V>>,
): Promise<FleetOutcome<V>[]> {
  const { items, lanes, atOnce } = run
  if (lanes === undefined) return mapLimited(items, atOnce ?? fleetWidth(items.length), work)
  const places = items.map((item, at) => ({ item, at }))
  const queues = [...groupBy(places, ({ item }) => lanes.of(item)).values()]
  const outcomes: FleetOutcome<V>[] = []
  // A lane that waits does nothing: it must not keep the others from theirs.
  await mapLimited(queues, atOnce ?? MOST_AT_ONCE, async (queue) => {
    const isKnown = ({ item }: (typeof queue)[number]) => outcomeBefore(run, item) !== undefined
    const known = queue.filter(isKnown)
    for (const { item, at } of known) outcomes[at] = await work(item)
    let before = known
    let wait: Reason | undefined
    for (const { item, at } of queue.filter((one) => !isKnown(one))) {
      for (const one of before) wait ??= await lanes.clear(one.item, outcomes[one.at] as FleetOutcome<V>)
      outcomes[at] = wait === undefined ? await work(item) : leave(run, item, wait)
      before = [{ item, at }]
    }
  })
  return outcomes
}

/** An item whose turn has not come: the run ends without it, and is gone on with later. */
function leave<T, V>({ journal, name }: FleetRun<T, V>, item: T, why: Reason): FleetOutcome<V> {
  const outcome: FleetOutcome<V> = { name: name(item), status: 'notStarted', value: null, ...reasonOf(why) }
  const next = journal === undefined ? [] : [journal.of.resumeCommand]
  journal?.of.stop(why)
  journal?.of.settle(journal.key(item), outcome)
  return { ...outcome, suggestions: [...why.suggestions, ...next] }
}

/** What the journal knows to be over. */
function outcomeBefore<T, V>({ journal }: FleetRun<T, V>, item: T): FleetOutcome<V> | undefined {
  const known = journal?.of.item(journal.key(item))
  const isOver = known !== undefined && (known.state === 'done' || isEnded(known))
  return isOver ? (known.outcome as FleetOutcome<V>) : undefined
}

/** One item, written down before and after. What met a stop stays open: a part of it may have been done. */
async function workInTurn<T, V>(run: FleetRun<T, V>, item: T, ctx: AppContext): Promise<Worked<V>> {
  const { journal } = run
  if (journal === undefined) return workOn(run, item, ctx)
  const key = journal.key(item)
  const work: typeof run.work = (one, steady) => {
    journal.of.intend(key)
    return run.work(one, steady)
  }
  const worked = await workOn({ ...run, work }, item, ctx)
  if (worked.error === undefined || !isStop(worked.error)) journal.of.settle(key, worked.result)
  return worked
}

const INTERRUPT_NOTE =
  'Interrupted: finishing what is in flight, starting nothing new. Interrupt again to stop at once.'

/** The same context with a signal that never aborts: a half-sent change would leave nobody knowing what was done. */
export function withoutInterrupt(ctx: AppContext): AppContext {
  const { signal } = new AbortController()
  // Each request in flight listens: what looks like a leak is a fleet.
  setMaxListeners(0, signal)
  return { ...ctx, signal, session: { ...ctx.session, signal } }
}

interface Worked<V> {
  readonly result: FleetOutcome<V>
  readonly error?: AzbkError
}

async function workOn<T, V>(run: FleetRun<T, V>, item: T, ctx: AppContext): Promise<Worked<V>> {
  const name = run.name(item)
  try {
    const { status, value, message = null, exitCode } = await run.work(item, ctx)
    const code = exitCode ?? (status === 'running' ? EXIT_CODES.stillRunning : EXIT_CODES.done)
    return { result: { name, status, value, ...noError(message, code) } }
  } catch (thrown) {
    const error = toAzbkError(thrown)
    const reason = withResumeTime(reasonOf(error), ctx.clock.now())
    return { error, result: { name, status: statusOf(error), value: null, ...reason } }
  }
}

function statusOf(error: AzbkError): FleetStatus {
  if (isWait(error)) return 'notStarted'
  return error.exitCode === EXIT_CODES.stillRunning ? 'running' : 'failed'
}

function notStarted<V>(name: string, stopped: Reason | undefined, journal: RunJournal | undefined): FleetOutcome<V> {
  const why: Reason = stopped ?? cancelledError('the run was interrupted.')
  const next = journal === undefined ? SAME_AGAIN : journal.resumeCommand
  const suggestions = [...(stopped?.suggestions ?? []), next]
  return {
    name,
    status: 'notStarted',
    value: null,
    ...reasonOf(why),
    suggestions,
    message: `Not started: ${why.message}`,
  }
}

const SAME_AGAIN = 'Run the same command again; what is done already stays as it is.'

function describeStop(stop: {
  readonly left: number
  readonly total: number
  readonly stopped: Reason | undefined
  readonly journal: RunJournal | undefined
  readonly now: Date
}): string {
  const { left, total, stopped, journal, now } = stop
  const at = stopped === undefined ? null : resumeTime(stopped, now)
  const next =
    journal === undefined
      ? SAME_AGAIN
      : `Go on${at === null ? '' : ` after ${sayWhen(at)}`} with: ${journal.resumeCommand}`
  return `${stopped === undefined ? 'Interrupted' : 'Stopped'}: ${figure(left)} of ${figure(total)} are left. ${next}`
}

function describe(outcome: FleetOutcome<unknown>): string {
  return outcome.message ?? outcome.status
}
