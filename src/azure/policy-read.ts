import type {
  AzureIaaSVMProtectionPolicy,
  DailyRetentionFormat,
  LongTermRetentionPolicy,
  RetentionDuration,
  RetentionPolicyUnion,
  SchedulePolicyUnion,
  SimpleSchedulePolicy,
  SimpleSchedulePolicyV2,
  TieringPolicy,
  WeeklyRetentionFormat,
} from '@azure/arm-recoveryservicesbackup'
import { findName, sameName } from '../core/names.js'
import {
  type ArchiveTiering,
  type DaysOfMonth,
  MONTHS,
  type PolicySpec,
  type Retention,
  type Schedule,
  WEEKDAYS,
  WEEKS_OF_MONTH,
} from '../model/policy.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import { defaultInstantRestoreDays } from '../model/policy-templates.js'

/** A policy says something that azbk has no word for; `message` says what. */
export class UnreadablePolicy extends Error {}

/** A policy body of the SDK as a spec; throws {@link UnreadablePolicy}. Source: AZURE-BACKUP-API.md section 6. */
export function readSpec(body: AzureIaaSVMProtectionPolicy): PolicySpec {
  const kind = sameName(body.schedulePolicy?.schedulePolicyType ?? '', 'SimpleSchedulePolicyV2')
    ? 'enhanced'
    : 'standard'
  const schedule = readSchedule(body.schedulePolicy)
  const { azureBackupRGNamePrefix: prefix, azureBackupRGNameSuffix: suffix } = body.instantRPDetails ?? {}
  const archive = readArchive(body.tieringPolicy)
  return canonicalSpec({
    kind,
    schedule,
    retention: readRetention(body.retentionPolicy),
    instantRestoreDays: body.instantRpRetentionRangeInDays ?? defaultInstantRestoreDays({ kind, schedule }),
    ...(prefix && { snapshotGroup: { prefix, ...(suffix && { suffix }) } }),
    timeZone: body.timeZone ?? 'UTC',
    ...(archive && { archive }),
    consistency: readConsistency((body as { snapshotConsistencyType?: string }).snapshotConsistencyType),
  })
}

function readConsistency(type: string | undefined): PolicySpec['consistency'] {
  if (!type) return 'app'
  if (sameName(type, 'OnlyCrashConsistent')) return 'crash'
  throw new UnreadablePolicy(`snapshotConsistencyType is '${type}'`)
}

function readSchedule(policy: SchedulePolicyUnion | undefined): Schedule {
  const type = policy?.schedulePolicyType ?? 'none'
  if (sameName(type, 'SimpleSchedulePolicyV2')) return readEnhanced(policy as SimpleSchedulePolicyV2)
  if (sameName(type, 'SimpleSchedulePolicy')) return readStandard(policy as SimpleSchedulePolicy)
  throw new UnreadablePolicy(`schedulePolicyType is '${type}'`)
}

function readStandard(policy: SimpleSchedulePolicy): Schedule {
  return byFrequency(policy.scheduleRunFrequency, { daily: policy, weekly: policy })
}

function readEnhanced({ scheduleRunFrequency, hourlySchedule, dailySchedule, weeklySchedule }: SimpleSchedulePolicyV2) {
  if (!sameName(scheduleRunFrequency ?? '', 'Hourly')) {
    return byFrequency(scheduleRunFrequency, { daily: dailySchedule, weekly: weeklySchedule })
  }
  return {
    frequency: 'hourly' as const,
    intervalHours: positive(hourlySchedule?.interval, 'hourlySchedule.interval'),
    windowStart: wallClock(hourlySchedule?.scheduleWindowStartTime),
    windowHours: positive(hourlySchedule?.scheduleWindowDuration, 'hourlySchedule.scheduleWindowDuration'),
  }
}

function byFrequency(
  frequency: string | undefined,
  branches: {
    daily: { scheduleRunTimes?: Date[] } | undefined
    weekly: SimpleSchedulePolicy | WeeklyBranch | undefined
  },
): Schedule {
  if (sameName(frequency ?? '', 'Daily'))
    return { frequency: 'daily', time: onlyTime(branches.daily?.scheduleRunTimes) }
  if (sameName(frequency ?? '', 'Weekly')) {
    const days = named(branches.weekly?.scheduleRunDays, WEEKDAYS)
    return { frequency: 'weekly', days, time: onlyTime(branches.weekly?.scheduleRunTimes) }
  }
  throw new UnreadablePolicy(`scheduleRunFrequency is '${frequency}'`)
}

