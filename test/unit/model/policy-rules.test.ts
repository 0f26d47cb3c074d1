import { describe, expect, it } from 'vitest'
import type { PolicySpec } from '../../../src/model/policy.js'
import { checkPolicy, checkPolicyName, isError, POLICY_RULES } from '../../../src/model/policy-rules.js'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'

const DAILY = POLICY_TEMPLATES.standard
const HOURLY = POLICY_TEMPLATES.critical
const WEEKLY: PolicySpec = {
  kind: 'standard',
  schedule: { frequency: 'weekly', days: ['Sunday', 'Wednesday'], time: '22:00' },
  retention: { weekly: { count: 12, days: ['Sunday', 'Wednesday'] } },
  instantRestoreDays: 5,
  timeZone: 'UTC',
  consistency: 'app',
}
const YEARS = { months: ['January'], on: { form: 'absolute', days: [1, 'last'] } } as const
const hourly = (change: object): PolicySpec => ({ ...HOURLY, schedule: { ...HOURLY.schedule, ...change } as never })
const keep = (base: PolicySpec, retention: object): PolicySpec => ({ ...base, retention: retention as never })

/** One or more policies that break each rule, and the field that is told. */
const BROKEN: Record<string, readonly (readonly [spec: PolicySpec, field: string])[]> = {
  'time-of-day': [
    [{ ...DAILY, schedule: { frequency: 'daily', time: '25:00' } }, 'schedule.time'],
    [hourly({ windowStart: '8am' }), 'schedule.windowStart'],
  ],
  'half-hour-start': [
    [{ ...DAILY, schedule: { frequency: 'daily', time: '22:15' } }, 'schedule.time'],
    [hourly({ windowStart: '08:01' }), 'schedule.windowStart'],
  ],
  'time-zone': [[{ ...DAILY, timeZone: 'Berlin' }, 'timeZone']],
  'hourly-enhanced': [[{ ...HOURLY, kind: 'standard', instantRestoreDays: 5 }, 'schedule.frequency']],
  'hourly-interval': [
    [hourly({ intervalHours: 5 }), 'schedule.intervalHours'],
    [hourly({ intervalHours: 24 }), 'schedule.intervalHours'],
  ],
  'hourly-window': [
    [hourly({ intervalHours: 6, windowHours: 4 }), 'schedule.windowHours'],
    [hourly({ intervalHours: 8, windowHours: 12 }), 'schedule.windowHours'],
    [hourly({ windowHours: 28 }), 'schedule.windowHours'],
    [hourly({ windowHours: 4.5 }), 'schedule.windowHours'],
  ],
  'weekly-days': [[{ ...WEEKLY, schedule: { frequency: 'weekly', days: [], time: '22:00' } }, 'schedule.days']],
  'crash-enhanced': [[{ ...WEEKLY, consistency: 'crash' }, 'consistency']],
  'daily-retention-needed': [[keep(DAILY, { weekly: DAILY.retention.weekly }), 'retention.daily']],
  'weekly-no-daily-retention': [[keep(WEEKLY, { ...WEEKLY.retention, daily: { count: 30 } }), 'retention.daily']],
  'weekly-retention-needed': [[keep(WEEKLY, {}), 'retention.weekly']],
  'weekly-retention-days': [
    [keep(WEEKLY, { weekly: { count: 12, days: ['Sunday'] } }), 'retention.weekly.days'],
    [keep(WEEKLY, { weekly: { count: 12, days: ['Sunday', 'Monday', 'Wednesday'] } }), 'retention.weekly.days'],
  ],
  'retention-count': [
    [keep(DAILY, { daily: { count: 6 } }), 'retention.daily.count'],
    [keep(DAILY, { daily: { count: 10_000 } }), 'retention.daily.count'],
    [keep(DAILY, { daily: { count: 7.5 } }), 'retention.daily.count'],
    [keep(DAILY, { ...DAILY.retention, weekly: { count: 5164, days: ['Sunday'] } }), 'retention.weekly.count'],
    [keep(DAILY, { ...DAILY.retention, monthly: { count: 1189, on: YEARS.on } }), 'retention.monthly.count'],
    [keep(DAILY, { ...DAILY.retention, yearly: { count: 100, ...YEARS } }), 'retention.yearly.count'],
    [keep(DAILY, { ...DAILY.retention, yearly: { count: -1, ...YEARS } }), 'retention.yearly.count'],
  ],
  'daily-retention-one': [
    [{ ...keep(DAILY, { daily: { count: 1 } }), instantRestoreDays: 1 }, 'retention.daily.count'],
  ],
  'retention-days-named': [
    [keep(DAILY, { ...DAILY.retention, weekly: { count: 9, days: [] } }), 'retention.weekly.days'],
    [
      keep(DAILY, { daily: { count: 30 }, monthly: { count: 9, on: { form: 'absolute', days: [] } } }),
      'retention.monthly.on.days',
    ],
    [
      keep(DAILY, {
        daily: { count: 30 },
        monthly: { count: 9, on: { form: 'relative', weeks: [], days: ['Sunday'] } },
      }),
      'retention.monthly.on.weeks',
    ],
    [keep(DAILY, { daily: { count: 30 }, yearly: { count: 9, months: [], on: YEARS.on } }), 'retention.yearly.months'],
  ],
  'day-of-month': [
    [
      keep(DAILY, { daily: { count: 30 }, monthly: { count: 9, on: { form: 'absolute', days: [29] } } }),
      'retention.monthly.on.days',
    ],
    [
      keep(DAILY, { daily: { count: 30 }, yearly: { ...YEARS, count: 9, on: { form: 'absolute', days: [0] } } }),
      'retention.yearly.on.days',
    ],
  ],
  'weekly-relative-form': [
    [keep(WEEKLY, { ...WEEKLY.retention, monthly: { count: 9, on: YEARS.on } }), 'retention.monthly.on.form'],
    [keep(WEEKLY, { ...WEEKLY.retention, yearly: { count: 9, ...YEARS } }), 'retention.yearly.on.form'],
  ],
  'relative-day-without-backup': [
    [
      keep(WEEKLY, {
        ...WEEKLY.retention,
        monthly: { count: 9, on: { form: 'relative', weeks: ['First'], days: ['Monday'] } },
      }),
      'retention.monthly.on.days',
    ],
  ],
  'rule-without-effect': [
    [keep(DAILY, { daily: { count: 30 }, weekly: { count: 4, days: ['Sunday'] } }), 'retention.weekly.count'],
  ],
  'points-per-item': [
    [keep(DAILY, { daily: { count: 9990 }, weekly: { count: 5000, days: ['Sunday'] } }), 'retention'],
  ],
  'instant-restore-days': [
    [{ ...DAILY, kind: 'standard', instantRestoreDays: 6 }, 'instantRestoreDays'],
    [{ ...WEEKLY, instantRestoreDays: 4 }, 'instantRestoreDays'],
    [{ ...DAILY, instantRestoreDays: 0 }, 'instantRestoreDays'],
    [{ ...keep(DAILY, { daily: { count: 60 } }), instantRestoreDays: 31 }, 'instantRestoreDays'],
  ],
  'instant-below-daily': [[{ ...keep(DAILY, { daily: { count: 7 } }), instantRestoreDays: 7 }, 'instantRestoreDays']],
  'instant-advice': [
    [{ ...HOURLY, instantRestoreDays: 18 }, 'instantRestoreDays'],
    [{ ...WEEKLY, kind: 'enhanced', instantRestoreDays: 4 }, 'instantRestoreDays'],
    [
      {
        ...keep(WEEKLY, { weekly: { count: 1, days: ['Sunday', 'Wednesday'] } }),
        kind: 'enhanced',
        instantRestoreDays: 8,
      },
      'instantRestoreDays',
    ],
  ],
  'snapshot-group-name': [
    [{ ...DAILY, snapshotGroup: { prefix: 'rg snap' } }, 'snapshotGroup.prefix'],
    [{ ...DAILY, snapshotGroup: { prefix: 'rg-snap-', suffix: '/x' } }, 'snapshotGroup.suffix'],
  ],
  'snapshot-group-plain': [[{ ...DAILY, snapshotGroup: { prefix: 'rg.snap' } }, 'snapshotGroup.prefix']],
  'archive-enhanced': [[{ ...DAILY, kind: 'standard', archive: { mode: 'recommended' } }, 'archive']],
  'archive-long-term': [[{ ...keep(DAILY, { daily: { count: 30 } }), archive: { mode: 'recommended' } }, 'archive']],
  'archive-not-weekly': [
    [
      {
        ...keep(WEEKLY, {
          ...WEEKLY.retention,
          monthly: { count: 12, on: { form: 'relative', weeks: ['First'], days: ['Sunday'] } },
        }),
        kind: 'enhanced',
        archive: { mode: 'recommended' },
      },
      'archive',
    ],
  ],
  'archive-after': [
    [{ ...HOURLY, archive: { mode: 'after', duration: 44, unit: 'days' } }, 'archive.duration'],
    [{ ...HOURLY, archive: { mode: 'after', duration: 2, unit: 'months' } }, 'archive.duration'],
    [{ ...DAILY, archive: { mode: 'after', duration: 7, unit: 'months' } }, 'archive.duration'],
  ],
}

