import { type JsonObject, listOf, numberOf, objectOf, spell, textOf } from '../json.js'
import { minutesOf, weekdayOf } from './policy-plan.js'
import { ianaZone } from './time-zone.js'

/** Rule that a policy breaks; `instant` has a code of its own. */
export type PolicyProblem = 'input' | 'instant'

/**
 * Checks a VM policy against the rules of the service and names the first one it breaks. Sources: docs (support matrix,
 * enhanced policy, instant restore), az client checks, live-tested provider code.
 */
export function findPolicyProblem(properties: JsonObject): PolicyProblem | undefined {
  const type = properties.policyType === 'V2' ? 'V2' : 'V1'
  const schedule = objectOf(properties.schedulePolicy)
  const retention = objectOf(properties.retentionPolicy)
  const isSound =
    isKnownZone(properties) &&
    isScheduleSound(type, schedule) &&
    isRetentionSound(schedule, retention) &&
    isTieringSound(properties, type) &&
    (properties.snapshotConsistencyType === undefined || type === 'V2')
  if (!isSound) return 'input'
  return findInstantProblem(properties, type)
}

/** Days between a backup and the loss of its snapshot when the policy does not say it. */
export function defaultInstantDays(properties: JsonObject): number {
  if (properties.policyType === 'V2') return 7
  return objectOf(properties.schedulePolicy).scheduleRunFrequency === 'Weekly' ? 5 : 2
}

/** Branch of the schedule that is active: V2 keeps each frequency in its own. */
function activeSchedule(schedule: JsonObject): JsonObject {
  if (schedule.schedulePolicyType !== 'SimpleSchedulePolicyV2') return schedule
  return objectOf(schedule[`${spell(schedule.scheduleRunFrequency).toLowerCase()}Schedule`])
}

function isKnownZone(properties: JsonObject): boolean {
  return properties.timeZone === undefined || ianaZone(textOf(properties.timeZone) ?? '') !== undefined
}

function isScheduleSound(type: 'V1' | 'V2', schedule: JsonObject): boolean {
  const frequency = schedule.scheduleRunFrequency
  const isV2 = schedule.schedulePolicyType === 'SimpleSchedulePolicyV2'
  if (isV2 !== (type === 'V2')) return false
  if (frequency === 'Hourly') return isV2 && hasOnlyBranch(schedule, 'hourlySchedule') && isHourlySound(schedule)
  if (frequency !== 'Daily' && frequency !== 'Weekly') return false
  if (isV2 && !hasOnlyBranch(schedule, frequency === 'Daily' ? 'dailySchedule' : 'weeklySchedule')) return false
  const active = activeSchedule(schedule)
  const times = listOf(active.scheduleRunTimes)
  if (times.length === 0 || !times.every(isOnGrid)) return false
  const days = listOf(active.scheduleRunDays)
  return frequency === 'Daily' || (days.length > 0 && days.every((day) => weekdayOf(day) !== undefined))
}

function hasOnlyBranch(schedule: JsonObject, branch: string): boolean {
  const branches = ['hourlySchedule', 'dailySchedule', 'weeklySchedule']
  return branches.every((name) => (schedule[name] !== undefined && schedule[name] !== null) === (name === branch))
}

/** 24 hours every 24 hours was refused live: the interval must fit into the window at least once and is 12 at most. */
function isHourlySound(schedule: JsonObject): boolean {
  const hourly = objectOf(schedule.hourlySchedule)
  const interval = numberOf(hourly.interval) ?? 0
  const duration = numberOf(hourly.scheduleWindowDuration) ?? 0
  const isIntervalKnown = [4, 6, 8, 12].includes(interval)
  return (
    isIntervalKnown &&
    duration >= 4 &&
    duration <= 24 &&
    duration % interval === 0 &&
    isOnGrid(hourly.scheduleWindowStartTime)
  )
}

/** Starts lie on the half hour. */
function isOnGrid(time: unknown): boolean {
  const minutes = minutesOf(time)
  return minutes !== undefined && minutes % 30 === 0
}

const LIMITS = { weeklySchedule: 5163, monthlySchedule: 1188, yearlySchedule: 99 } as const

function isRetentionSound(schedule: JsonObject, retention: JsonObject): boolean {
  const isWeekly = schedule.scheduleRunFrequency === 'Weekly'
  const has = (name: string) => retention[name] !== undefined && retention[name] !== null
  if (isWeekly ? has('dailySchedule') || !has('weeklySchedule') : !has('dailySchedule')) return false
  if (has('dailySchedule') && !isDailyCountSound(objectOf(retention.dailySchedule))) return false
  for (const [name, most] of Object.entries(LIMITS)) {
    if (!has(name)) continue
    const tier = objectOf(retention[name])
    const count = countOf(tier)
    if (count < 1 || count > most || !isDayFormSound(tier, { isWeekly, name })) return false
  }
  if (isWeekly && !sameDays(objectOf(retention.weeklySchedule), activeSchedule(schedule))) return false
  return hasScheduleTimes(schedule, retention)
}

