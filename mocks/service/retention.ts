import type { PointRecord } from './model.js'
import type { DayRule, PolicyPlan, RetentionTier } from './policy-plan.js'
import { backupDay } from './schedule.js'
import { type DayNumber, monthOfDay, weekdayOfDay } from './time-zone.js'

const DAY_MS = 86_400_000

/** The tier that keeps a scheduled point longest, or undefined when no tier takes its day. */
export function longestTier(plan: PolicyPlan, scheduledMs: number): RetentionTier | undefined {
  const day = backupDay(plan, scheduledMs)
  return plan.tiers
    .filter((tier) => tier.rule === 'Daily' || takesDay(tier.when, day))
    .reduce<RetentionTier | undefined>((best, tier) => (best && best.days >= tier.days ? best : tier), undefined)
}

/** Until when a policy keeps the vault copy of a point made on its schedule. */
export function keptUntil(plan: PolicyPlan, point: Pick<PointRecord, 'timeMs'>, scheduledMs: number) {
  const tier = longestTier(plan, scheduledMs)
  return tier && { rule: tier.rule, untilMs: point.timeMs + tier.days * DAY_MS }
}

/** Until when a policy keeps the snapshot of a point. */
export function snapshotUntil(plan: PolicyPlan, timeMs: number): number {
  return timeMs + plan.instantDays * DAY_MS
}

function takesDay(when: DayRule, dayNumber: DayNumber): boolean {
  const { month, day, daysInMonth } = monthOfDay(dayNumber)
  if (when.months.length > 0 && !when.months.includes(month)) return false
  if (when.absolute.length > 0) return when.absolute.includes(day) || (when.absolute.includes(0) && day === daysInMonth)
  if (!when.weekdays.includes(weekdayOfDay(dayNumber))) return false
  if (when.weeks.length === 0) return true
  const isLast = day + 7 > daysInMonth
  return when.weeks.includes(Math.ceil(day / 7)) || (isLast && when.weeks.includes(5))
}