type WeeklyBranch = NonNullable<SimpleSchedulePolicyV2['weeklySchedule']>

function onlyTime(times: readonly Date[] | undefined): string {
  if (times?.length !== 1) throw new UnreadablePolicy(`it has ${times?.length ?? 0} start times a day`)
  return wallClock(times[0])
}

/** Azure writes wall-clock times of the policy's zone with a `Z`; the date part means nothing. */
function wallClock(time: Date | undefined): string {
  if (time === undefined || Number.isNaN(time.getTime())) throw new UnreadablePolicy('a start time is missing')
  return time.toISOString().slice(11, 16)
}

function positive(value: number | undefined, field: string): number {
  if (value === undefined || !(value > 0)) throw new UnreadablePolicy(`${field} is ${value}`)
  return value
}

function named<T extends string>(values: readonly string[] | undefined, known: readonly T[]): T[] {
  return (values ?? []).map((value) => {
    const match = findName(known, value)
    if (match === undefined) throw new UnreadablePolicy(`it names '${value}'`)
    return match
  })
}

function readRetention(policy: RetentionPolicyUnion | undefined): Retention {
  const type = policy?.retentionPolicyType ?? 'none'
  if (!sameName(type, 'LongTermRetentionPolicy')) throw new UnreadablePolicy(`retentionPolicyType is '${type}'`)
  const {
    dailySchedule: d,
    weeklySchedule: w,
    monthlySchedule: m,
    yearlySchedule: y,
  } = policy as LongTermRetentionPolicy
  return {
    ...(d && { daily: { count: countIn('Days', d.retentionDuration) } }),
    ...(w && { weekly: { count: countIn('Weeks', w.retentionDuration), days: named(w.daysOfTheWeek, WEEKDAYS) } }),
    ...(m && { monthly: { count: countIn('Months', m.retentionDuration), on: readDays(m) } }),
    ...(y && {
      yearly: { count: countIn('Years', y.retentionDuration), months: named(y.monthsOfYear, MONTHS), on: readDays(y) },
    }),
  }
}

function countIn(unit: string, duration: RetentionDuration | undefined): number {
  const given = duration?.durationType ?? 'nothing'
  if (!sameName(given, unit)) throw new UnreadablePolicy(`a retention is given in ${given}, not in ${unit}`)
  return positive(duration?.count, 'retentionDuration.count')
}

function readDays(schedule: {
  retentionScheduleFormatType?: string
  retentionScheduleDaily?: DailyRetentionFormat
  retentionScheduleWeekly?: WeeklyRetentionFormat
}): DaysOfMonth {
  const form = schedule.retentionScheduleFormatType ?? ''
  if (sameName(form, 'Daily')) {
    const days = schedule.retentionScheduleDaily?.daysOfTheMonth ?? []
    return { form: 'absolute', days: days.map((day) => (day.isLast ? 'last' : (day.date ?? 0))) }
  }
  if (!sameName(form, 'Weekly')) throw new UnreadablePolicy(`retentionScheduleFormatType is '${form}'`)
  const { weeksOfTheMonth, daysOfTheWeek } = schedule.retentionScheduleWeekly ?? {}
  return { form: 'relative', weeks: named(weeksOfTheMonth, WEEKS_OF_MONTH), days: named(daysOfTheWeek, WEEKDAYS) }
}

const UNITS = ['days', 'weeks', 'months', 'years'] as const

function readArchive(tiering: Readonly<Record<string, TieringPolicy>> | undefined): ArchiveTiering | undefined {
  const { ArchivedRP, ...others } = tiering ?? {}
  const [other] = Object.keys(others)
  if (other !== undefined) throw new UnreadablePolicy(`tieringPolicy names '${other}'`)
  const mode = ArchivedRP?.tieringMode ?? 'DoNotTier'
  if (sameName(mode, 'DoNotTier') || sameName(mode, 'Invalid')) return undefined
  if (sameName(mode, 'TierRecommended')) return { mode: 'recommended' }
  if (!sameName(mode, 'TierAfter')) throw new UnreadablePolicy(`tieringMode is '${mode}'`)
  const [unit] = named([ArchivedRP?.durationType ?? ''], UNITS)
  return { mode: 'after', duration: positive(ArchivedRP?.duration, 'tieringPolicy duration'), unit: unit ?? 'days' }
}
