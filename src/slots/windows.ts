import type { Schedule } from '../model/policy.js'
import { minutesOfDay, startsOfDay } from '../model/policy-schedule.js'
import { normalizeTimeZone } from '../model/policy-time-zone.js'
import type { StartWindow } from './estate.js'
import { DAY_MINUTES, modulo, SLOTS_PER_DAY, scheduleAt } from './patterns.js'
import { regimesOf } from './regimes.js'
import type { Clocks } from './zones.js'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** Whether a window can be read at all: times are `HH:MM` and the zone is known. */
export function isReadable({ from, to, timeZone }: StartWindow): boolean {
  return TIME.test(from) && TIME.test(to) && normalizeTimeZone(timeZone) !== undefined
}

/** Minutes from the first to the last moment of a window; one that ends before it begins passes midnight. */
export function windowMinutes({ from, to }: StartWindow): number {
  return modulo(minutesOfDay(to) - minutesOfDay(from), DAY_MINUTES)
}

/**
 * The slots, ascending, whose starts lie in the window however the clocks of policy and window lie to one another in
 * the 12 months. Several starts a day all have to lie in it when it is long enough for them; in a shorter one the first
 * has to, since Azure's shortest hourly pattern would never fit a night.
 */
export function allowedSlots(
  policy: { readonly schedule: Schedule; readonly timeZone: string },
  window: StartWindow,
  clocks: Clocks,
): Uint16Array {
  if (!isReadable(window)) return new Uint16Array()
  const pair = [clocks.policy(policy.timeZone), clocks.wall(window.timeZone)]
  const ahead = regimesOf(pair, clocks.fromMs).map((regime) => regime.ahead[1] ?? 0)
  const opens = minutesOfDay(window.from)
  const length = windowMinutes(window)
  const isInside = (start: number) => ahead.every((minutes) => modulo(start + minutes - opens, DAY_MINUTES) <= length)
  const slots = Array.from({ length: SLOTS_PER_DAY }, (_, slot) => slot)
  return Uint16Array.from(
    slots.filter((slot) => boundStarts(scheduleAt(policy.schedule, slot), length).every(isInside)),
  )
}

function boundStarts(schedule: Schedule, length: number): number[] {
  const starts = startsOfDay(schedule)
  const [first = 0] = starts
  return (starts.at(-1) ?? first) - first <= length ? starts : [first]
}