/** 2 to 6 days are refused although 1 and 7 are not. Source: provider documentation of the service's behaviour. */
function isDailyCountSound(tier: JsonObject): boolean {
  const count = countOf(tier)
  return count === 1 || (count >= 7 && count <= 9999)
}

function countOf(tier: JsonObject): number {
  return numberOf(objectOf(tier.retentionDuration).count) ?? 0
}

/** Monthly and yearly rules are absolute or relative, never both; a weekly schedule allows only the relative form. */
function isDayFormSound(tier: JsonObject, rule: { isWeekly: boolean; name: string }): boolean {
  if (rule.name === 'weeklySchedule') return listOf(tier.daysOfTheWeek).length > 0
  if (rule.name === 'yearlySchedule' && listOf(tier.monthsOfYear).length === 0) return false
  const days = listOf(objectOf(tier.retentionScheduleDaily).daysOfTheMonth).map(objectOf)
  const relative = objectOf(tier.retentionScheduleWeekly)
  const hasRelative = listOf(relative.daysOfTheWeek).length > 0 && listOf(relative.weeksOfTheMonth).length > 0
  if (tier.retentionScheduleFormatType === 'Daily') {
    return !rule.isWeekly && !hasRelative && days.length > 0 && days.every(isMonthDay)
  }
  return tier.retentionScheduleFormatType === 'Weekly' && hasRelative && days.length === 0
}

function isMonthDay(day: JsonObject): boolean {
  const date = numberOf(day.date) ?? 0
  return day.isLast === true || (date >= 1 && date <= 28)
}

function sameDays(tier: JsonObject, active: JsonObject): boolean {
  const key = (days: unknown) => listOf(days).map(weekdayOf).sort().join()
  return key(tier.daysOfTheWeek) === key(active.scheduleRunDays)
}

/** Retention times repeat the schedule's times; those of an hourly schedule the start of its window. */
function hasScheduleTimes(schedule: JsonObject, retention: JsonObject): boolean {
  const active = activeSchedule(schedule)
  const times =
    schedule.scheduleRunFrequency === 'Hourly' ? [active.scheduleWindowStartTime] : listOf(active.scheduleRunTimes)
  const wanted = times.map(minutesOf).join()
  return ['dailySchedule', 'weeklySchedule', 'monthlySchedule', 'yearlySchedule'].every((name) => {
    const tier = retention[name]
    return tier === undefined || tier === null || listOf(objectOf(tier).retentionTimes).map(minutesOf).join() === wanted
  })
}

const DAYS_IN = { Days: 1, Weeks: 7, Months: 30, Years: 365 } as Record<string, number>

/** Archive needs more than daily retention, 45 days or 3 months before, and 180 days of archive after the move. */
function isTieringSound(properties: JsonObject, type: 'V1' | 'V2'): boolean {
  const rule = objectOf(objectOf(properties.tieringPolicy).ArchivedRP)
  const mode = rule.tieringMode
  if (mode === undefined || mode === 'DoNotTier' || mode === 'Invalid') return true
  const retention = objectOf(properties.retentionPolicy)
  const longest = ['monthlySchedule', 'yearlySchedule'].map((name) =>
    objectOf(objectOf(retention[name]).retentionDuration),
  )
  const keptDays = Math.max(
    0,
    ...longest.map((duration) => (numberOf(duration.count) ?? 0) * (DAYS_IN[spell(duration.durationType)] ?? 0)),
  )
  const isWeekly = objectOf(properties.schedulePolicy).scheduleRunFrequency === 'Weekly'
  if (keptDays === 0 || (type === 'V2' && isWeekly)) return false
  if (mode === 'TierRecommended') return true
  const count = numberOf(rule.duration) ?? 0
  const afterDays = count * (DAYS_IN[spell(rule.durationType)] ?? 0)
  const isLate = rule.durationType === 'Months' ? count >= 3 : afterDays >= 45
  return mode === 'TierAfter' && isLate && keptDays - afterDays >= 180
}

function findInstantProblem(properties: JsonObject, type: 'V1' | 'V2'): PolicyProblem | undefined {
  const days = numberOf(properties.instantRpRetentionRangeInDays) ?? defaultInstantDays(properties)
  const isWeekly = objectOf(properties.schedulePolicy).scheduleRunFrequency === 'Weekly'
  const [least, most] = type === 'V2' ? [1, 30] : isWeekly ? [5, 5] : [1, 5]
  if (days < least || days > most) return 'input'
  const daily = objectOf(objectOf(properties.retentionPolicy).dailySchedule)
  return daily.retentionDuration !== undefined && countOf(daily) <= days ? 'instant' : undefined
}
