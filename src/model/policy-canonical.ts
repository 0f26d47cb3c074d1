import {
  type DaysOfMonth,
  MONTHS,
  type PolicySpec,
  type Retention,
  type Schedule,
  WEEKDAYS,
  WEEKS_OF_MONTH,
} from './policy.js'
import { normalizeTimeZone } from './policy-time-zone.js'

/**
 * The same policy with every list in calendar order and without repeats, and the zone by its Windows name (an unknown
 * zone stays as it is): two specs mean the same exactly when their canonical forms are equal.
 */
export function canonicalSpec(spec: PolicySpec): PolicySpec {
  return {
    ...spec,
    schedule: canonicalSchedule(spec.schedule),
    retention: canonicalRetention(spec.retention),
    timeZone: normalizeTimeZone(spec.timeZone) ?? spec.timeZone,
  }
}

function canonicalSchedule(schedule: Schedule): Schedule {
  return schedule.frequency === 'weekly' ? { ...schedule, days: inOrder(schedule.days, WEEKDAYS) } : schedule
}

function canonicalRetention({ daily, weekly, monthly, yearly }: Retention): Retention {
  return {
    ...(daily && { daily }),
    ...(weekly && { weekly: { ...weekly, days: inOrder(weekly.days, WEEKDAYS) } }),
    ...(monthly && { monthly: { ...monthly, on: canonicalDays(monthly.on) } }),
    ...(yearly && { yearly: { ...yearly, months: inOrder(yearly.months, MONTHS), on: canonicalDays(yearly.on) } }),
  }
}

function canonicalDays(on: DaysOfMonth): DaysOfMonth {
  if (on.form === 'relative') {
    return { ...on, weeks: inOrder(on.weeks, WEEKS_OF_MONTH), days: inOrder(on.days, WEEKDAYS) }
  }
  const rank = (day: number | 'last') => (day === 'last' ? Number.POSITIVE_INFINITY : day)
  return { ...on, days: [...new Set(on.days)].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)) }
}

function inOrder<T>(values: readonly T[], order: readonly T[]): T[] {
  return order.filter((value) => values.includes(value))
}
