import { type Instant, timeAfter } from './clock.js'
import { parseDuration } from './duration.js'
import { usageError } from './errors.js'

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:\d{2})?)?$/i

/** An ISO date or time as an Instant. Without an offset it is UTC; a date alone is its first moment. */
export function parseInstant(text: string): Instant {
  const time = isoTime(text)
  if (time !== undefined) return time
  throw usageError('INVALID_TIME', `'${text}' is not a time.`, [`Write ${ISO_EXAMPLES}.`])
}

const ISO_EXAMPLES = '2026-01-31, 2026-01-31T22:30 (UTC) or 2026-01-31T22:30+01:00'

function isoTime(text: string): Instant | undefined {
  const [, date, clock = '00:00', zone = 'Z'] = ISO.exec(text.trim()) ?? []
  if (date === undefined || !isDay(date)) return undefined
  const time = Date.parse(`${date}T${clock}${/UTC/i.test(zone) ? 'Z' : zone}`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/** False for 30 February, which Date reads as 2 March. */
function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

/**
 * A time as {@link parseInstant} takes it, or in English words: `2 days ago`, `yesterday 22:00`, `last friday`. Words are
 * UTC as well, and a day without an hour is its first moment. What could mean several times is refused.
 */
export async function readTime(text: string, now: Date): Promise<Instant> {
  const time = isoTime(text) ?? timeAgo(text, now) ?? (await timeInWords(text, now))
  if (time !== undefined) return time
  throw usageError('INVALID_TIME', `'${text}' is not a time, or may be several.`, [
    `Write ${ISO_EXAMPLES}, or words such as '2 days ago', '3h ago', 'yesterday 22:00', 'last friday'.`,
  ])
}

/** A time as {@link readTime} takes it that is not in the future. */
export async function readPastTime(text: string, now: Date): Promise<Instant> {
  const time = await readTime(text, now)
  if (time <= now.toISOString()) return time
  throw usageError(
    'TIME_IN_FUTURE',
    `'${text}' is ${time.slice(0, 16).replace('T', ' ')} UTC, which is still to come.`,
    ["Write a time in the past: '2 days ago', 'yesterday 22:00', 'last friday', 2026-01-31T22:30."],
  )
}

/** Spans of a fixed length: reckoned here, as chrono reckons by the clock of this machine, which may have changed in between. */
function timeAgo(text: string, now: Date): Instant | undefined {
  const [, span] = /^(.+?)\s*\bago$/i.exec(text.trim()) ?? []
  const letters = span
    ?.replace(/^an?\s/i, '1 ')
    .replace(/(?<![a-z])(s|m|h|d|w)(?:ec(?:ond)?|in(?:ute)?|r|our|ay|eek)s?(?![a-z])/gi, '$1')
    .replace(/\s*(?:,|\band\b)\s*/gi, ' ')
  const ms = letters === undefined ? undefined : parseDuration(letters)
  return ms === undefined ? undefined : inRange(now.getTime() - ms)
}

/** Words that chrono puts a number, an hour or a day to that nobody said, and dates that differ by country. */
const VAGUE = [
  /\b(few|several|some|couple|morning|afternoon|evening|night|tonight|midnight)\b/i,
  /\b(last|past|this|next|previous)\s+(\d+\s+)?(minute|hour|day|week|month|quarter|year)/i,
  /\d[/.]\d/,
]

async function timeInWords(text: string, now: Date): Promise<Instant | undefined> {
  const words = text.trim()
  if (VAGUE.some((pattern) => pattern.test(words)) || /^\d{4}-/.test(words)) return undefined
  const { casual } = await import('chrono-node/en')
  const [found, ...others] = casual.parse(words, { instant: now, timezone: 0 })
  if (found === undefined || others.length > 0 || found.text !== words || found.end) return undefined
  const { start } = found
  const isAgo = /\bago$/i.test(words)
  if (!isAgo && !(['day', 'weekday', 'hour'] as const).some((part) => start.isCertain(part))) return undefined
  const part = (name: Parameters<typeof start.get>[0]) => start.get(name) ?? 0
  const day = Date.UTC(part('year'), part('month') - 1, part('day'))
  if (!isAgo && !start.isCertain('hour')) return inRange(day)
  const minutes = part('hour') * 60 + part('minute') - part('timezoneOffset')
  return inRange(day + (minutes * 60 + part('second')) * 1000)
}

/** Undefined for times before the year 2000: there was nothing to back up, and far years have no ISO form. */
function inRange(ms: number): Instant | undefined {
  return ms >= Date.UTC(2000, 0, 1) ? timeAfter(new Date(0), ms) : undefined
}
