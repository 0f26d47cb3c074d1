import { describe, expect, test } from 'vitest'
import { type Json, vaultPath } from './helpers.js'
import { AT, absolute, bench, daily, hourly, kept, monthly, put, relative, weekly } from './policy-bench.js'

describe('policies that break a rule', () => {
  test('an enhanced policy is refused by api-versions from before there were any', () => {
    expect(put(bench(), hourly(), 'fast', '2021-10-01').body.error.code).toBe('BMSUserErrorInvalidPolicyInput')
    expect(put(bench(), hourly(), 'fast', '2021-12-01').status).toBe(200)
  })

  test.each<[string, Json]>([
    [
      'a start off the half-hour grid',
      daily((p) => {
        p.schedulePolicy.scheduleRunTimes = ['2026-01-01T08:10:00Z']
        p.retentionPolicy.dailySchedule.retentionTimes = ['2026-01-01T08:10:00Z']
      }),
    ],
    [
      'retention times that are not those of the schedule',
      daily((p) => {
        p.retentionPolicy.dailySchedule.retentionTimes = ['2026-01-01T09:00:00Z']
      }),
    ],
    [
      'a monthly tier with another time',
      daily((p) => {
        p.retentionPolicy.monthlySchedule = { ...monthly(relative), retentionTimes: ['2026-01-01T09:00:00Z'] }
      }),
    ],
    [
      'a daily schedule without daily retention',
      daily((p) => {
        delete p.retentionPolicy.dailySchedule
      }),
    ],
    [
      'a weekly schedule with daily retention',
      weekly((p) => {
        p.retentionPolicy.dailySchedule = kept(30, 'Days')
      }),
    ],
    [
      'a weekly schedule without weekly retention',
      weekly((p) => {
        delete p.retentionPolicy.weeklySchedule
      }),
    ],
    [
      'weekly retention on another day than the schedule',
      weekly((p) => {
        p.retentionPolicy.weeklySchedule.daysOfTheWeek = ['Monday']
      }),
    ],
    [
      'a weekly schedule without days',
      weekly((p) => {
        p.schedulePolicy.scheduleRunDays = []
      }),
    ],
    [
      'a weekly schedule with an absolute month',
      weekly((p) => {
        p.retentionPolicy.monthlySchedule = monthly(absolute({ date: 1 }))
      }),
    ],
    [
      '6 days of daily retention',
      daily((p) => {
        p.retentionPolicy.dailySchedule = kept(6, 'Days')
      }),
    ],
    [
      '10000 days',
      daily((p) => {
        p.retentionPolicy.dailySchedule = kept(10_000, 'Days')
      }),
    ],
    [
      '5164 weeks',
      weekly((p) => {
        p.retentionPolicy.weeklySchedule.retentionDuration.count = 5164
      }),
    ],
    [
      '1189 months',
      daily((p) => {
        p.retentionPolicy.monthlySchedule = { ...monthly(relative), ...kept(1189, 'Months') }
      }),
    ],
    [
      '100 years',
      daily((p) => {
        p.retentionPolicy.yearlySchedule = { ...relative, ...kept(100, 'Years'), monthsOfYear: ['May'] }
      }),
    ],
    [
      'a year without months',
      daily((p) => {
        p.retentionPolicy.yearlySchedule = { ...relative, ...kept(5, 'Years') }
      }),
    ],
    [
      'day 29 of a month',
      daily((p) => {
        p.retentionPolicy.monthlySchedule = monthly(absolute({ date: 29 }))
      }),
    ],
    [
      'absolute and relative days mixed',
      daily((p) => {
        p.retentionPolicy.monthlySchedule = monthly({ ...relative, ...absolute({ date: 1 }) })
      }),
    ],
    [
      '6 snapshot days on a standard policy',
      daily((p) => {
        p.instantRpRetentionRangeInDays = 6
      }),
    ],
    [
      '4 snapshot days on a standard weekly policy',
      weekly((p) => {
        p.instantRpRetentionRangeInDays = 4
      }),
    ],
    [
      '31 snapshot days on an enhanced policy',
      hourly((p) => {
        p.instantRpRetentionRangeInDays = 31
      }),
    ],
    [
      'an interval of 5 hours',
      hourly((p) => {
        p.schedulePolicy.hourlySchedule.interval = 5
      }),
    ],
    [
      '24 hours every 24 hours',
      hourly((p) => {
        Object.assign(p.schedulePolicy.hourlySchedule, { interval: 24, scheduleWindowDuration: 24 })
      }),
    ],
    [
      'a window that is no multiple of the interval',
      hourly((p) => {
        Object.assign(p.schedulePolicy.hourlySchedule, { interval: 8 })
      }),
    ],
    [
      'hourly without V2',
      hourly((p) => {
        delete p.policyType
      }),
    ],
    [
      'a standard schedule with V2',
      daily((p) => {
        p.policyType = 'V2'
      }),
    ],
    [
      'two branches of a V2 schedule',
      hourly((p) => {
        p.schedulePolicy.dailySchedule = { scheduleRunTimes: [AT] }
      }),
    ],
    [
      'crash consistency on a standard policy',
      daily((p) => {
        p.snapshotConsistencyType = 'OnlyCrashConsistent'
      }),
    ],
    [
      'archive with daily retention only',
      hourly((p) => {
        p.tieringPolicy = { ArchivedRP: { tieringMode: 'TierRecommended' } }
      }),
    ],
    [
      'archive after 30 days',
      hourly((p) => {
        p.retentionPolicy.monthlySchedule = monthly(relative)
        p.tieringPolicy = { ArchivedRP: { tieringMode: 'TierAfter', duration: 30, durationType: 'Days' } }
      }),
    ],
    [
      'less than 180 days in archive',
      hourly((p) => {
        p.retentionPolicy.monthlySchedule = { ...monthly(relative), ...kept(8, 'Months') }
        p.tieringPolicy = { ArchivedRP: { tieringMode: 'TierAfter', duration: 3, durationType: 'Months' } }
      }),
    ],
    [
      'a zone that Windows does not know',
      daily((p) => {
        p.timeZone = 'Europe/Berlin'
      }),
    ],
    [
      'another workload',
      daily((p) => {
        p.backupManagementType = 'AzureWorkload'
      }),
    ],
  ])('%s is refused', (_, policy) => {
    const target = bench()

    const reply = put(target, policy)

    expect([reply.status, reply.body.error?.code]).toEqual([400, 'BMSUserErrorInvalidPolicyInput'])
    expect(reply.body.error).toMatchObject({ target: null, details: null, innerError: null })
    expect(target.send('GET', `${vaultPath()}/backupPolicies/nightly`).status).toBe(404)
  })

  test.each(['ab', '1night', 'has space', 'x'.repeat(151)])('the name %s is refused', (name) => {
    expect(put(bench(), daily(), encodeURIComponent(name)).status).toBe(400)
  })

  test('snapshots must go before the vault copy: as many days as daily retention have a code of their own', () => {
    const policy = hourly((p) => {
      p.instantRpRetentionRangeInDays = 7
      p.retentionPolicy.dailySchedule = kept(7, 'Days')
    })

    expect(put(bench(), policy).body.error.code).toBe('BMSUserErrorInstantRPRetentionExceedsVaultedRetention')
  })
})
