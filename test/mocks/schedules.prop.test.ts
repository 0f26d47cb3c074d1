import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PolicyPlan } from '../../mocks/service/policy-plan.js'
import { longestTier, snapshotUntil } from '../../mocks/service/retention.js'
import { isLastOfDay, nextRun } from '../../mocks/service/schedule.js'

const DAY = 86_400_000
const zones = ['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe']
const everyDay = [0, 1, 2, 3, 4, 5, 6]

const plan = (change: Partial<PolicyPlan>): PolicyPlan => ({
  type: 'V1',
  frequency: 'Daily',
  zone: 'UTC',
  minutes: [480],
  weekdays: everyDay,
  instantDays: 2,
  crashOnly: false,
  tiers: [],
  ...change,
})

const moments = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2030-01-01') })
const anyPlan = fc.record({
  zone: fc.constantFrom(...zones),
  minutes: fc.integer({ min: 0, max: 47 }).map((slot) => [slot * 30]),
  weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
})
const runAfter = (made: PolicyPlan, afterMs: number) => nextRun(made, afterMs) ?? Number.NaN

describe('the next run of a schedule', () => {
  test('lies after the moment, and no more than eight days and an hour later', () => {
    fc.assert(
      fc.property(anyPlan, moments, (change, now) => {
        const run = runAfter(plan(change), now)

        expect(run).toBeGreaterThan(now)
        expect(run - now).toBeLessThanOrEqual(7 * DAY + 3_600_000)
      }),
    )
  })

  test('is the same from every moment before it: no run is skipped', () => {
    fc.assert(
      fc.property(anyPlan, moments, fc.double({ min: 0, max: 1, noNaN: true }), (change, now, part) => {
        const run = runAfter(plan(change), now)
        const between = Math.floor(now + (run - 1 - now) * part)

        expect(runAfter(plan(change), between)).toBe(run)
      }),
    )
  })

  test('shows the wall clock of the zone, except where a clock change has no such time', () => {
    fc.assert(
      fc.property(anyPlan, moments, (change, now) => {
        const run = runAfter(plan(change), now)
        const shown = new Intl.DateTimeFormat('en-GB', {
          timeZone: change.zone,
          hour: '2-digit',
          minute: '2-digit',
        }).format(run)
        const minutes = Number(shown.slice(0, 2)) * 60 + Number(shown.slice(3))

        expect(Math.abs(minutes - (change.minutes[0] ?? 0))).toBeLessThanOrEqual(60)
      }),
    )
  })

  test('moves by an hour of UTC when Berlin changes its clocks', () => {
    const berlin = plan({ zone: 'Europe/Berlin', minutes: [22 * 60] })

    expect(new Date(runAfter(berlin, Date.parse('2026-03-28T00:00:00Z'))).toISOString()).toBe(
      '2026-03-28T21:00:00.000Z',
    )
    expect(new Date(runAfter(berlin, Date.parse('2026-03-29T00:00:00Z'))).toISOString()).toBe(
      '2026-03-29T20:00:00.000Z',
    )
  })

  test('of an hourly window that passes midnight belongs to the day on which the window opened', () => {
    const late = plan({ frequency: 'Hourly', minutes: [20 * 60, 24 * 60, 28 * 60] })
    const runs = [
      Date.parse('2026-01-05T20:00:00Z'),
      Date.parse('2026-01-06T00:00:00Z'),
      Date.parse('2026-01-06T04:00:00Z'),
    ]

    expect(runAfter(late, Date.parse('2026-01-05T21:00:00Z'))).toBe(runs[1])
    expect(runs.map((run) => isLastOfDay(late, run))).toEqual([false, false, true])
  })
})

describe('retention', () => {
  const tier = (rule: 'Daily' | 'Weekly' | 'Monthly' | 'Yearly', days: number, when: object = {}) => ({
    rule,
    days,
    when: { weekdays: [], weeks: [], absolute: [], months: [], ...when },
  })

  test('keeps a point as long as the longest tier that takes its day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 7, max: 400 }), fc.integer({ min: 7, max: 400 }), moments, (daily, weekly, now) => {
        const tiers = [tier('Daily', daily), tier('Weekly', weekly, { weekdays: [0] })]
        const made = plan({ tiers })
        const run = runAfter(made, now)
        const isSunday = new Date(run).getUTCDay() === 0

        expect(longestTier(made, run)?.days).toBe(isSunday ? Math.max(daily, weekly) : daily)
      }),
    )
  })

  test('takes every week exactly one of the five weeks a month can have, the last one twice named', () => {
    fc.assert(
      fc.property(moments, (now) => {
        const run = runAfter(plan({}), now)
        const takes = (weeks: number[]) =>
          longestTier(plan({ tiers: [tier('Monthly', 62, { weekdays: everyDay, weeks })] }), run) !== undefined

        expect([1, 2, 3, 4].filter((week) => takes([week])).length).toBe(new Date(run).getUTCDate() <= 28 ? 1 : 0)
        const day = new Date(run)
        const isLastWeek = new Date(run + 7 * DAY).getUTCMonth() !== day.getUTCMonth()
        expect(takes([5])).toBe(isLastWeek)
      }),
    )
  })

  test('the last day of a month is found in every month', () => {
    const made = plan({ tiers: [tier('Monthly', 62, { absolute: [0] })] })
    const kept: string[] = []
    let run = Date.parse('2026-01-01')
    for (let day = 0; day < 365; day++) {
      run = runAfter(made, run)
      if (longestTier(made, run)) kept.push(new Date(run).toISOString().slice(5, 10))
    }

    expect(kept).toEqual([
      '01-31',
      '02-28',
      '03-31',
      '04-30',
      '05-31',
      '06-30',
      '07-31',
      '08-31',
      '09-30',
      '10-31',
      '11-30',
      '12-31',
    ])
  })

  test('a yearly tier takes its months only', () => {
    const made = plan({ tiers: [tier('Yearly', 3650, { absolute: [1], months: [1] })] })

    expect(longestTier(made, Date.parse('2026-01-01T08:00:00Z'))?.rule).toBe('Yearly')
    expect(longestTier(made, Date.parse('2026-02-01T08:00:00Z'))).toBeUndefined()
  })

  test('snapshots go after their days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), moments, (instantDays, now) => {
        expect(snapshotUntil(plan({ instantDays }), now)).toBe(now + instantDays * DAY)
      }),
    )
  })
})
