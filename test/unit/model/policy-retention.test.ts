import { describe, expect, it } from 'vitest'
import type { PolicySpec } from '../../../src/model/policy.js'
import { diffPolicies, estimatePruning, prunedPoints } from '../../../src/model/policy-diff.js'
import { planRetention, type RetainedPoint } from '../../../src/model/policy-retention.js'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { describePolicy } from '../../../src/model/policy-words.js'

const NOW = '2026-03-02T09:00:00.000Z'
const point = (time: string, more: Partial<RetainedPoint> = {}): RetainedPoint => ({
  name: time,
  time: `${time}:00.000Z`,
  ...more,
})
const keeping = (retention: PolicySpec['retention']): PolicySpec => ({
  ...POLICY_TEMPLATES.standard,
  retention,
  instantRestoreDays: 2,
})
const rules = (points: readonly RetainedPoint[], spec: PolicySpec) =>
  planRetention(points, spec, NOW).map(({ name, keep, reasons }) => [
    name,
    keep,
    reasons.map((reason) => reason.rule).join(' '),
  ])

describe('planRetention', () => {
  it('says for each point which rules hold it, longest first, or which held it', () => {
    const spec = keeping({
      daily: { count: 7 },
      weekly: { count: 8, days: ['Sunday'] },
      monthly: { count: 12, on: { form: 'relative', weeks: ['First'], days: ['Sunday'] } },
    })

    expect(
      rules(
        [point('2026-03-01T22:00'), point('2026-02-20T22:00'), point('2026-02-15T22:00'), point('2025-02-02T22:00')],
        spec,
      ),
    ).toEqual([
      ['2025-02-02T22:00', false, 'monthly weekly daily snapshot'],
      ['2026-02-15T22:00', true, 'weekly'],
      ['2026-02-20T22:00', false, 'daily snapshot'],
      ['2026-03-01T22:00', true, 'monthly weekly daily snapshot'],
    ])
  })

  it('knows the last weekday and the last day of a month', () => {
    const last = (on: object) => keeping({ daily: { count: 7 }, monthly: { count: 12, on: on as never } })
    const points = ['2026-01-25T22:00', '2026-01-30T22:00', '2026-01-31T22:00'].map((time) => point(time))

    const kept = (spec: PolicySpec) =>
      planRetention(points, spec, NOW)
        .filter((decision) => decision.keep)
        .map((decision) => decision.name)
    expect(kept(last({ form: 'relative', weeks: ['Last'], days: ['Friday', 'Sunday'] }))).toEqual([
      '2026-01-25T22:00',
      '2026-01-30T22:00',
    ])
    expect(kept(last({ form: 'absolute', days: ['last'] }))).toEqual(['2026-01-31T22:00'])
  })

  it('counts a month as 31 days, to the minute', () => {
    const spec = keeping({ daily: { count: 7 }, monthly: { count: 12, on: { form: 'absolute', days: [1] } } })

    const [decision] = planRetention([point('2026-03-01T22:00')], spec, NOW)

    // 372 days.
    expect(decision?.until).toBe('2027-03-08T22:00:00.000Z')
  })

  it('lets only the last point of an hourly day live beyond its snapshot', () => {
    const spec = { ...POLICY_TEMPLATES.critical, retention: { daily: { count: 30 } }, instantRestoreDays: 2 }

    expect(
      rules(
        [point('2026-02-20T20:00'), point('2026-02-21T04:00'), point('2026-03-01T12:00'), point('2026-03-02T04:00')],
        spec,
      ),
    ).toEqual([
      ['2026-02-20T20:00', false, 'snapshot'],
      ['2026-02-21T04:00', true, 'daily'],
      ['2026-03-01T12:00', true, 'snapshot'],
      ['2026-03-02T04:00', true, 'daily snapshot'],
    ])
  })

  it('holds an on-demand point until its own expiry, and for good when Azure does not show one', () => {
    const spec = keeping({ daily: { count: 7 } })
    const expired = point('2026-01-01T10:00', { rule: 'On-Demand', expiryTime: '2026-02-01T10:00:00.000Z' })

    expect(rules([expired, point('2026-01-02T10:00', { rule: 'OnDemand' })], spec)).toEqual([
      ['2026-01-01T10:00', false, 'on-demand'],
      ['2026-01-02T10:00', true, 'on-demand'],
    ])
  })
})

describe('prunedPoints', () => {
  it('names what the old policy holds and the new one would not', () => {
    const before = keeping({ daily: { count: 30 } })
    const after = keeping({ daily: { count: 7 } })
    const points = [point('2026-01-01T22:00'), point('2026-02-10T22:00'), point('2026-03-01T22:00')]

    expect(prunedPoints(points, { before, after }, NOW).map((decision) => decision.name)).toEqual(['2026-02-10T22:00'])
  })

  it('spares on-demand points', () => {
    const change = { before: keeping({ daily: { count: 30 } }), after: keeping({ daily: { count: 7 } }) }
    const asked = point('2026-02-10T22:00', { rule: 'On-Demand', expiryTime: '2026-04-01T10:00:00.000Z' })

    expect(prunedPoints([asked], change, NOW)).toEqual([])
  })
})

describe('estimatePruning', () => {
  it('counts the points of a VM that the policy has backed up all along', () => {
    const change = estimatePruning(keeping({ daily: { count: 30 } }), keeping({ daily: { count: 7 } }), NOW)

    expect(change).toMatchObject({
      before: 30,
      after: 7,
      oldestBefore: '2026-01-31T22:00:00.000Z',
      oldestAfter: '2026-02-23T22:00:00.000Z',
    })
  })

  it('counts the snapshots of an hourly policy besides its vault points', () => {
    const { before, after } = estimatePruning(POLICY_TEMPLATES.critical, POLICY_TEMPLATES.critical, NOW)

    expect(after).toBe(before)
    expect(before).toBeGreaterThan(7 * 6)
  })
})

describe('words', () => {
  it('tell a policy in one line and a difference by field', () => {
    const { critical, dev } = POLICY_TEMPLATES

    expect(describePolicy(critical)).toBe(
      'enhanced, every 4 h from 08:00 for 24 h UTC, kept 30 days, 12 weeks, 12 months, 7 years',
    )
    expect(diffPolicies(dev, { ...dev, timeZone: 'Europe/Berlin', retention: { daily: { count: 14 } } })).toEqual([
      { field: 'timeZone', before: 'UTC', after: 'W. Europe Standard Time' },
      { field: 'retention.daily', before: '7 days', after: '14 days' },
    ])
  })
})
