import type {
  AzureIaaSVMProtectionPolicy,
  LongTermRetentionPolicy,
  SchedulePolicyUnion,
  TieringPolicy,
} from '@azure/arm-recoveryservicesbackup'
import type { ArchiveTiering, DaysOfMonth, PolicySpec, Retention, Schedule } from '../model/policy.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import { startTime } from '../model/policy-schedule.js'

/** A spec as the SDK's policy body. `day` (`YYYY-MM-DD`) fills the date part of times, which means nothing. */
export function writeSpec(given: PolicySpec, day: string): AzureIaaSVMProtectionPolicy {
  const spec = canonicalSpec(given)
  // Retention times must equal the schedule's; for hourly, the window's start (AZURE-BACKUP-API.md section 6).
  const time = new Date(`${day}T${startTime(spec.schedule)}:00.000Z`)
  const { prefix, suffix } = spec.snapshotGroup ?? {}
  return {
    backupManagementType: 'AzureIaasVM',
    ...(spec.kind === 'enhanced' && { policyType: 'V2' }),
    instantRPDetails: {
      ...(prefix && { azureBackupRGNamePrefix: prefix }),
      ...(suffix && { azureBackupRGNameSuffix: suffix }),
    },
    schedulePolicy: spec.kind === 'enhanced' ? enhanced(spec.schedule, time) : standard(spec.schedule, time),
    retentionPolicy: retention(spec.retention, time),
    ...(spec.archive && { tieringPolicy: { ArchivedRP: tiering(spec.archive) } }),
    instantRpRetentionRangeInDays: spec.instantRestoreDays,
    timeZone: spec.timeZone,
  }
}

/** What the spec says that the SDK's body cannot. */
export function specExtras(spec: PolicySpec): Record<string, unknown> {
  return spec.consistency === 'crash' ? { snapshotConsistencyType: 'OnlyCrashConsistent' } : {}
}

/** Only the branch of the active frequency may be present. */
function enhanced(schedule: Schedule, time: Date): SchedulePolicyUnion {
  const schedulePolicyType = 'SimpleSchedulePolicyV2'
  switch (schedule.frequency) {
    case 'hourly':
      return {
        schedulePolicyType,
        scheduleRunFrequency: 'Hourly',
        hourlySchedule: {
          interval: schedule.intervalHours,
          scheduleWindowStartTime: time,
          scheduleWindowDuration: schedule.windowHours,
        },
      }
    case 'daily':
      return { schedulePolicyType, scheduleRunFrequency: 'Daily', dailySchedule: { scheduleRunTimes: [time] } }
    case 'weekly':
      return {
        schedulePolicyType,
        scheduleRunFrequency: 'Weekly',
        weeklySchedule: { scheduleRunDays: [...schedule.days], scheduleRunTimes: [time] },
      }
  }
}

function standard(schedule: Schedule, time: Date): SchedulePolicyUnion {
  return {
    schedulePolicyType: 'SimpleSchedulePolicy',
    scheduleRunFrequency: schedule.frequency === 'weekly' ? 'Weekly' : 'Daily',
    ...(schedule.frequency === 'weekly' && { scheduleRunDays: [...schedule.days] }),
    scheduleRunTimes: [time],
    scheduleWeeklyFrequency: 0,
  }
}

function retention({ daily, weekly, monthly, yearly }: Retention, time: Date): LongTermRetentionPolicy {
  const rule = (count: number, durationType: 'Days' | 'Weeks' | 'Months' | 'Years') => ({
    retentionTimes: [time],
    retentionDuration: { count, durationType },
  })
  return {
    retentionPolicyType: 'LongTermRetentionPolicy',
    ...(daily && { dailySchedule: rule(daily.count, 'Days') }),
    ...(weekly && { weeklySchedule: { daysOfTheWeek: [...weekly.days], ...rule(weekly.count, 'Weeks') } }),
    ...(monthly && { monthlySchedule: { ...daysOfMonth(monthly.on), ...rule(monthly.count, 'Months') } }),
    ...(yearly && {
      yearlySchedule: { monthsOfYear: [...yearly.months], ...daysOfMonth(yearly.on), ...rule(yearly.count, 'Years') },
    }),
  }
}

function daysOfMonth(on: DaysOfMonth) {
  if (on.form === 'relative') {
    return {
      retentionScheduleFormatType: 'Weekly',
      retentionScheduleWeekly: { daysOfTheWeek: [...on.days], weeksOfTheMonth: [...on.weeks] },
    }
  }
  const days = on.days.map((day) => (day === 'last' ? { date: 0, isLast: true } : { date: day, isLast: false }))
  return { retentionScheduleFormatType: 'Daily', retentionScheduleDaily: { daysOfTheMonth: days } }
}

const DURATION_TYPES = { days: 'Days', weeks: 'Weeks', months: 'Months', years: 'Years' } as const

function tiering(archive: ArchiveTiering): TieringPolicy {
  if (archive.mode === 'recommended') return { tieringMode: 'TierRecommended', duration: 0, durationType: 'Invalid' }
  return {
    tieringMode: 'TierAfter',
    duration: archive.duration ?? 0,
    durationType: DURATION_TYPES[archive.unit ?? 'days'],
  }
}

/** `properties` of a spec's policy as the wire has them, e.g. for a mock: the SDK writes its bodies in the same form. */
export function wirePolicy(spec: PolicySpec, day: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify({ ...writeSpec(spec, day), ...specExtras(spec) }))
}
