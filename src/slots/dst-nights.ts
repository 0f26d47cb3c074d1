import { Temporal } from 'temporal-polyfill'
import { timeOfDay } from '../model/policy-schedule.js'
import type { CompiledFamily } from './compile-families.js'
import { DAY_MINUTES, modulo, type weekReader } from './patterns.js'
import type { ClockChange, ZoneClock } from './zones.js'

const WEEK_MINUTES = 7 * DAY_MINUTES

/** VMs of a slot. */
export interface SlotLoad {
  readonly family: CompiledFamily
  readonly slot: number
  readonly vms: number
}

/** A night on which a change of the clocks hits starts. */
export interface DstNight {
  readonly change: ClockChange
  /** The times on the wall that are skipped or passed twice, `HH:MM`; `until` is past the last. */
  readonly from: string
  readonly until: string
  readonly policies: readonly string[]
  /** VMs of this zone that start together at most, at the hit starts: those skipped join those of the time they move to. */
  readonly most: number
}

/** The nights of one zone on which the clock skips or repeats the starts of some slots of one vault. */
export function findDstNights(
  loads: readonly SlotLoad[],
  zone: ZoneClock,
  startsOf: ReturnType<typeof weekReader>,
): DstNight[] {
  return zone.changes.flatMap((change) => {
    const step = change.after - change.before
    const span = Math.abs(step)
    const shift = step > 0 ? span : 0
    const first = weekMinute(change) - (step > 0 ? 0 : span)
    const isHit = (minute: number) => modulo(minute - first, WEEK_MINUTES) < span
    const isMet = (minute: number) => modulo(minute - shift - first, WEEK_MINUTES) < span
    const policies = new Set<string>()
    const together = new Map<number, number>()
    const add = (at: number, vms: number) => together.set(at, (together.get(at) ?? 0) + vms)
    for (const { family, slot, vms } of loads) {
      for (const minute of startsOf(family.spec.schedule, slot)) {
        if (isMet(minute)) add(minute, vms)
        if (!isHit(minute)) continue
        if (shift > 0) add((minute + shift) % WEEK_MINUTES, vms)
        policies.add(family.slotAt(slot).policy)
      }
    }
    if (policies.size === 0) return []
    return {
      change,
      from: timeOfDay(modulo(first, DAY_MINUTES)),
      until: timeOfDay(modulo(first + span, DAY_MINUTES)),
      policies: [...policies].sort(),
      most: Math.max(...together.values()),
    }
  })
}

/** The time on the wall at which the clock is changed, in minutes after Sunday 00:00. */
function weekMinute({ atMs, before }: ClockChange): number {
  const wall = Temporal.Instant.fromEpochMilliseconds(atMs + before * 60_000).toZonedDateTimeISO('UTC')
  return (wall.dayOfWeek % 7) * DAY_MINUTES + wall.hour * 60 + wall.minute
}
