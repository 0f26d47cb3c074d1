import { type Instant, timeAfter } from './clock.js'
import { usageError } from './errors.js'

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

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:\d{2})?)?$/i

/** An ISO date or time as an Instant. Without an offset it is UTC; a date alone is its first moment. */
export function parseInstant(text: string): Instant {
  const [, date, clock = '00:00', zone = 'Z'] = TIME.exec(text.trim()) ?? []
  const time = date === undefined ? Number.NaN : Date.parse(`${date}T${clock}${/UTC/i.test(zone) ? 'Z' : zone}`)
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw usageError('INVALID_TIME', `'${text}' is not a time.`, [
    'Write 2026-01-31, 2026-01-31T22:30 (UTC) or 2026-01-31T22:30+01:00.',
  ])
}

/** The window that was asked for, up to now when no end was named; undefined when none was asked for. */
export function timeWindow(input: WindowInput, now: Date): TimeWindow | undefined {
  const { since, until, lastMs } = input
  if (since === undefined && lastMs === undefined) {
    if (until === undefined) return undefined
    throw usageError('SINCE_MISSING', '--until needs a start.', ['Add --since <time>.'])
  }
  const from = since === undefined ? timeAfter(now, -(lastMs ?? 0)) : parseInstant(since)
  const to = until === undefined ? now.toISOString() : parseInstant(until)
  if (from <= to) return { from, to }
  throw usageError('WINDOW_EMPTY', `The time asked for ends (${to}) before it begins (${from}).`, [
    'Swap --since and --until.',
  ])
}
