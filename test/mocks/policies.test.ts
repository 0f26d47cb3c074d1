import { describe, expect, test } from 'vitest'
import { createBench, type Json, makeVault, makeVm, protect, vaultPath } from './helpers.js'

const AT = '2026-01-01T08:00:00Z'
const kept = (count: number, durationType: string) => ({
  retentionTimes: [AT],
  retentionDuration: { count, durationType },
})

const daily = (change: (policy: Json) => void = () => {}) => {
  const policy: Json = {
    backupManagementType: 'AzureIaasVM',
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Daily',
      scheduleRunTimes: [AT],
    },
    retentionPolicy: { retentionPolicyType: 'LongTermRetentionPolicy', dailySchedule: kept(30, 'Days') },
    instantRpRetentionRangeInDays: 2,
    timeZone: 'UTC',
  }
  change(policy)
  return policy
}

const weekly = (change: (policy: Json) => void = () => {}) =>
  daily((policy) => {
    policy.schedulePolicy = { ...policy.schedulePolicy, scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Sunday'] }
    policy.retentionPolicy = {
      retentionPolicyType: 'LongTermRetentionPolicy',
      weeklySchedule: { daysOfTheWeek: ['Sunday'], ...kept(12, 'Weeks') },
    }
    policy.instantRpRetentionRangeInDays = 5
    change(policy)
  })

const hourly = (change: (policy: Json) => void = () => {}) =>
  daily((policy) => {
    policy.policyType = 'V2'
    policy.schedulePolicy = {
      schedulePolicyType: 'SimpleSchedulePolicyV2',
      scheduleRunFrequency: 'Hourly',
      hourlySchedule: { interval: 4, scheduleWindowStartTime: AT, scheduleWindowDuration: 12 },
    }
    change(policy)
  })

const monthly = (form: object) => ({ ...kept(12, 'Months'), ...form })
const relative = {
  retentionScheduleFormatType: 'Weekly',
  retentionScheduleWeekly: { daysOfTheWeek: ['Sunday'], weeksOfTheMonth: ['First'] },
}
const absolute = (...days: object[]) => ({
  retentionScheduleFormatType: 'Daily',
  retentionScheduleDaily: { daysOfTheMonth: days },
})

function bench() {
  const made = createBench()
  makeVault(made)
  return made
}

const put = (target: ReturnType<typeof bench>, properties: Json, name = 'nightly', apiVersion?: string) =>
  target.send('PUT', `${vaultPath()}/backupPolicies/${name}`, { properties }, apiVersion)

describe('policies that are taken', () => {
  test.each([
    ['daily', daily()],
    [
      'daily kept for a week',
      daily((p) => {
        p.retentionPolicy.dailySchedule = kept(7, 'Days')
      }),
    ],
    ['weekly', weekly()],
    [
      'weekly with a relative month',
      weekly((p) => {
        p.retentionPolicy.monthlySchedule = monthly(relative)
      }),
    ],
    ['hourly', hourly()],
    [
      'monthly on the first and the last day',
      daily((p) => {
        p.retentionPolicy.monthlySchedule = monthly(absolute({ date: 1 }, { isLast: true }))
      }),
    ],
    [
      'yearly',
      daily((p) => {
        p.retentionPolicy.yearlySchedule = { ...kept(7, 'Years'), monthsOfYear: ['January'], ...relative }
      }),
    ],
    [
      'another zone',
      daily((p) => {
        p.timeZone = 'India Standard Time'
      }),
    ],
    [
      'crash-consistent',
      hourly((p) => {
        p.snapshotConsistencyType = 'OnlyCrashConsistent'
      }),
    ],
    [
      'archive after three months',
      hourly((p) => {
        p.retentionPolicy.monthlySchedule = monthly(relative)
        p.tieringPolicy = { ArchivedRP: { tieringMode: 'TierAfter', duration: 3, durationType: 'Months' } }
      }),
    ],
  ])('%s: 200 with the body', (_, policy) => {
    const reply = put(bench(), policy)

    expect(reply.body.error).toBeUndefined()
    expect(reply.status).toBe(200)
  })

  test('the answer is in Azure form: default days, no fractions, no sent count', () => {
    const target = bench()
    const sent = hourly((p) => {
      delete p.instantRpRetentionRangeInDays
      p.protectedItemsCount = 5
      p.schedulePolicy.hourlySchedule.scheduleWindowStartTime = '2026-01-01T08:00:00.000Z'
    })

    const { properties } = put(target, sent).body

    expect(properties).toMatchObject({ policyType: 'V2', instantRpRetentionRangeInDays: 7, protectedItemsCount: 0 })
    expect(properties.schedulePolicy.hourlySchedule.scheduleWindowStartTime).toBe('2026-01-01T08:00:00Z')
  })

  test('an api-version from before crash consistency drops the member', () => {
    const policy = hourly((p) => {
      p.snapshotConsistencyType = 'OnlyCrashConsistent'
    })

    expect(put(bench(), policy, 'crash', '2023-06-01').body.properties.snapshotConsistencyType).toBeUndefined()
    expect(put(bench(), policy, 'crash', '2023-08-01').body.properties.snapshotConsistencyType).toBe(
      'OnlyCrashConsistent',
    )
  })
})

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

describe('policies and their items', () => {
  test('the list shows a count of 0 for all, one policy shows the true count', () => {
    const target = createBench()
    makeVm(target, 'web-01')
    makeVault(target)
    protect(target, 'web-01')

    const rows = target.send('GET', `${vaultPath()}/backupPolicies`).body.value
    const one = target.send('GET', `${vaultPath()}/backupPolicies/DefaultPolicy`).body

    expect(rows.map((row: Json) => row.properties.protectedItemsCount)).toEqual([0, 0, 0])
    expect(one.properties.protectedItemsCount).toBe(1)
  })

  test('a policy in use cannot be deleted nor change its type; a free one can be deleted: 200, no body', () => {
    const target = createBench()
    makeVm(target, 'web-01')
    makeVault(target)
    put(target, daily())
    protect(target, 'web-01', { policy: 'nightly' })

    expect(target.send('DELETE', `${vaultPath()}/backupPolicies/nightly`).body.error.code).toBe(
      'BMSUserErrorPolicyObjectInUse',
    )
    expect(put(target, hourly()).body.error.code).toBe('BMSUserErrorPolicyObjectInUse')
    expect(target.send('DELETE', `${vaultPath()}/backupPolicies/EnhancedPolicy`)).toMatchObject({
      status: 200,
      body: undefined,
    })
    expect(target.send('DELETE', `${vaultPath()}/backupPolicies/EnhancedPolicy`).status).toBe(204)
  })

  test('the 201st policy is refused', () => {
    const target = bench()
    for (let index = 3; index < 200; index++) expect(put(target, daily(), `policy-${index}`).status).toBe(200)

    expect(put(target, daily(), 'one-too-many').body.error.code).toBe('BMSUserErrorMaxPoliciesLimitReached')
    expect(put(target, daily(), 'policy-3').status).toBe(200)
  })
})
