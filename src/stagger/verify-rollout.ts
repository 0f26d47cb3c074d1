import { figure } from '../core/figure.js'
import { groupBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { Limit } from '../slots/limits.js'
import { count } from '../view/format.js'
import type { PlanSide } from './plan-file.js'
import { type PlanFacts, planDefect, vaultName } from './verify-facts.js'
import { policyKey } from './verify-policies.js'
import { measureSides, type Side, type Step } from './verify-side.js'

/** The days of a plan: whole, from 1, as many as it says, each within the budgets, policies made before they are used. */
export function checkDays(facts: PlanFacts): StaggerFinding[] {
  const { plan } = facts
  const days = [...plan.moves, ...plan.policies].map(({ day }) => day)
  const wrong = days.filter((day) => !Number.isInteger(day) || day < 1 || day > plan.days)
  const last = days.reduce((most, day) => Math.max(most, day), 0)
  const message = `The plan says that it takes ${count(plan.days, 'day')}; its steps are on days up to ${last}.`
  return [
    ...(wrong.length > 0 || last !== plan.days
      ? [planDefect({ code: 'PLAN_DAYS', subjects: [], message, evidence: { days: plan.days, last } })]
      : []),
    ...checkBudget(facts, { steps: plan.policies, limit: plan.limits.policyWritesPerDay, what: 'policy writes' }),
    ...checkBudget(facts, {
      steps: plan.moves,
      limit: plan.limits.protectionChangesPerDay,
      what: 'protection changes',
    }),
    ...checkOrder(facts),
  ]
}

interface Budget {
  readonly steps: readonly { readonly vault: string; readonly day: number }[]
  readonly limit: Limit | null
  readonly what: string
}

function checkBudget(facts: PlanFacts, { steps, limit, what }: Budget): StaggerFinding[] {
  if (limit === null) return []
  return [...groupBy(steps, ({ vault, day }) => `${nameKey(vault)}\n${day}`).values()].flatMap((sameDay) => {
    const [first] = sameDay
    if (first === undefined || sameDay.length <= limit.value) return []
    const { vault, day } = first
    const message = `Day ${day} has ${figure(sameDay.length)} ${what} in vault '${vaultName(facts, vault)}'; Azure takes ${figure(limit.value)} a day.`
    const evidence = { day, count: sameDay.length, limit: limit.value }
    return [
      planDefect({ code: 'PLAN_BUDGET', subjects: [what, vault, `${day}`], message, evidence, source: limit.source }),
    ]
  })
}

function checkOrder({ plan }: PlanFacts): StaggerFinding[] {
  const made = new Map(plan.policies.map((policy) => [policyKey(policy.vault, policy.name), policy.day]))
  return plan.moves.flatMap((move) => {
    const day = made.get(policyKey(move.vault, move.to)) ?? 0
    if (move.day >= day) return []
    const message = `VM '${move.name}' moves to policy '${move.to}' on day ${move.day}, which is made on day ${day} only.`
    return [planDefect({ code: 'PLAN_DAY_ORDER', subjects: [move.machine], message })]
  })
}

/** The estate at the end of a day of the rollout; day 0 is now. */
export interface DaySide extends Side {
  readonly day: number
}

/** The estate now, and after each day that has moves; moves that make no sense are left out. */
export function measurePlan(facts: PlanFacts): DaySide[] {
  const { estate, plan, policies } = facts
  const steps = plan.moves.flatMap((move): (Step & { day: number })[] => {
    const [machine] = facts.machines.get(nameKey(move.machine)) ?? []
    const known = estate.machines[machine ?? -1]
    if (machine === undefined || known === undefined || facts.policyOf(known.vault, move.to) === undefined) return []
    return [{ machine, from: known.policy, to: move.to, day: move.day }]
  })
  const once = new Map(steps.map((step) => [step.machine, step]))
  const days = groupBy(
    [...once.values()].sort((a, b) => a.day - b.day),
    ({ day }) => day,
  )
  const input = { estate, policies, limits: plan.limits, dst: plan.dst, from: plan.from }
  const numbers = [0, ...days.keys()]
  return measureSides(input, [...days.values()]).map((side, i) => ({ ...side, day: numbers[i] ?? 0 }))
}

/**
 * No day may end worse than the estate is now. VMs that have no policy yet load nothing now, and have to start some time:
 * with them it may have to be worse, and is a warning.
 */
export function checkCourse({ plan }: PlanFacts, sides: readonly DaySide[]): StaggerFinding[] {
  const [before, ...after] = sides
  const severity = plan.moves.some(({ from }) => from === null) ? 'warning' : 'error'
  return after.flatMap((side, i) => {
    if (before === undefined || side.violations <= before.violations) return []
    const isLast = i === after.length - 1
    const when = isLast ? 'The plan' : `Day ${side.day} of the plan`
    const message = `${when} leaves ${figure(side.violations)} VMs and disks over their limits; now there are ${figure(before.violations)}.`
    const evidence = { before: before.violations, after: side.violations, places: worstPlaces(side) }
    const subjects = isLast ? [] : [`${side.day}`]
    return [planDefect({ code: 'PLAN_WORSE', severity, subjects, message, evidence })]
  })
}

/** The places with most over their limits, for a message. */
function worstPlaces(side: Side): string[] {
  return [...side.loads]
    .filter(({ over }) => over > 0)
    .sort((a, b) => b.over - a.over)
    .slice(0, 3)
    .map(({ place, over }) => `${place.kind} ${place.name}: ${figure(over)}`)
}

/** What the plan claims of the estate before and after, against what is counted here. */
export function checkClaims({ plan }: PlanFacts, sides: readonly Side[]): StaggerFinding[] {
  const [before, after] = [sides[0], sides.at(-1)]
  if (before === undefined || after === undefined) return []
  return [
    ...claim('before', plan.summary.before, before),
    ...claim('after', plan.summary.after, after),
    ...plan.certificate.flatMap(({ level, lowerBound, achieved }) => {
      const counted = { violations: after.violations, moves: plan.moves.length, policies: after.policiesUsed }[
        level as string
      ]
      const isWrong = lowerBound > achieved || (counted !== undefined && counted !== achieved)
      if (!isWrong) return []
      const message = `The certificate says of '${level}': ${achieved} reached, at least ${lowerBound}; counted are ${counted ?? 'none'}.`
      return [planDefect({ code: 'PLAN_CERTIFICATE', subjects: [level], message, evidence: { lowerBound, achieved } })]
    }),
  ]
}

function claim(name: 'before' | 'after', said: PlanSide, side: Side): StaggerFinding[] {
  const counted = { violations: side.violations, mostStarts: side.mostStarts, policies: side.policiesUsed }
  return (['violations', 'mostStarts', 'policies'] as const).flatMap((field) => {
    if (said[field] === counted[field]) return []
    const message = `The plan says of the estate ${name} it: ${field} ${said[field]}; counted are ${counted[field]}.`
    const evidence = { said: said[field], counted: counted[field], places: worstPlaces(side) }
    return [planDefect({ code: 'PLAN_SUMMARY', subjects: [name, field], message, evidence })]
  })
}

/** Limits that are no matter of time: VMs of a policy, policies of a vault. Broken before and no worse is no defect. */
export function checkCounts(facts: PlanFacts, sides: readonly Side[]): StaggerFinding[] {
  const { plan } = facts
  const { machinesPerPolicy, policiesPerVault } = plan.limits
  const [before, after] = [sides[0], sides.at(-1)]
  const crowded = facts.policies.flatMap((policy, i) => {
    const [was, is] = [before?.followers[i] ?? 0, after?.followers[i] ?? 0]
    if (machinesPerPolicy === null || is <= machinesPerPolicy.value || is <= was) return []
    const { vault, name } = policy
    const message = `Policy '${name}' of vault '${vaultName(facts, vault)}' gets ${figure(is)} VMs; at most ${figure(machinesPerPolicy.value)} are advised.`
    return [crowd('PLAN_POLICY_FULL', { subjects: [vault, name], message, is, limit: machinesPerPolicy })]
  })
  const full = facts.estate.vaults.flatMap((vault) => {
    const added = plan.policies.filter((policy) => nameKey(policy.vault) === nameKey(vault.key)).length
    const is = vault.policyCount + added
    if (policiesPerVault === null || added === 0 || is <= policiesPerVault.value) return []
    const message = `Vault '${vault.name}' gets ${figure(is)} policies; Azure takes ${figure(policiesPerVault.value)}.`
    return [crowd('PLAN_VAULT_FULL', { subjects: [vault.key], message, is, limit: policiesPerVault })]
  })
  return [...crowded, ...full]
}

function crowd(
  code: string,
  { subjects, message, is, limit }: { subjects: readonly string[]; message: string; is: number; limit: Limit },
): StaggerFinding {
  return planDefect({
    code,
    subjects,
    message,
    evidence: { count: is, limit: limit.value },
    source: limit.source,
  })
}
