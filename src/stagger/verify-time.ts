import { Temporal } from 'temporal-polyfill'
import { DAY_MS, MINUTE_MS } from '../core/clock.js'
import type { PolicySpec } from '../model/policy.js'
import { WEEKDAYS } from '../model/policy.js'
import { minutesOfDay, startsOfDay } from '../model/policy-schedule.js'
import { ianaZone } from '../model/policy-time-zone.js'
import type { DstMode } from './plan-file.js'

export const DAY_MINUTES = 24 * 60
export const WEEK_MINUTES = 7 * DAY_MINUTES

/** A time in which no clock changes: offsets from UTC in minutes, by IANA zone. */
export interface Regime {
  /** The first day of it, `YYYY-MM-DD`. */
  readonly from: string
  readonly offsets: ReadonlyMap<string, number>
}

/** The clocks of some zones over 12 months. */
export interface ZoneYear {
  readonly regimes: readonly Regime[]
  /** The instants at which a clock changes, in milliseconds, ascending. */
  readonly changes: readonly number[]
}

/**
 * Every state of the clocks in the 12 months from a day on. Policies under `fixed` stay where the standard time of
 * their zone puts them: then there is one state and no change.
 */
export function zoneYear(zones: Iterable<string>, from: string, dst: DstMode): ZoneYear {
  const names = [...new Set(zones)].sort()
  const start = Temporal.PlainDate.from(from)
  const fromMs = startOfDay(start)
  if (dst === 'fixed') {
    const offsets = new Map(names.map((zone) => [zone, standardOffset(zone, fromMs)]))
    return { regimes: [{ from, offsets }], changes: [] }
  }
  const untilMs = startOfDay(start.add({ years: 1 }))
  const changes = [...new Set(names.flatMap((zone) => changesOf(zone, fromMs, untilMs)))].sort((a, b) => a - b)
  const regimes = [fromMs, ...changes].map((ms) => ({
    from: new Date(ms).toISOString().slice(0, 10),
    offsets: new Map(names.map((zone) => [zone, offsetAt(zone, ms)])),
  }))
  return { regimes, changes }
}

/** The zones whose clocks differ otherwise than in every earlier regime: only there can loads meet anew. */
export function distinctRegimes(regimes: readonly Regime[], zones: readonly string[]): Regime[] {
  const first = zones[0] ?? ''
  const seen = new Map<string, Regime>()
  for (const regime of regimes) {
    const base = regime.offsets.get(first) ?? 0
    const key = zones.map((zone) => (regime.offsets.get(zone) ?? 0) - base).join(' ')
    if (!seen.has(key)) seen.set(key, regime)
  }
  return [...seen.values()]
}

/** Starts of a policy in minutes of its own week: Sunday 00:00 on the wall is 0. Those past Saturday wrap. */
export function weekStarts({ schedule }: PolicySpec): number[] {
  const days =
    schedule.frequency === 'weekly' ? schedule.days.map((day) => WEEKDAYS.indexOf(day)) : [0, 1, 2, 3, 4, 5, 6]
  return days.flatMap((day) => startsOfDay(schedule).map((start) => (day * DAY_MINUTES + start) % WEEK_MINUTES))
}

/** A minute of a circular period: of a day or of a week. */
export function wrap(minute: number, period: number): number {
  const rest = minute % period
  return rest < 0 ? rest + period : rest
}

/** The starts of a policy within a day before and after an instant, as true UTC in minutes since 1970. */
export function startsAround(spec: PolicySpec, instantMs: number): number[] {
  const zone = ianaZone(spec.timeZone)
  const today = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate()
  const minutes = [-2, -1, 0, 1].flatMap((days) => dayStarts(spec, today.add({ days }), zone))
  const [from, until] = [(instantMs - DAY_MS) / MINUTE_MS, (instantMs + DAY_MS) / MINUTE_MS]
  return minutes.filter((minute) => minute >= from && minute < until)
}

function dayStarts(spec: PolicySpec, day: Temporal.PlainDate, zone: string): number[] {
  const { schedule } = spec
  if (schedule.frequency === 'weekly' && !schedule.days.some((name) => WEEKDAYS.indexOf(name) === day.dayOfWeek % 7)) {
    return []
  }
  return startsOfDay(schedule).map((start) => {
    const wall = day.toPlainDateTime().add({ minutes: start })
    return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds / MINUTE_MS
  })
}

/** Whether a wall-clock minute of the day lies in a window, both ends included. */
export function isInWindow(minute: number, window: { readonly from: string; readonly to: string }): boolean {
  const [from, to] = [minutesOfDay(window.from), minutesOfDay(window.to)]
  return from <= to ? minute >= from && minute <= to : minute >= from || minute <= to
}

function startOfDay(day: Temporal.PlainDate): number {
  return day.toZonedDateTime('UTC').epochMilliseconds
}

function offsetAt(zone: string, ms: number): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 60_000_000_000
}

function changesOf(zone: string, fromMs: number, untilMs: number): number[] {
  const changes: number[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds >= untilMs) return changes
    changes.push(next.epochMilliseconds)
    at = next
  }
}

/** The smaller offset of a year is that of standard time. */
function standardOffset(zone: string, fromMs: number): number {
  const states = [fromMs, ...changesOf(zone, fromMs, fromMs + 366 * DAY_MS)]
  return Math.min(...states.map((ms) => offsetAt(zone, ms)))
}
