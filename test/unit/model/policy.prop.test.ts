import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { canonicalSpec } from '../../../src/model/policy-canonical.js'
import { diffPolicies, prunedPoints } from '../../../src/model/policy-diff.js'
import { planRetention, type RetainedPoint } from '../../../src/model/policy-retention.js'
import { checkPolicy, isError } from '../../../src/model/policy-rules.js'
import { nextRuns, startsOfDay, timeOfDay } from '../../../src/model/policy-schedule.js'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { ianaZone } from '../../../src/model/policy-time-zone.js'
import { instant, validSpec } from '../../helpers/policy-arbitrary.js'

const points = fc.array(
  fc.record({
    time: instant,
    rule: fc.constantFrom(null, 'Daily', 'On-Demand'),
    expiryTime: fc.option(instant, { nil: null }),
  }),
  { maxLength: 30 },
)
const named = (list: readonly Omit<RetainedPoint, 'name'>[]): RetainedPoint[] =>
  list.map((point, i) => ({ ...point, name: `p${i}` }))

describe('checkPolicy', () => {
  it('finds no error in a policy that follows the rules', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        expect(checkPolicy(spec).filter(isError)).toEqual([])
      }),
    )
  })

  it('finds nothing at all in the templates', () => {
    for (const spec of Object.values(POLICY_TEMPLATES)) expect(checkPolicy(spec)).toEqual([])
  })
})

describe('nextRuns', () => {
  it('gives runs after now, in order, each at a start of the schedule', () => {
    fc.assert(
      fc.property(validSpec, instant, (spec, now) => {
        const runs = nextRuns(spec, now, 5)

        expect(runs).toHaveLength(5)
        expect([...runs].sort()).toEqual(runs)
        expect(new Set(runs).size).toBe(5)
        expect((runs[0] ?? '') > now).toBe(true)
        const starts = startsOfDay(spec.schedule).map(timeOfDay)
        for (const run of runs) {
          const local = Temporal.Instant.from(run).toZonedDateTimeISO(ianaZone(spec.timeZone))
          const wall = local.toPlainTime().toString().slice(0, 5)
          // A skipped start runs later by the length of the gap, which lies within the two hours before.
          const shifted = local.offset !== local.subtract({ hours: 3 }).offset
          expect(shifted || starts.includes(wall)).toBe(true)
        }
      }),
    )
  })

  it('is the same wherever one starts to look', () => {
    fc.assert(
      fc.property(validSpec, instant, (spec, now) => {
        const [first = '', second] = nextRuns(spec, now, 2)

        expect(nextRuns(spec, first, 1)).toEqual([second])
      }),
    )
  })
})

describe('planRetention', () => {
  it('removes no point that a rule still keeps, and keeps none without such a rule', () => {
    fc.assert(
      fc.property(validSpec, points, instant, (spec, list, now) => {
        for (const { keep, reasons, until } of planRetention(named(list), spec, now)) {
          expect(keep).toBe(until > now)
          expect(reasons.some((reason) => reason.until > now)).toBe(keep)
          expect(reasons.length).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('keeps everything when asked again about what it kept', () => {
    fc.assert(
      fc.property(validSpec, points, instant, (spec, list, now) => {
        const all = named(list)
        const kept = planRetention(all, spec, now).filter((decision) => decision.keep)
        const left = all.filter((point) => kept.some((decision) => decision.name === point.name))

        expect(planRetention(left, spec, now)).toEqual(kept)
      }),
    )
  })

  it('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(validSpec, points, instant, (spec, list, now) => {
        const all = named(list)

        expect(planRetention([...all].reverse(), spec, now)).toEqual(planRetention(all, spec, now))
      }),
    )
  })
})

describe('diffPolicies', () => {
  it('finds nothing between a policy and itself, and prunes nothing', () => {
    fc.assert(
      fc.property(validSpec, points, instant, (spec, list, now) => {
        expect(diffPolicies(spec, spec)).toEqual([])
        expect(prunedPoints(named(list), { before: spec, after: spec }, now)).toEqual([])
      }),
    )
  })

  it('finds something exactly when the canonical forms differ', () => {
    fc.assert(
      fc.property(validSpec, validSpec, (a, b) => {
        const same = JSON.stringify(sorted(canonicalSpec(a))) === JSON.stringify(sorted(canonicalSpec(b)))

        expect(diffPolicies(a, b).length === 0).toBe(same)
      }),
    )
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, v]) => [key, sorted(v)]),
  )
}
