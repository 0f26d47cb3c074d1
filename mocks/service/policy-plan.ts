import { type JsonObject, listOf, numberOf, objectOf, textOf } from '../json.js'
import type { PolicyRecord } from './model.js'
import { ianaZone } from './time-zone.js'

/** Which days a weekly, monthly or yearly rule takes. */
export interface DayRule {
  /** 0 = Sunday; empty with `absolute`. */
  weekdays: number[]
  /** 1-4 and 5 = last; empty for weekly rules and with `absolute`. */
  weeks: number[]
  /** Days of the month; 0 = last day. */
  absolute: number[]
  /** 1-12; empty = every month. */
  months: number[]
}

/** One tier of long-term retention. */
export interface RetentionTier {
  rule: 'Daily' | 'Weekly' | 'Monthly' | 'Yearly'
  days: number
  when: DayRule
}

/** A VM policy as the service runs it. Times are minutes of the day in `zone`. */
export interface PolicyPlan {
  type: 'V1' | 'V2'
  frequency: 'Daily' | 'Weekly' | 'Hourly'
  zone: string
  minutes: number[]
  /** 0 = Sunday; all seven for daily and hourly policies. */
  weekdays: number[]
  instantDays: number
  crashOnly: boolean
  tiers: RetentionTier[]
  /** Age from which the service moves points to the archive by itself; absent = never. */
  archiveAfterDays?: number
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const WEEKS = ['first', 'second', 'third', 'fourth', 'last']

/** Days of a unit. A month counts as 31 days (docs: instant restore capability); a year as 365. */
const UNIT_DAYS: Record<string, number> = { days: 1, weeks: 7, months: 31, years: 365 }

const plans = new WeakMap<JsonObject, PolicyPlan | undefined>()

/** Reads a policy; undefined for policies of other workloads, which never make VM jobs. */
export function planOf(policy: PolicyRecord): PolicyPlan | undefined {
  if (!plans.has(policy.properties)) plans.set(policy.properties, readPlan(policy.properties))
  return plans.get(policy.properties)
}

/** Number of a weekday name (0 = Sunday), or undefined. */
export function weekdayOf(name: unknown): number | undefined {
  const index = WEEKDAYS.indexOf(textOf(name)?.toLowerCase() ?? '')
  return index < 0 ? undefined : index
}

/** Minutes of the day of a wire time; the date part has no meaning. */
export function minutesOf(time: unknown): number | undefined {
  const match = /T(\d{2}):(\d{2})/.exec(textOf(time) ?? '')
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined
}

function readPlan(properties: JsonObject): PolicyPlan | undefined {
  if (properties.backupManagementType !== 'AzureIaasVM') return undefined
  const schedule = objectOf(properties.schedulePolicy)
  const frequency = textOf(schedule.scheduleRunFrequency) as PolicyPlan['frequency']
  return {
    type: properties.policyType === 'V2' ? 'V2' : 'V1',
    frequency,
    zone: ianaZone(textOf(properties.timeZone) ?? 'UTC') ?? 'UTC',
    ...readTimes(schedule, frequency),
    instantDays: numberOf(properties.instantRpRetentionRangeInDays) ?? 2,
    crashOnly: properties.snapshotConsistencyType === 'OnlyCrashConsistent',
    tiers: readTiers(objectOf(properties.retentionPolicy)),
    ...readTiering(objectOf(objectOf(properties.tieringPolicy).ArchivedRP)),
  }
}

function readTiering({ tieringMode, duration, durationType }: JsonObject): { archiveAfterDays?: number } {
  if (tieringMode === 'TierRecommended') return { archiveAfterDays: 0 }
  if (tieringMode !== 'TierAfter') return {}
  return { archiveAfterDays: (numberOf(duration) ?? 0) * unitDays(durationType) }
}

function unitDays(unit: unknown): number {
  return UNIT_DAYS[textOf(unit)?.toLowerCase() ?? 'days'] ?? 1
}

function readTimes(schedule: JsonObject, frequency: string): { minutes: number[]; weekdays: number[] } {
  const everyDay = [0, 1, 2, 3, 4, 5, 6]
  if (frequency === 'Hourly') return { minutes: hourlyMinutes(objectOf(schedule.hourlySchedule)), weekdays: everyDay }
  const branch = frequency === 'Weekly' ? objectOf(schedule.weeklySchedule) : objectOf(schedule.dailySchedule)
  const source = schedule.schedulePolicyType === 'SimpleSchedulePolicyV2' ? branch : schedule
  const minutes = listOf(source.scheduleRunTimes).flatMap((time) => minutesOf(time) ?? [])
  const weekdays = listOf(source.scheduleRunDays).flatMap((day) => weekdayOf(day) ?? [])
  return { minutes, weekdays: frequency === 'Weekly' ? weekdays : everyDay }
}

/** Runs of a window, its end included when the interval meets it, as the portal lists them; may pass midnight. */
function hourlyMinutes(hourly: JsonObject): number[] {
  const start = minutesOf(hourly.scheduleWindowStartTime) ?? 0
  const interval = numberOf(hourly.interval) ?? 4
  const duration = numberOf(hourly.scheduleWindowDuration) ?? interval
  const runs: number[] = []
  for (let hours = 0; hours <= duration && hours < 24; hours += interval) runs.push(start + hours * 60)
  return runs
}

function readTiers(retention: JsonObject): RetentionTier[] {
  const tier = (rule: RetentionTier['rule'], value: unknown): RetentionTier[] => {
    const source = objectOf(value)
    const duration = objectOf(source.retentionDuration)
    const count = numberOf(duration.count)
    if (count === undefined) return []
    return [{ rule, days: count * unitDays(duration.durationType), when: readDayRule(rule, source) }]
  }
  return [
    ...tier('Daily', retention.dailySchedule),
    ...tier('Weekly', retention.weeklySchedule),
    ...tier('Monthly', retention.monthlySchedule),
    ...tier('Yearly', retention.yearlySchedule),
  ]
}

function readDayRule(rule: RetentionTier['rule'], source: JsonObject): DayRule {
  const months = listOf(source.monthsOfYear).flatMap((name) => indexOfName(MONTHS, name))
  if (source.retentionScheduleFormatType === 'Daily') {
    const days = listOf(objectOf(source.retentionScheduleDaily).daysOfTheMonth).map(objectOf)
    const absolute = days.map((day) => (day.isLast === true ? 0 : (numberOf(day.date) ?? 1)))
    return { weekdays: [], weeks: [], absolute, months }
  }
  const weekly = rule === 'Weekly' ? source : objectOf(source.retentionScheduleWeekly)
  return {
    weekdays: rule === 'Daily' ? [] : listOf(weekly.daysOfTheWeek).flatMap((day) => weekdayOf(day) ?? []),
    weeks: listOf(weekly.weeksOfTheMonth).flatMap((name) => indexOfName(WEEKS, name)),
    absolute: [],
    months,
  }
}

function indexOfName(names: readonly string[], name: unknown): number[] {
  const index = names.indexOf(textOf(name)?.toLowerCase() ?? '')
  return index < 0 ? [] : [index + 1]
}
