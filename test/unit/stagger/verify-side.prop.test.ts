import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PolicySpec } from '../../../src/model/policy.js'
import { nextRuns } from '../../../src/model/policy-schedule.js'
import { measureSides } from '../../../src/stagger/verify-side.js'
import { BERLIN, dailySpec, estateMachines, estatePolicy, LIMITS, testEstate } from '../../helpers/stagger.js'

const ZONES = ['UTC', BERLIN, 'Eastern Standard Time', 'India Standard Time', 'Nepal Standard Time']
const time = fc
  .integer({ min: 0, max: 47 })
  .map((slot) => `${String(slot >> 1).padStart(2, '0')}:${slot % 2 ? '30' : '00'}`)
const specs: fc.Arbitrary<PolicySpec> = fc
  .tuple(time, fc.constantFrom(...ZONES), fc.constantFrom('daily', 'hourly', 'weekly'))
  .map(([at, zone, frequency]) => {
    const spec = dailySpec(at, zone)
    if (frequency === 'daily') return spec
    return frequency === 'hourly'
      ? { ...spec, schedule: { frequency, intervalHours: 4, windowStart: at, windowHours: 12 } }
      : { ...spec, schedule: { frequency: 'weekly', days: ['Sunday', 'Wednesday'], time: at } }
  })
const limits = { ...LIMITS, startsTogether: { ...LIMITS.backupHours, value: 4, scope: 'vault' as const } }
const WEEK = 7 * 24 * 60

/** The same count by the calendar: all runs of one week after a change of clocks, one by one, nothing shared with the code. */
function countWeek(policies: readonly PolicySpec[], vms: readonly number[], from: string) {
  const starts = new Map<number, number>()
  policies.forEach((spec, i) => {
    for (const run of nextRuns(spec, new Date(Date.parse(from) - 1).toISOString(), 60)) {
      const minute = (Date.parse(run) - Date.parse(from)) / 60_000
      if (minute < WEEK) starts.set(minute, (starts.get(minute) ?? 0) + (vms[i] ?? 0))
    }
  })
  const overAt = new Map<number, number>()
  for (const [minute, count] of starts) {
    const day = minute % 1440
    overAt.set(day, Math.max(overAt.get(day) ?? 0, count - 4))
  }
  return {
    most: Math.max(0, ...starts.values()),
    over: [...overAt.values()].reduce((sum, over) => sum + Math.max(0, over), 0),
  }
}

it('counts what the calendar counts: the worst week of each state of the clocks', () => {
  const fleets = fc.array(fc.tuple(specs, fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fleets, (fleet) => {
      const policies = fleet.map(([spec], i) => estatePolicy(`p${i}`, spec))
      const machines = fleet.flatMap(([, vms], i) => estateMachines(vms, `p${i}`, { prefix: `p${i}` }))
      const estate = testEstate({ policies, machines })

      const [side] = measureSides({ estate, policies, limits, dst: 'wallclock', from: '2026-01-04' }, [])

      // Winter everywhere, New York alone on summer time, summer everywhere.
      const weeks = ['2026-01-11', '2026-03-15', '2026-06-07']
      const counted = weeks.map((week) =>
        countWeek(
          fleet.map(([spec]) => spec),
          fleet.map(([, vms]) => vms),
          new Date(week).toISOString(),
        ),
      )
      expect(side?.mostStarts).toBe(Math.max(...counted.map(({ most }) => most)))
      expect(side?.violations).toBe(Math.max(...counted.map(({ over }) => over)))
    }),
    { numRuns: 25 },
  )
})

it('counts after each lot of steps as from scratch', () => {
  const move = fc.tuple(fc.nat(11), fc.nat(2))
  fc.assert(
    fc.property(fc.array(fc.array(move, { maxLength: 4 }), { maxLength: 3 }), (lots) => {
      const policies = ['01:00', '02:00', '02:30'].map((at, i) => estatePolicy(`p${i}`, dailySpec(at)))
      const machines = estateMachines(12, 'p0', { cloudService: 'shop' })
      const of = (all: typeof machines) => ({
        ...{ estate: testEstate({ policies, machines: all }), policies, limits },
        ...{ dst: 'wallclock' as const, from: '2026-01-04' },
      })
      let now = machines
      const states = lots.map((lot) => {
        const steps = [...new Map(lot)].map(([machine, to]) => ({
          ...{ machine, from: now[machine]?.policy ?? null, to: `p${to}` },
        }))
        now = now.map((one, i) => ({ ...one, policy: steps.find(({ machine }) => machine === i)?.to ?? one.policy }))
        return { steps, state: now }
      })

      const sides = measureSides(
        of(machines),
        states.map(({ steps }) => steps),
      )

      const scratch = [machines, ...states.map(({ state }) => state)].map((all) => measureSides(of(all), [])[0])
      expect(
        sides.map(({ violations, mostStarts, policiesUsed }) => ({ violations, mostStarts, policiesUsed })),
      ).toEqual(
        scratch.map((side) => ({
          violations: side?.violations,
          mostStarts: side?.mostStarts,
          policiesUsed: side?.policiesUsed,
        })),
      )
    }),
  )
})
