import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextRuns } from '../../../src/model/policy-schedule.js'
import { ianaZone } from '../../../src/model/policy-time-zone.js'
import { isInWindow, startsAround, WEEK_MINUTES, weekStarts, wrap, zoneYear } from '../../../src/stagger/verify-time.js'
import { validSpec } from '../../helpers/policy-arbitrary.js'

const MINUTE_MS = 60_000
const WEEK_MS = 7 * 86_400_000
/** A Sunday, 00:00 UTC. */
const SUNDAY = Date.parse('2026-01-04T00:00:00Z')

describe('true starts', () => {
  it('are those that the schedule itself gives in a week without a change of clocks', () => {
    fc.assert(
      fc.property(validSpec, fc.integer({ min: 0, max: 51 }), (spec, week) => {
        const from = new Date(SUNDAY + week * WEEK_MS).toISOString()
        const zone = ianaZone(spec.timeZone)
        const { regimes, changes } = zoneYear([zone], from.slice(0, 10), 'wallclock')
        // Starts of the days before and after reach into the week.
        fc.pre(!changes.some((ms) => ms < Date.parse(from) + WEEK_MS + 2 * 86_400_000))
        const offset = regimes[0]?.offsets.get(zone) ?? 0
        const runs = nextRuns(spec, new Date(Date.parse(from) - 1).toISOString(), 60)

        const inWeek = runs.map((run) => (Date.parse(run) - Date.parse(from)) / MINUTE_MS).filter((m) => m < 7 * 1440)
        const counted = weekStarts(spec).map((minute) => wrap(minute - offset, WEEK_MINUTES))

        expect([...new Set(counted)].sort((a, b) => a - b)).toEqual([...new Set(inWeek)])
      }),
    )
  })

  it('are those that the schedule itself gives around a change of clocks', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        const [change = SUNDAY] = zoneYear([ianaZone(spec.timeZone)], '2026-01-04', 'wallclock').changes
        const from = change - 86_400_000
        const runs = nextRuns(spec, new Date(from - 1).toISOString(), 20).map((run) => Date.parse(run))

        const counted = startsAround(spec, change).map((minute) => minute * MINUTE_MS)

        expect([...new Set(counted)].sort((a, b) => a - b)).toEqual([
          ...new Set(runs.filter((ms) => ms < change + 86_400_000)),
        ])
      }),
    )
  })

  it('stay where standard time puts them when policies do not follow the clocks', () => {
    const { regimes, changes } = zoneYear(['Europe/Berlin'], '2026-07-01', 'fixed')

    expect(changes).toEqual([])
    expect([...(regimes[0]?.offsets ?? [])]).toEqual([['Europe/Berlin', 60]])
  })
})

it('takes both ends of a window, also of one that passes midnight', () => {
  const night = { from: '22:00', to: '06:00' }

  expect([1320, 0, 360].map((minute) => isInWindow(minute, night))).toEqual([true, true, true])
  expect([1319, 361, 720].map((minute) => isInWindow(minute, night))).toEqual([false, false, false])
  expect([480, 720, 721].map((minute) => isInWindow(minute, { from: '08:00', to: '12:00' }))).toEqual([
    true,
    true,
    false,
  ])
})
