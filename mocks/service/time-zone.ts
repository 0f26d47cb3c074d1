import { Temporal } from 'temporal-polyfill'
// The package is CommonJS behind a conditional require, which hides its names from named ES imports.
import { findIana } from 'windows-iana'

/** IANA name of a Windows time zone, or undefined when Windows does not know it. */
export function ianaZone(windowsName: string): string | undefined {
  return windowsName === 'UTC' ? 'UTC' : findIana(windowsName)[0]
}

/** The calendar day of a moment in a zone. */
export function localDay(ms: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate()
}

/** The moment of a wall-clock time; a time that a clock change skips or repeats is read as the tz database's rule says. */
export function momentOf(day: Temporal.PlainDate, minutesOfDay: number, zone: string): number {
  const time = Temporal.PlainTime.from({ hour: Math.floor(minutesOfDay / 60), minute: minutesOfDay % 60 })
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
}

/** UTC day as text, the key of daily budgets. */
export function utcDay(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString().slice(0, 10)
}
