import { createBench, type Json, makeVault, vaultPath } from './helpers.js'

export const AT = '2026-01-01T08:00:00Z'

export const kept = (count: number, durationType: string) => ({
  retentionTimes: [AT],
  retentionDuration: { count, durationType },
})

export const daily = (change: (policy: Json) => void = () => {}) => {
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

export const weekly = (change: (policy: Json) => void = () => {}) =>
  daily((policy) => {
    policy.schedulePolicy = { ...policy.schedulePolicy, scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Sunday'] }
    policy.retentionPolicy = {
      retentionPolicyType: 'LongTermRetentionPolicy',
      weeklySchedule: { daysOfTheWeek: ['Sunday'], ...kept(12, 'Weeks') },
    }
    policy.instantRpRetentionRangeInDays = 5
    change(policy)
  })

export const hourly = (change: (policy: Json) => void = () => {}) =>
  daily((policy) => {
    policy.policyType = 'V2'
    policy.schedulePolicy = {
      schedulePolicyType: 'SimpleSchedulePolicyV2',
      scheduleRunFrequency: 'Hourly',
      hourlySchedule: { interval: 4, scheduleWindowStartTime: AT, scheduleWindowDuration: 12 },
    }
    change(policy)
  })

export const monthly = (form: object) => ({ ...kept(12, 'Months'), ...form })

export const relative = {
  retentionScheduleFormatType: 'Weekly',
  retentionScheduleWeekly: { daysOfTheWeek: ['Sunday'], weeksOfTheMonth: ['First'] },
}

export const absolute = (...days: object[]) => ({
  retentionScheduleFormatType: 'Daily',
  retentionScheduleDaily: { daysOfTheMonth: days },
})

export function bench() {
  const made = createBench()
  makeVault(made)
  return made
}

export const put = (target: ReturnType<typeof bench>, properties: Json, name = 'nightly', apiVersion?: string) =>
  target.send('PUT', `${vaultPath()}/backupPolicies/${name}`, { properties }, apiVersion)
