import type { ArchiveTiering, DaysOfMonth, PolicySpec, Retention, Schedule } from './policy.js'
import { LONG_TERM_RULES, type LongTermRule } from './policy-retention.js'

/** A policy in one line, e.g. `enhanced, every 4 h from 08:00 for 12 h UTC, kept 30 days, 12 weeks`. */
export function describePolicy(spec: PolicySpec): string {
  const kept = LONG_TERM_RULES.flatMap((rule) => plainCount(spec.retention, rule) ?? []).join(', ')
  return `${spec.kind}, ${describeSchedule(spec.schedule)} ${spec.timeZone}, kept ${kept || 'nowhere'}`
}

/** `daily at 22:00`, `weekly on Sunday, Wednesday at 22:00`, `every 4 h from 08:00 for 12 h`. */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.frequency) {
    case 'hourly':
      return `every ${schedule.intervalHours} h from ${schedule.windowStart} for ${schedule.windowHours} h`
    case 'daily':
      return `daily at ${schedule.time}`
    case 'weekly':
      return `weekly on ${schedule.days.join(', ')} at ${schedule.time}`
  }
}

/** One line per rule, e.g. `12 months: First Sunday`. */
export function describeRetention(retention: Retention): string[] {
  return LONG_TERM_RULES.flatMap((rule) => describeRule(retention, rule) ?? [])
}

/** `30 days`, `12 months: First Sunday`; undefined when the policy has no such rule. */
export function describeRule(retention: Retention, rule: LongTermRule): string | undefined {
  const count = plainCount(retention, rule)
  const days = ruleDayWords(retention, rule)
  return days === '' ? count : `${count}: ${days}`
}

/** `First, Last Sunday`, `day 1, 15, last`. */
function describeDaysOfMonth(on: DaysOfMonth): string {
  return on.form === 'absolute' ? `day ${on.days.join(', ')}` : `${on.weeks.join(', ')} ${on.days.join(', ')}`
}

export function describeArchive(archive: ArchiveTiering | undefined): string {
  if (archive === undefined) return 'none'
  return archive.mode === 'recommended'
    ? 'recommended points'
    : `after ${archive.duration ?? 0} ${archive.unit ?? 'days'}`
}

const NOUNS: Readonly<Record<LongTermRule, string>> = { daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year' }

function plainCount(retention: Retention, rule: LongTermRule): string | undefined {
  const count = retention[rule]?.count
  return count === undefined ? undefined : `${count} ${NOUNS[rule]}${count === 1 ? '' : 's'}`
}

function ruleDayWords(retention: Retention, rule: LongTermRule): string {
  const { weekly, monthly, yearly } = retention
  switch (rule) {
    case 'daily':
      return ''
    case 'weekly':
      return weekly?.days.join(', ') ?? ''
    case 'monthly':
      return monthly ? describeDaysOfMonth(monthly.on) : ''
    case 'yearly':
      return yearly ? `${describeDaysOfMonth(yearly.on)} of ${yearly.months.join(', ')}` : ''
  }
}
