import { Temporal } from 'temporal-polyfill'
// The package is CommonJS behind a conditional require, which hides its names from named ES imports.
import { findIana } from 'windows-iana'
import { dateOf, isoOf, msOf } from '../clock.js'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** A calendar day as a number: days since 1970-01-01. */
export type DayNumber = number

/** IANA name of a Windows time zone, or undefined when Windows does not know it. */
export function ianaZone(windowsName: string): string | undefined {
  return windowsName === 'UTC' ? 'UTC' : findIana(windowsName)[0]
}

/** The calendar day of a moment in a zone. UTC is reckoned here: zone arithmetic is slow, and most policies are in UTC. */
export function localDay(ms: number, zone: string): DayNumber {
  if (zone === 'UTC') return Math.floor(ms / DAY_MS)
  const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate()
  return msOf(day.toString()) / DAY_MS
}

/** The moment of a wall-clock time; a time that a clock change skips or repeats is read as the tz database's rule says. */
export function momentOf(day: DayNumber, minutesOfDay: number, zone: string): number {
  const wallMs = day * DAY_MS + minutesOfDay * MINUTE_MS
  if (zone === 'UTC') return wallMs
  return Temporal.PlainDateTime.from(isoOf(wallMs).slice(0, 19)).toZonedDateTime(zone).epochMilliseconds
}

/** Weekday of a day, 0 = Sunday. */
export function weekdayOfDay(day: DayNumber): number {
  return (day + 4) % 7
}

/** Month (1-12), day of the month and its length. */
export function monthOfDay(day: DayNumber): { month: number; day: number; daysInMonth: number } {
  const date = dateOf(day * DAY_MS)
  const month = date.getUTCMonth()
  const daysInMonth = dateOf(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return { month: month + 1, day: date.getUTCDate(), daysInMonth }
}

/** UTC day as text, the key of daily budgets. */
export function utcDay(ms: number): string {
  return isoOf(ms).slice(0, 10)
}