describe('checkPolicy', () => {
  it('has a test for every rule', () => {
    expect(POLICY_RULES.map((row) => row.rule).sort()).toEqual(Object.keys(BROKEN).sort())
  })

  for (const { rule, severity } of POLICY_RULES) {
    it(`finds what breaks ${rule}, with field, reason, fix and source`, () => {
      for (const [spec, field] of BROKEN[rule] ?? []) {
        const found = checkPolicy(spec).filter((problem) => problem.rule === rule)

        expect(found, JSON.stringify(spec)).toMatchObject([{ field, severity }])
        expect(found[0]?.message).toMatch(/\.$/)
        expect(found[0]?.fix).toMatch(/[.?]$/)
        expect(found[0]?.source).not.toBe('')
      }
    })
  }

  it('finds nothing in a sound policy of each schedule', () => {
    for (const spec of [DAILY, HOURLY, WEEKLY]) expect(checkPolicy(spec)).toEqual([])
  })

  it('finds all of three broken rules at once, errors before warnings', () => {
    const spec: PolicySpec = {
      ...DAILY,
      schedule: { frequency: 'daily', time: '22:10' },
      retention: { daily: { count: 30 }, weekly: { count: 2, days: ['Sunday'] } },
      timeZone: 'Mars/Olympus',
      instantRestoreDays: 31,
    }

    const problems = checkPolicy(spec)

    expect(problems.map((problem) => problem.rule)).toEqual([
      'half-hour-start',
      'time-zone',
      'instant-restore-days',
      'instant-below-daily',
      'rule-without-effect',
    ])
    expect(problems.map(isError)).toEqual([true, true, true, true, false])
  })

  it('takes the relative form with a weekly schedule, and windows that pass midnight', () => {
    const on = { form: 'relative', weeks: ['First', 'Last'], days: ['Wednesday'] } as const
    const weekly = keep(WEEKLY, {
      ...WEEKLY.retention,
      monthly: { count: 12, on },
      yearly: { count: 3, months: ['June'], on },
    })

    expect(checkPolicy(weekly)).toEqual([])
    expect(checkPolicy(hourly({ windowStart: '20:00', intervalHours: 4, windowHours: 12 }))).toEqual([])
  })
})

describe('checkPolicyName', () => {
  it.each(['abc', 'Daily_2200!', `a${'b'.repeat(149)}`])('takes %s', (name) => {
    expect(checkPolicyName(name)).toEqual([])
  })

  it.each(['', 'ab', '1abc', '-abc', 'a b c', 'a/b/c', `a${'b'.repeat(150)}`])("refuses '%s'", (name) => {
    expect(checkPolicyName(name)).toMatchObject([{ field: 'name', severity: 'error' }])
  })
})
