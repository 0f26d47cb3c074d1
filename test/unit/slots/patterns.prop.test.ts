import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PolicySpec, type Schedule, WEEKDAYS } from '../../../src/model/policy.js'
import { runsAfter } from '../../../src/model/policy-schedule.js'
import { cellsOf, rankOf, scheduleAt, slotOf, timeOf } from '../../../src/slots/patterns.js'
import type { SlotTime } from '../../../src/slots/problem.js'
import { regimesOf } from '../../../src/slots/regimes.js'
import { createClocks } from '../../../src/slots/zones.js'
import { BERLIN, type QuietWeek, quietWeek, specOf } from '../../helpers/slot-estate.js'

const FROM = '2026-11-22'
const MINUTE = 60_000
const DAY = 24 * 60
const ZONES = [
  'UTC',
  BERLIN,
  'Eastern Standard Time',
  'Lord Howe Standard Time',
  'Nepal Standard Time',
  'India Standard Time',
  'Chatham Islands Standard Time',
]

const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.constant<Schedule>({ frequency: 'daily', time: '00:00' }),
  fc.subarray([...WEEKDAYS], { minLength: 1 }).map((days): Schedule => ({ frequency: 'weekly', days, time: '00:00' })),
  fc
    .constantFrom(4, 6, 8, 12)
    .chain((intervalHours) => fc.integer({ min: 1, max: 24 / intervalHours }).map((n) => ({ intervalHours, n })))
    .map(({ intervalHours, n }): Schedule => {
      return { frequency: 'hourly', intervalHours, windowStart: '00:00', windowHours: n * intervalHours }
    }),
)
const slot = fc.integer({ min: 0, max: 47 })

/** True starts of a policy in a week, as cells of the reference clock. */
function calendarCells(
  spec: PolicySpec,
  { startMs, startMinute }: QuietWeek,
  { ticks, tickMinutes }: SlotTime,
): number[] {
  const cells = new Set<number>()
  for (const run of runsAfter(spec, new Date(startMs - 1).toISOString())) {
    const passed = (Date.parse(run) - startMs) / MINUTE
    if (passed >= 7 * DAY) break
    cells.add(((passed + startMinute) % (ticks * tickMinutes)) / tickMinutes)
  }
  return [...cells].sort((a, b) => a - b)
}

describe('cells of a slot', () => {
  it('are the starts that the calendar gives, in every regime of the clocks', () => {
    let compared = 0
    fc.assert(
      fc.property(schedule, slot, fc.shuffledSubarray(ZONES, { minLength: 1, maxLength: 3 }), (shape, at, zones) => {
        const clocks = createClocks(FROM, 'wallclock')
        const regimes = regimesOf(zones.map(clocks.policy), clocks.fromMs)
        const own = scheduleAt(shape, at)
        const ahead = regimes.map((regime) => regime.ahead[zones.length - 1] ?? 0)
        const time = timeOf(
          [own],
          regimes.map((regime) => regime.ahead),
        )
        const cells = cellsOf(own, ahead, time)

        regimes.forEach((regime, r) => {
          const week = quietWeek(zones, regime, clocks)
          if (week === null) return
          const expected = calendarCells(specOf(own, zones.at(-1)), week, time)
          const found = [...cells]
            .filter((cell) => Math.floor(cell / time.ticks) === r)
            .map((cell) => cell % time.ticks)
          expect(found).toEqual(expected)
          compared += 1
        })
      }),
      { numRuns: 60 },
    )
    expect(compared).toBeGreaterThan(60)
  })

  it('lie ascending within the time, and are as many in each regime', () => {
    fc.assert(
      fc.property(
        schedule,
        slot,
        fc.array(fc.integer({ min: -56, max: 56 }), { minLength: 1, maxLength: 5 }),
        (shape, at, quarters) => {
          const ahead = quarters.map((n) => n * 15)
          const time = timeOf(
            [shape],
            ahead.map((minutes) => [0, minutes]),
          )
          const cells = [...cellsOf(scheduleAt(shape, at), ahead, time)]

          expect(cells).toEqual([...new Set(cells)].sort((a, b) => a - b))
          expect(Math.max(...cells)).toBeLessThan(time.ticks * time.regimes)
          expect(cells.length % time.regimes).toBe(0)
        },
      ),
    )
  })
})

describe('slots', () => {
  it('come back from the schedule that they make', () => {
    fc.assert(fc.property(schedule, slot, (shape, at) => slotOf(scheduleAt(shape, at)) === at))
  })

  it('are in order from noon to noon', () => {
    expect([24, 47, 0, 23].map((at) => rankOf(at))).toEqual([0, 23, 24, 47])
  })

  it('are none for a time off the half hour', () => {
    expect(slotOf({ frequency: 'daily', time: '22:10' })).toBe(-1)
  })
})

describe('the grid', () => {
  it('has quarters where two clocks differ by one, and a week where a policy does not start each day', () => {
    const daily: Schedule = { frequency: 'daily', time: '00:00' }
    const weekly: Schedule = { frequency: 'weekly', days: ['Sunday'], time: '00:00' }

    expect(timeOf([daily], [[0, 345]])).toEqual({ tickMinutes: 15, ticks: 96, regimes: 1 })
    expect(
      timeOf(
        [daily, weekly],
        [
          [0, 60],
          [0, 120],
        ],
      ),
    ).toEqual({ tickMinutes: 30, ticks: 336, regimes: 2 })
  })
})
