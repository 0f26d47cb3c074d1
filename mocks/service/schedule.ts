import type { PolicyPlan } from './policy-plan.js'
import { type DayNumber, localDay, momentOf, weekdayOfDay } from './time-zone.js'

/** Days looked ahead: a weekly policy has a run in any eight days, and one day more covers windows that pass midnight. */
const HORIZON_DAYS = 9

/** First scheduled start strictly after a moment; undefined for a plan without times. Wall clock of the policy's zone. */
export function nextRun(plan: PolicyPlan, afterMs: number): number | undefined {
  const today = localDay(afterMs, plan.zone)
  let best: number | undefined
  for (let offset = -1; offset <= HORIZON_DAYS; offset++) {
    for (const run of runsOfDay(plan, today + offset)) {
      if (run > afterMs && (best === undefined || run < best)) best = run
    }
    if (best !== undefined && offset >= 0) return best
  }
  return best
}

/** True when no later run of the same backup day follows: only that one is copied to the vault. Daily: always. */
export function isLastOfDay(plan: PolicyPlan, runMs: number): boolean {
  if (plan.minutes.length < 2) return true
  return runsOfDay(plan, backupDay(plan, runMs)).at(-1) === runMs
}

/** The day a run belongs to: runs after midnight of an hourly window count for the day on which the window opened. */
export function backupDay(plan: PolicyPlan, runMs: number): DayNumber {
  const day = localDay(runMs, plan.zone)
  return runsOfDay(plan, day - 1).includes(runMs) ? day - 1 : day
}

function runsOfDay(plan: PolicyPlan, day: DayNumber): number[] {
  if (!plan.weekdays.includes(weekdayOfDay(day))) return []
  const runs = plan.minutes.map((minutes) => momentOf(day + Math.floor(minutes / 1440), minutes % 1440, plan.zone))
  return runs.sort((left, right) => left - right)
}
