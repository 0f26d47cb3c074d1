import { type Instant, timeAfter } from './clock.js'
import { usageError } from './errors.js'
import { readTime } from './time-text.js'

/** From the first to the last moment, both included. */
export interface TimeWindow {
  readonly from: Instant
  readonly to: Instant
}

/** What --since, --until and --last say; the first two as typed. */
export interface WindowInput {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly lastMs?: number | undefined
}

/** The window that was asked for, up to now when no end was named; undefined when none was asked for. */
export async function timeWindow(input: WindowInput, now: Date): Promise<TimeWindow | undefined> {
  const { since, until, lastMs } = input
  if (since === undefined && lastMs === undefined) {
    if (until === undefined) return undefined
    throw usageError('SINCE_MISSING', '--until needs a start.', ['Add --since <time>.'])
  }
  const from = since === undefined ? timeAfter(now, -(lastMs ?? 0)) : await readTime(since, now)
  const to = until === undefined ? now.toISOString() : await readTime(until, now)
  if (from <= to) return { from, to }
  throw usageError('WINDOW_EMPTY', `The time asked for ends (${to}) before it begins (${from}).`, [
    'Swap --since and --until.',
  ])
}
