import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../core/clock.js'
import type { PolicySpec, Schedule, Weekday } from './policy.js'
import { WEEKDAYS } from './policy.js'
import { ianaZone } from './policy-time-zone.js'

/** A job starts up to this long after its schedule time (AZURE-LIMITS.md D2). */
const START_JITTER_MINUTES = 120

const DAY_MINUTES = 24 * 60

/** Minutes after midnight of a wall-clock `HH:MM`. */
export function minutesOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** The wall-clock `HH:MM` of minutes after midnight; a day's worth and more wraps. */
export function timeOfDay(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor((minutes % DAY_MINUTES) / 60))}:${two(minutes % 60)}`
}

/** The wall-clock time at which a backup day begins: the only run, or the first of an hourly window. */
export function startTime(schedule: Schedule): string {
  return schedule.frequency === 'hourly' ? schedule.windowStart : schedule.time
}

/**
 * Starts of one backup day, in minutes after its midnight; those of an hourly window may pass the next midnight.
 * The end of the window is a start too when the interval meets it, but never a day after the first.
 */
export function startsOfDay(schedule: Schedule): number[] {
  const first = minutesOfDay(startTime(schedule))
  if (schedule.frequency !== 'hourly') return [first]
  const { intervalHours, windowHours } = schedule
  const span = Math.min(windowHours, 24 - intervalHours)
  return Array.from({ length: Math.floor(span / intervalHours) + 1 }, (_, i) => first + i * intervalHours * 60)
}

/**
 * The scheduled starts after an instant, in order, as true UTC. Starts are wall-clock times of the policy's zone:
 * one that a clock change skips runs that much later on the new clock, one that it repeats runs the first time only.
 */
export function* runsAfter(spec: PolicySpec, after: Instant): Generator<Instant, never> {
  const zone = ianaZone(spec.timeZone)
  const starts = startsOfDay(spec.schedule)
  const afterMs = Temporal.Instant.from(after).epochMilliseconds
  // A window opened yesterday may still have starts today.
  let day = localDate(after, zone).subtract({ days: 1 })
  for (;;) {
    if (isBackupDay(spec.schedule, day)) {
      for (const minutes of starts) {
        const ms = wallClockMs(day, minutes, zone)
        if (ms > afterMs) yield toInstant(ms)
      }
    }
    day = day.add({ days: 1 })
  }
}

/** The next scheduled starts after an instant. */
export function nextRuns(spec: PolicySpec, after: Instant, count: number): Instant[] {
  if (spec.schedule.frequency === 'weekly' && spec.schedule.days.length === 0) return []
  const runs: Instant[] = []
  for (const run of runsAfter(spec, after)) if (runs.push(run) >= count) break
  return runs.slice(0, count)
}

/** An instant on the wall clock of a policy's zone, `YYYY-MM-DD HH:MM`. */
export function localTime(time: Instant, timeZone: string): string {
  const local = Temporal.Instant.from(time).toZonedDateTimeISO(ianaZone(timeZone))
  return local.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
}

/** The local date a backup counts for: a start after midnight belongs to the day on which its window opened. */
export function backupDay(spec: PolicySpec, time: Instant): Temporal.PlainDate {
  const local = Temporal.Instant.from(time).toZonedDateTimeISO(ianaZone(spec.timeZone))
  const minutes = local.hour * 60 + local.minute
  const first = minutesOfDay(startTime(spec.schedule))
  const last = (startsOfDay(spec.schedule).at(-1) ?? first) + START_JITTER_MINUTES
  const isOfYesterday = minutes < first && minutes + DAY_MINUTES <= last
  return isOfYesterday ? local.toPlainDate().subtract({ days: 1 }) : local.toPlainDate()
}

export function weekdayOf(day: Temporal.PlainDate): Weekday {
  // Temporal counts Monday 1 to Sunday 7.
  return WEEKDAYS[day.dayOfWeek % 7] ?? 'Sunday'
}

function isBackupDay(schedule: Schedule, day: Temporal.PlainDate): boolean {
  return schedule.frequency !== 'weekly' || schedule.days.includes(weekdayOf(day))
}

function localDate(time: Instant, zone: string): Temporal.PlainDate {
  return Temporal.Instant.from(time).toZonedDateTimeISO(zone).toPlainDate()
}

function wallClockMs(day: Temporal.PlainDate, minutes: number, zone: string): number {
  return day
    .add({ days: Math.floor(minutes / DAY_MINUTES) })
    .toPlainDateTime(Temporal.PlainTime.from(timeOfDay(minutes)))
    .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

function toInstant(ms: number): Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 })
}
