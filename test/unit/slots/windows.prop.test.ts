import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../../src/model/policy.js'
import { minutesOfDay, runsAfter, startsOfDay, timeOfDay } from '../../../src/model/policy-schedule.js'
import { ianaZone } from '../../../src/model/policy-time-zone.js'
import type { StartWindow } from '../../../src/slots/estate.js'
import { scheduleAt } from '../../../src/slots/patterns.js'
import { allowedSlots, windowMinutes } from '../../../src/slots/windows.js'
import { createClocks } from '../../../src/slots/zones.js'
import { BERLIN, specOf } from '../../helpers/slot-estate.js'

const DAY_MS = 86_400_000
const ZONES = ['UTC', BERLIN, 'Eastern Standard Time', 'Lord Howe Standard Time', 'Nepal Standard Time']
const SHAPES: readonly Schedule[] = [
  { frequency: 'daily', time: '00:00' },
  { frequency: 'hourly', intervalHours: 4, windowStart: '00:00', windowHours: 12 },
]
const clocks = createClocks('2026-11-22', 'wallclock')
const zone = fc.constantFrom(...ZONES)
const time = fc.integer({ min: 0, max: 1439 }).map(timeOfDay)
const window: fc.Arbitrary<StartWindow> = fc.record({ from: time, to: time, timeZone: zone })
const allDay = (timeZone: string): StartWindow => ({ from: '00:00', to: '23:59', timeZone })

/** Days in the middle of each time between two changes of either clock. */
function quietDays(zones: readonly string[]): number[] {
  const changes = zones.flatMap((name) => clocks.wall(name).changes.map(({ atMs }) => atMs))
  const edges = [clocks.fromMs, ...changes, clocks.fromMs + 365 * DAY_MS].sort((a, b) => a - b)
  return edges.slice(1).flatMap((until, i) => {
    const since = edges[i] as number
    return until - since > 8 * DAY_MS ? [since + Math.floor((until - since) / 2 / DAY_MS) * DAY_MS] : []
  })
}

function isInside(ms: number, { from, to, timeZone }: StartWindow): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(ianaZone(timeZone))
  const minute = local.hour * 60 + local.minute
  const [opens, closes] = [minutesOfDay(from), minutesOfDay(to)]
  return opens <= closes ? minute >= opens && minute <= closes : minute >= opens || minute <= closes
}

/** The true starts of one backup day that a window binds, found by the calendar. */
function boundRuns(schedule: Schedule, timeZone: string, { afterMs, isWhole }: { afterMs: number; isWhole: boolean }) {
  const perDay = startsOfDay(schedule).length
  const first = Temporal.PlainTime.from(timeOfDay(startsOfDay(schedule)[0] ?? 0))
  const isFirst = (run: string) =>
    Temporal.Instant.from(run).toZonedDateTimeISO(ianaZone(timeZone)).toPlainTime().equals(first)
  const runs: string[] = []
  for (const run of runsAfter(specOf(schedule, timeZone), new Date(afterMs).toISOString())) {
    if (runs.length > 0 || isFirst(run)) runs.push(run)
    if (runs.length === perDay) break
  }
  return (isWhole ? runs : runs.slice(0, 1)).map((run) => Date.parse(run))
}

describe('allowedSlots', () => {
  it('are those whose true starts lie in the window all year round', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHAPES), zone, window, (schedule, timeZone, wanted) => {
        const allowed = [...allowedSlots({ schedule, timeZone }, wanted, clocks)]

        const starts = startsOfDay(schedule)
        const isWhole = (starts.at(-1) ?? 0) - (starts[0] ?? 0) <= windowMinutes(wanted)
        const days = quietDays([timeZone, wanted.timeZone])
        const expected = Array.from({ length: 48 }, (_, slot) => slot).filter((slot) =>
          days.every((afterMs) =>
            boundRuns(scheduleAt(schedule, slot), timeZone, { afterMs, isWhole }).every((ms) => isInside(ms, wanted)),
          ),
        )
        expect(allowed).toEqual(expected)
      }),
      { numRuns: 8 },
    )
  })

  it('are all in a window of the whole day', () => {
    for (const timeZone of ZONES) {
      expect(allowedSlots({ schedule: SHAPES[0] as Schedule, timeZone }, allDay('UTC'), clocks)).toHaveLength(48)
    }
  })

  it('bind the first start only of a pattern that is longer than the window', () => {
    const hourly: Schedule = { frequency: 'hourly', intervalHours: 4, windowStart: '08:00', windowHours: 24 }
    const night = { from: '22:00', to: '23:00', timeZone: 'UTC' }

    expect([...allowedSlots({ schedule: hourly, timeZone: 'UTC' }, night, clocks)]).toEqual([44, 45, 46])
  })

  it('of policies on standard time lie in a window of people both in summer and in winter', () => {
    const fixed = createClocks('2026-11-22', 'fixed')
    const night = { from: '22:00', to: '01:00', timeZone: BERLIN }
    const daily = { schedule: SHAPES[0] as Schedule, timeZone: BERLIN }

    // In summer such a policy starts an hour later on the clock of people: 00:30 of the policy is 01:30 on the wall.
    expect([...allowedSlots(daily, night, fixed)]).toEqual([0, 44, 45, 46, 47])
    expect([...allowedSlots(daily, night, clocks)]).toEqual([0, 1, 2, 44, 45, 46, 47])
  })

  it('are none in a window that nobody can read', () => {
    const daily = { schedule: SHAPES[0] as Schedule, timeZone: 'UTC' }

    for (const broken of [{ from: '25:00' }, { to: '7:00' }, { timeZone: 'Middle Earth' }]) {
      expect(allowedSlots(daily, { ...allDay('UTC'), ...broken }, clocks)).toHaveLength(0)
    }
  })
})
