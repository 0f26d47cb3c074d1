import { describe, expect, test } from 'vitest'
import { createBench, type Json, makeVault, makeVm, protect, vaultPath } from './helpers.js'
import { absolute, bench, daily, hourly, kept, monthly, put, relative, weekly } from './policy-bench.js'

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
