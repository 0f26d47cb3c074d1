import { describe, expect, it } from 'vitest'
import type { PolicySpec } from '../../../../src/model/policy.js'
import { POLICY_TEMPLATES } from '../../../../src/model/policy-templates.js'
import { safeStretches, safeTime } from '../../../../src/stagger/apply/safe-time.js'

const HOUR_MS = 3_600_000
const NOON = '2026-03-02T12:00:00.000Z'
const daily = (time: string): PolicySpec => ({ ...POLICY_TEMPLATES.standard, schedule: { frequency: 'daily', time } })
const every4h = (windowStart: string): PolicySpec => ({
  ...POLICY_TEMPLATES.critical,
  schedule: { frequency: 'hourly', intervalHours: 4, windowStart, windowHours: 24 },
})
const standard = { lastGood: '2026-03-01T22:20:00.000Z', rpoMs: 24 * HOUR_MS }

describe('the time at which a VM may change its policy', () => {
  it('is now when the new start comes within the RPO', () => {
    const time = safeTime({ ...standard, old: daily('22:00'), next: daily('20:00') }, NOON)

    expect(time).toMatchObject({ kind: 'at', stretch: { from: NOON }, isForRpo: false })
  })

  it("is after tonight's job when the new start is later than the RPO allows", () => {
    const time = safeTime({ ...standard, old: daily('22:00'), next: daily('04:00') }, NOON)

    expect(time).toEqual({
      kind: 'at',
      stretch: { from: '2026-03-03T00:00:00.000Z', to: '2026-03-03T03:45:00.000Z' },
      isForRpo: true,
    })
  })

  it.each([
    ['a quarter of an hour before the old start', '2026-03-02T21:45:00.000Z', '2026-03-03T00:00:00.000Z'],
    ['within two hours of the old start', '2026-03-02T23:59:00.000Z', '2026-03-03T00:00:00.000Z'],
    ['just before the new start', '2026-03-03T03:50:00.000Z', '2026-03-03T06:00:00.000Z'],
  ])('is never %s', (_when, now, at) => {
    const time = safeTime({ old: daily('22:00'), next: daily('04:00'), lastGood: null, rpoMs: null }, now)

    expect(time).toMatchObject({ kind: 'at', stretch: { from: at } })
  })

  it('is now when the RPO is lost already and the new start comes sooner', () => {
    const lost = { lastGood: '2026-02-20T22:00:00.000Z', rpoMs: 24 * HOUR_MS }

    const time = safeTime({ ...lost, old: daily('22:00'), next: daily('20:00') }, NOON)

    expect(time).toMatchObject({ kind: 'at', stretch: { from: NOON }, isForRpo: false })
  })

  it('is now when the gap grows by no more than two hours', () => {
    const time = safeTime({ ...standard, old: daily('22:00'), next: daily('00:00') }, NOON)

    expect(time).toMatchObject({ kind: 'at', stretch: { from: NOON }, isForRpo: false })
  })

  it('heeds no RPO that the schedule itself cannot keep', () => {
    const hard = { lastGood: '2026-03-01T22:20:00.000Z', rpoMs: 4 * HOUR_MS }

    const time = safeTime({ ...hard, old: daily('22:00'), next: daily('20:00') }, NOON)

    expect(time).toMatchObject({ kind: 'at', stretch: { from: NOON }, isForRpo: false })
  })

  it('heeds no RPO that a weekly schedule cannot keep, on any day of the week', () => {
    const weekly = (time: string): PolicySpec => ({
      ...daily(time),
      schedule: { frequency: 'weekly', days: ['Sunday'], time },
    })
    const days = { old: weekly('02:00'), next: weekly('05:30'), rpoMs: 48 * HOUR_MS }

    // Monday to Saturday.
    for (const day of [2, 3, 4, 5, 6, 7]) {
      const time = safeTime({ ...days, lastGood: '2026-03-01T09:20:00.000Z' }, `2026-03-0${day}T12:00:00.000Z`)
      expect(time).toMatchObject({ kind: 'at', isForRpo: false })
    }
  })

  it('asks for a backup first when no start of the new schedule comes early enough', () => {
    const weekAgo = { lastGood: '2026-02-26T12:20:00.000Z', rpoMs: 7 * 24 * HOUR_MS }
    const weekly = (day: 'Thursday' | 'Monday'): PolicySpec => ({
      ...daily('22:00'),
      schedule: { frequency: 'weekly', days: [day], time: '12:00' },
    })

    const time = safeTime({ ...weekAgo, old: weekly('Thursday'), next: weekly('Monday') }, '2026-03-02T15:00:00.000Z')

    expect(time).toEqual({ kind: 'after backup', at: '2026-03-02T15:00:00.000Z' })
  })

  it('is the last moment before a start when hourly starts leave no other', () => {
    const time = safeTime(
      { old: every4h('08:00'), next: every4h('10:00'), lastGood: null, rpoMs: null },
      '2026-03-02T08:30:00.000Z',
    )

    expect(time).toEqual({
      kind: 'at',
      stretch: { from: '2026-03-02T09:45:00.000Z', to: '2026-03-02T09:55:00.000Z' },
      isForRpo: false,
    })
  })

  it.each([
    ['is still now some minutes later: nobody wakes up at the very moment', '09:52:00', '09:52:00'],
    ['is before the next start when this one is too near', '09:56:00', '11:45:00'],
  ])('%s, when hourly starts leave no other', (_what, now, at) => {
    const hourly = { old: every4h('08:00'), next: every4h('10:00'), lastGood: null, rpoMs: null }

    expect(safeTime(hourly, `2026-03-02T${now}.000Z`)).toMatchObject({
      kind: 'at',
      stretch: { from: `2026-03-02T${at}.000Z` },
    })
  })

  it('has an end in each of the next two nights, where the RPO binds it to a short stretch', () => {
    const stretches = safeStretches({ ...standard, old: daily('22:00'), next: daily('03:30') }, NOON)

    expect(stretches.slice(0, 2)).toEqual([
      { from: '2026-03-03T00:00:00.000Z', to: '2026-03-03T03:15:00.000Z' },
      { from: '2026-03-04T00:00:00.000Z', to: '2026-03-04T03:15:00.000Z' },
    ])
  })
})
