import type { JsonObject } from '../json.js'

/** The date part of policy times has no meaning. */
const at = (time: string) => `2026-01-01T${time}:00Z`
const kept = (time: string, count: number, durationType: string) => ({
  retentionTimes: [at(time)],
  retentionDuration: { count, durationType },
})

/** PUT body of a VM policy. */
function policy(schedulePolicy: JsonObject, retention: JsonObject, more: JsonObject): JsonObject {
  return {
    properties: {
      backupManagementType: 'AzureIaasVM',
      schedulePolicy,
      retentionPolicy: { retentionPolicyType: 'LongTermRetentionPolicy', ...retention },
      timeZone: 'UTC',
      ...more,
    },
  }
}

/** A standard daily policy. */
export function dailyPolicy(time: string, options: { days: number; timeZone?: string }): JsonObject {
  const schedule = {
    schedulePolicyType: 'SimpleSchedulePolicy',
    scheduleRunFrequency: 'Daily',
    scheduleRunTimes: [at(time)],
  }
  const zone = options.timeZone ? { timeZone: options.timeZone } : {}
  return policy(
    schedule,
    { dailySchedule: kept(time, options.days, 'Days') },
    { instantRpRetentionRangeInDays: 2, ...zone },
  )
}

/** A standard weekly policy. */
export function weeklyPolicy(day: string, time: string, weeks: number): JsonObject {
  const schedule = {
    schedulePolicyType: 'SimpleSchedulePolicy',
    scheduleRunFrequency: 'Weekly',
    scheduleRunDays: [day],
    scheduleRunTimes: [at(time)],
  }
  const retention = { weeklySchedule: { daysOfTheWeek: [day], ...kept(time, weeks, 'Weeks') } }
  return policy(schedule, retention, { instantRpRetentionRangeInDays: 5 })
}

/** An enhanced policy that runs every few hours. */
export function hourlyPolicy(time: string, interval: number): JsonObject {
  const hourlySchedule = { interval, scheduleWindowStartTime: at(time), scheduleWindowDuration: 12 }
  const schedule = { schedulePolicyType: 'SimpleSchedulePolicyV2', scheduleRunFrequency: 'Hourly', hourlySchedule }
  const retention = { dailySchedule: kept(time, 30, 'Days') }
  return policy(schedule, retention, { policyType: 'V2', instantRpRetentionRangeInDays: 2 })
}

/** An enhanced daily policy of crash-consistent backups. */
export function crashPolicy(time: string): JsonObject {
  const retention = { dailySchedule: kept(time, 30, 'Days') }
  return policy(enhancedDaily(time), retention, {
    policyType: 'V2',
    instantRpRetentionRangeInDays: 2,
    snapshotConsistencyType: 'OnlyCrashConsistent',
  })
}

/** An enhanced daily policy with weekly, monthly and yearly points, the old ones in the archive tier. */
export function longTermPolicy(time: string): JsonObject {
  const first = { daysOfTheWeek: ['Sunday'], weeksOfTheMonth: ['First'] }
  const weekly = { retentionScheduleFormatType: 'Weekly', retentionScheduleWeekly: first }
  const retention = {
    dailySchedule: kept(time, 30, 'Days'),
    weeklySchedule: { daysOfTheWeek: ['Sunday'], ...kept(time, 12, 'Weeks') },
    monthlySchedule: { ...weekly, ...kept(time, 60, 'Months') },
    yearlySchedule: { ...weekly, monthsOfYear: ['January'], ...kept(time, 10, 'Years') },
  }
  return policy(enhancedDaily(time), retention, {
    policyType: 'V2',
    instantRpRetentionRangeInDays: 5,
    tieringPolicy: { ArchivedRP: { tieringMode: 'TierAfter', duration: 3, durationType: 'Months' } },
  })
}

function enhancedDaily(time: string): JsonObject {
  return {
    schedulePolicyType: 'SimpleSchedulePolicyV2',
    scheduleRunFrequency: 'Daily',
    dailySchedule: { scheduleRunTimes: [at(time)] },
  }
}
