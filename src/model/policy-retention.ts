import type { Temporal } from 'temporal-polyfill'
import { DAY_MS, type Instant, timeAfter } from '../core/clock.js'
import type { DaysOfMonth, PolicySpec, Retention } from './policy.js'
import { MONTHS, WEEKS_OF_MONTH } from './policy.js'
import { backupDay, weekdayOf } from './policy-schedule.js'

/** Days in one of each. A month counts 31 days (backup-instant-restore-capability); a year is taken as 365. */
export const RETENTION_DAYS = { daily: 1, weekly: 7, monthly: 31, yearly: 365 } as const

export const LONG_TERM_RULES = ['daily', 'weekly', 'monthly', 'yearly'] as const
export type LongTermRule = (typeof LONG_TERM_RULES)[number]
/** `snapshot`: instant-restore days; `on-demand`: the expiry given when it was made. */
export type RetentionRule = LongTermRule | 'snapshot' | 'on-demand'

/** As much of a recovery point as retention looks at. */
export interface RetainedPoint {
  readonly name: string
  readonly time: Instant
  /** Azure's rule name; points of `On-demand` backups live by their own expiry. Absent or null = scheduled. */
  readonly rule?: string | null
  readonly expiryTime?: Instant | null
  /** It never reached the vault, so only instant-restore days hold it. Absent = judged by the policy. */
  readonly snapshotOnly?: boolean
}

/** What one rule says of a point: it holds it until then. */
export interface RetentionReason {
  readonly rule: RetentionRule
  readonly until: Instant
}

/** Whether a point stays, and which rules hold it (`keep`) or held it longest (removed). */
export interface RetentionDecision {
  readonly name: string
  readonly time: Instant
  readonly keep: boolean
  /** Rules that still hold the point, longest first; for a removed point the rules that have let it go. */
  readonly reasons: readonly RetentionReason[]
  /** When the last rule lets go. */
  readonly until: Instant
}

/**
 * What a policy keeps of these points at an instant, oldest first. The order of the points does not matter, and
 * planning again on what is kept keeps it all.
 * Of an hourly policy only the last point of a day reaches the vault and its long-term rules (AZURE-LIMITS.md D2).
 */
export function planRetention(points: readonly RetainedPoint[], spec: PolicySpec, now: Instant): RetentionDecision[] {
  const vaulted = vaultedPoints(points, spec)
  const nowMs = Date.parse(now)
  return points
    .map((point) => decide(point, isOnDemand(point) ? ownExpiry(point) : ruleReasons(point, spec, vaulted), nowMs))
    .sort((a, b) => Date.parse(a.time) - Date.parse(b.time) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

function decide(point: RetainedPoint, reasons: readonly RetentionReason[], nowMs: number): RetentionDecision {
  const longestFirst = [...reasons].sort((a, b) => Date.parse(b.until) - Date.parse(a.until))
  const holding = longestFirst.filter((reason) => Date.parse(reason.until) > nowMs)
  const keep = holding.length > 0
  return {
    name: point.name,
    time: point.time,
    keep,
    reasons: keep ? holding : longestFirst,
    until: longestFirst[0]?.until ?? point.time,
  }
}

export function isOnDemand(point: RetainedPoint): boolean {
  return /^on-?demand$/i.test(point.rule ?? '')
}

/** An on-demand point whose expiry Azure did not show is never called removable. */
function ownExpiry(point: RetainedPoint): RetentionReason[] {
  return [{ rule: 'on-demand', until: point.expiryTime ?? FAR_FUTURE }]
}

const FAR_FUTURE: Instant = '9999-12-31T00:00:00.000Z'

function ruleReasons(point: RetainedPoint, spec: PolicySpec, vaulted: ReadonlySet<RetainedPoint>): RetentionReason[] {
  const after = (rule: RetentionRule, days: number): RetentionReason => ({
    rule,
    until: timeAfter(point.time, days * DAY_MS),
  })
  const snapshot = after('snapshot', spec.instantRestoreDays)
  if (!vaulted.has(point)) return [snapshot]
  const day = backupDay(spec, point.time)
  const held = LONG_TERM_RULES.filter((rule) => takesDay(spec.retention, rule, day))
  return [snapshot, ...held.map((rule) => after(rule, ruleDays(spec.retention, rule)))]
}

/** How many days a long-term rule holds a point; 0 when the policy has no such rule. */
export function ruleDays(retention: Retention, rule: LongTermRule): number {
  return (retention[rule]?.count ?? 0) * RETENTION_DAYS[rule]
}

/** The scheduled points that reach the vault: all of them, but of an hourly policy only the last of each day. */
export function vaultedPoints(points: readonly RetainedPoint[], spec: PolicySpec): ReadonlySet<RetainedPoint> {
  const scheduled = points.filter((point) => !isOnDemand(point) && point.snapshotOnly !== true)
  if (spec.schedule.frequency !== 'hourly') return new Set(scheduled)
  const lastOfDay = new Map<string, RetainedPoint>()
  for (const point of scheduled) {
    const day = backupDay(spec, point.time).toString()
    const known = lastOfDay.get(day)
    if (known === undefined || isLater(point, known)) lastOfDay.set(day, point)
  }
  return new Set(lastOfDay.values())
}

function isLater(point: RetainedPoint, known: RetainedPoint): boolean {
  const difference = Date.parse(point.time) - Date.parse(known.time)
  return difference > 0 || (difference === 0 && point.name > known.name)
}

/** Whether a backup of that local day gets the rule's mark. */
function takesDay(retention: Retention, rule: LongTermRule, day: Temporal.PlainDate): boolean {
  const { daily, weekly, monthly, yearly } = retention
  switch (rule) {
    case 'daily':
      return daily !== undefined
    case 'weekly':
      return weekly?.days.includes(weekdayOf(day)) ?? false
    case 'monthly':
      return monthly !== undefined && isOn(monthly.on, day)
    case 'yearly':
      return yearly?.months.includes(MONTHS[day.month - 1] ?? 'January') === true && isOn(yearly.on, day)
  }
}

function isOn(on: DaysOfMonth, day: Temporal.PlainDate): boolean {
  if (on.form === 'absolute')
    return on.days.includes(day.day) || (on.days.includes('last') && day.day === day.daysInMonth)
  if (!on.days.includes(weekdayOf(day))) return false
  const week = WEEKS_OF_MONTH[Math.ceil(day.day / 7) - 1]
  const isLast = day.day + 7 > day.daysInMonth
  return (week !== undefined && week !== 'Last' && on.weeks.includes(week)) || (isLast && on.weeks.includes('Last'))
}
