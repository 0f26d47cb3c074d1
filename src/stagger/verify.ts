import type { Estate } from '../slots/estate.js'
import { SEVERITIES, type StaggerFinding } from '../slots/findings.js'
import { PLAN_KIND, type StaggerPlan } from './plan-file.js'
import { gatherFacts, planDefect } from './verify-facts.js'
import { checkMoves } from './verify-moves.js'
import { checkClockNights } from './verify-nights.js'
import { checkNewPolicies } from './verify-policies.js'
import { checkClaims, checkCounts, checkCourse, checkDays, measurePlan } from './verify-rollout.js'
import { checkWork, type LikelyMinutes } from './verify-work.js'

/**
 * Everything that is wrong with a plan for an estate; nothing for a good one. Shares no code with what makes plans: it
 * starts from names, works out true instants of all starts over 12 months of clock changes, and counts for itself.
 * Errors say that the plan must not be applied. How many VMs are at work at once is counted where it is given how long
 * backups take. Worst first, then by id.
 */
export function verifyPlan(estate: Estate, plan: StaggerPlan, likelyMinutes?: LikelyMinutes): StaggerFinding[] {
  if (plan.kind !== PLAN_KIND || plan.schemaVersion !== 1) {
    const message = 'This is no plan that this azbk knows.'
    return [planDefect({ code: 'PLAN_UNKNOWN', subjects: [], message })]
  }
  const facts = gatherFacts(estate, plan)
  const sides = measurePlan(facts)
  return sortFindings([
    ...checkNewPolicies(facts),
    ...checkMoves(facts),
    ...checkDays(facts),
    ...checkCounts(facts, sides),
    ...checkCourse(facts, sides),
    ...checkClaims(facts, sides),
    ...checkWork(facts, likelyMinutes),
    ...checkClockNights(facts, sides.at(-1)),
  ])
}

/** Worst first, then by id: the same findings always come in the same order. */
export function sortFindings(findings: readonly StaggerFinding[]): StaggerFinding[] {
  const rank = ({ severity }: StaggerFinding) => SEVERITIES.length - SEVERITIES.indexOf(severity)
  return [...findings].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
