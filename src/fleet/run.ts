import type { AppContext } from '../context.js'
import { type AzbkError, cancelledError, toAzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { mapLimited } from '../core/limits.js'

/** `running`: the wait ended before the work did. `notStarted`: the run was stopped before its turn. */
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
  /** One VM was asked for: that is no fleet, and its error is thrown as it is. */
  readonly alone?: boolean
}

/** Items worked on at the same time. Azure refills 10 writes a second, and most items take half a minute. */
const AT_ONCE = 20

/** Failures that every further item would meet too: a spent daily quota, a lost login. */
const STOPPING_CODES = new Set(['QUOTA_STOP', 'LOGIN_REQUIRED', 'LOGIN_EXPIRED', 'WRONG_TENANT'])

/**
 * Works on many items, some at a time; outcomes come in the order of the items and no failure stops the others,
 * except those that would meet all. On Ctrl-C nothing new is started and what is in flight is finished.
 */
export async function runFleet<T, V>(ctx: AppContext, run: FleetRun<T, V>): Promise<FleetOutcome<V>[]> {
  const steady = withoutInterrupt(ctx)
  let done = 0
  let stopped: AzbkError | undefined
  const finishNote = () => ctx.progress({ type: 'note', text: INTERRUPT_NOTE })
  ctx.signal.addEventListener('abort', finishNote, { once: true })
  const outcomes = await mapLimited(run.items, run.atOnce ?? AT_ONCE, async (item) => {
    const name = run.name(item)
    if (stopped !== undefined || ctx.signal.aborted) return notStarted<V>(name, stopped)
    const outcome = await workOn(run, item, steady)
    if (outcome.error && STOPPING_CODES.has(outcome.error.code)) stopped ??= outcome.error
    done += 1
    if (!run.alone) ctx.progress({ type: 'item', name, text: describe(outcome.result), done, total: run.items.length })
    return outcome.result
  })
  ctx.signal.removeEventListener('abort', finishNote)
  return outcomes
}

const INTERRUPT_NOTE =
  'Interrupted: finishing what is in flight, starting nothing new. Interrupt again to stop at once.'

/** The same context with a signal that never aborts: a half-sent change would leave nobody knowing what was done. */
export function withoutInterrupt(ctx: AppContext): AppContext {
  const { signal } = new AbortController()
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
    if (run.alone) throw thrown
    const error = toAzbkError(thrown)
    const status = error.exitCode === EXIT_CODES.stillRunning ? 'running' : 'failed'
    return { error, result: { name, status, value: null, ...reasonOf(error) } }
  }
}

function notStarted<V>(name: string, stopped: AzbkError | undefined): FleetOutcome<V> {
  const why =
    stopped ??
    cancelledError('the run was interrupted.', ['Run the same command again; what is done already stays as it is.'])
  return { name, status: 'notStarted', value: null, ...reasonOf(why), message: `Not started: ${why.message}` }
}

function describe(outcome: FleetOutcome<unknown>): string {
  return outcome.message ?? outcome.status
}
