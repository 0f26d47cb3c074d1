import { type Schedule, WEEKDAYS } from '../model/policy.js'
import { minutesOfDay, startsOfDay, startTime, timeOfDay } from '../model/policy-schedule.js'
import type { SlotTime } from './problem.js'

export const DAY_MINUTES = 24 * 60
/** Azure starts backups on the hour and the half hour (azure-powershell issue 7778). */
export const GRID_MINUTES = 30
/** Slots that a family has: one start for each half hour of the wall clock. */
export const SLOTS_PER_DAY = DAY_MINUTES / GRID_MINUTES

/** The same schedule with another start: slot 0 is 00:00, slot 47 is 23:30. The days and the interval stay. */
export function scheduleAt(schedule: Schedule, slot: number): Schedule {
  const time = timeOfDay(slot * GRID_MINUTES)
  return schedule.frequency === 'hourly' ? { ...schedule, windowStart: time } : { ...schedule, time }
}

/** The slot of a schedule; -1 when it does not start on a half hour, which Azure never accepts. */
export function slotOf(schedule: Schedule): number {
  const slot = minutesOfDay(startTime(schedule)) / GRID_MINUTES
  return Number.isInteger(slot) && slot >= 0 && slot < SLOTS_PER_DAY ? slot : -1
}

/** Starts of a week in minutes after its first midnight, Sunday's; those past its end are at its beginning. */
function startsOfWeek(schedule: Schedule): number[] {
  const days =
    schedule.frequency === 'weekly'
      ? schedule.days.map((day) => WEEKDAYS.indexOf(day))
      : WEEKDAYS.map((_, index) => index)
  const starts = startsOfDay(schedule)
  return days.flatMap((day) => starts.map((minutes) => (day * DAY_MINUTES + minutes) % (7 * DAY_MINUTES)))
}

/** Reads the starts of a week of any slot of a schedule; those of one schedule object are worked out once. */
export function weekReader(): (schedule: Schedule, slot: number) => readonly number[] {
  const known = new Map<Schedule, (readonly number[])[]>()
  return (schedule, slot) => {
    const slots = known.get(schedule) ?? []
    known.set(schedule, slots)
    slots[slot] ??= startsOfWeek(scheduleAt(schedule, slot))
    return slots[slot]
  }
}

/** The time of a problem whose families have these schedules; `ahead`: all differences between its clocks. */
export function timeOf(schedules: Iterable<Schedule>, ahead: readonly (readonly number[])[]): SlotTime {
  const isDaily = [...schedules].every((schedule) => schedule.frequency !== 'weekly')
  const onGrid = ahead.every((regime) => regime.every((minutes) => minutes % GRID_MINUTES === 0))
  const tickMinutes = onGrid ? GRID_MINUTES : GRID_MINUTES / 2
  return { tickMinutes, ticks: ((isDaily ? 1 : 7) * DAY_MINUTES) / tickMinutes, regimes: ahead.length }
}

/**
 * The cells at which a schedule starts, ascending. `ahead`: minutes by which its clock is ahead of the reference clock,
 * by regime; times of the grid are those of the reference clock.
 */
export function cellsOf(schedule: Schedule, ahead: readonly number[], time: SlotTime): Uint16Array {
  const period = time.ticks * time.tickMinutes
  const starts = [...new Set(startsOfWeek(schedule).map((minutes) => minutes % period))]
  const cells = ahead.flatMap((minutes, regime) =>
    starts.map((start) => regime * time.ticks + modulo(start - minutes, period) / time.tickMinutes),
  )
  return Uint16Array.from(cells).sort()
}

/** Half hours from noon to the start, on the clock of the policy: nights do not break at midnight. */
export function rankOf(slot: number): number {
  return modulo(slot - SLOTS_PER_DAY / 2, SLOTS_PER_DAY)
}

export function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}
