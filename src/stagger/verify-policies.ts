import { groupBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import type { PolicySpec } from '../model/policy.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import { diffPolicies } from '../model/policy-diff.js'
import { startTime } from '../model/policy-schedule.js'
import { normalizeTimeZone } from '../model/policy-time-zone.js'
import type { EstatePolicy } from '../slots/estate.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { NewPolicy, PlannedMove } from './plan-file.js'
import { isOnGrid, type PlanFacts, planDefect, vaultName } from './verify-facts.js'

/** The policies of a plan: in a vault that exists, of a free name, on the grid, and clones that differ in their start only. */
export function checkNewPolicies(facts: PlanFacts): StaggerFinding[] {
  const movesTo = groupBy(facts.plan.moves, (move) => policyKey(move.vault, move.to))
  const others = facts.estate.vaults.flatMap(({ key, otherNames = [] }) =>
    otherNames.map((name) => ({ vault: key, name })),
  )
  const taken = new Set([...facts.estate.policies, ...others].map((policy) => policyKey(policy.vault, policy.name)))
  const planned = groupBy(facts.plan.policies, (policy) => policyKey(policy.vault, policy.name))
  return [
    ...facts.plan.policies.flatMap((policy) => [
      ...checkPlace(facts, policy),
      ...checkStart(facts, policy),
      ...checkClone(facts, policy, movesTo.get(policyKey(policy.vault, policy.name)) ?? []),
    ]),
    ...[...planned].flatMap(([key, [policy, second]]) => {
      if (policy === undefined) return []
      const { vault, name } = policy
      const where = `policy '${name}' of vault '${vaultName(facts, vault)}'`
      return [
        taken.has(key) && defect('PLAN_NAME_TAKEN', policy, `The plan makes ${where}, which exists already.`),
        second && defect('PLAN_POLICY_TWICE', policy, `The plan makes ${where} more than once.`),
        !movesTo.has(key) && {
          ...defect('PLAN_POLICY_UNUSED', policy, `The plan makes ${where}, and moves no VM to it.`),
          severity: 'warning' as const,
        },
      ].filter((finding) => typeof finding === 'object')
    }),
  ]
}

function checkPlace(facts: PlanFacts, policy: NewPolicy): StaggerFinding[] {
  if (facts.vaults.has(nameKey(policy.vault))) return []
  return [
    defect('PLAN_VAULT_UNKNOWN', policy, `Policy '${policy.name}' is for vault '${policy.vault}', which is not there.`),
  ]
}

function checkStart(facts: PlanFacts, policy: NewPolicy): StaggerFinding[] {
  const { spec, name } = policy
  const where = `Policy '${name}' of vault '${vaultName(facts, policy.vault)}'`
  const time = startTime(spec.schedule)
  return [
    !isOnGrid(policy) &&
      defect(
        'PLAN_OFF_GRID',
        policy,
        `${where} starts at ${time}; Azure starts backups on the hour and the half hour.`,
      ),
    normalizeTimeZone(spec.timeZone) === undefined &&
      defect('PLAN_ZONE_UNKNOWN', policy, `${where} has the time zone '${spec.timeZone}', which nobody knows.`),
  ].filter((finding) => typeof finding === 'object')
}

/** Against the policy that it is like; without one, against the tiers of the VMs that move to it. */
function checkClone(facts: PlanFacts, policy: NewPolicy, moves: readonly PlannedMove[]): StaggerFinding[] {
  const models = policy.like === null ? tiersServed(facts, moves) : [likeOf(facts, policy)]
  const where = `Policy '${policy.name}' of vault '${vaultName(facts, policy.vault)}'`
  return models.flatMap((model) => {
    if (model === undefined) {
      return [defect('PLAN_LIKE_UNKNOWN', policy, `${where} is to be like '${policy.like}', which is not there.`)]
    }
    const fields = otherDifferences(model.spec, policy.spec)
    if (fields.length === 0) return []
    const message = `${where} is to differ from ${model.name} in its start only, and differs in: ${fields.join('; ')}.`
    return [{ ...defect('PLAN_CLONE_DIFFERS', policy, message), evidence: { like: policy.like, fields } }]
  })
}

interface Model {
  readonly name: string
  readonly spec: PolicySpec
}

/** One that is there already: a policy of the plan is no model. */
function likeOf({ plan, policyOf }: PlanFacts, { vault, like }: NewPolicy): Model | undefined {
  const found = policyOf(vault, like ?? '')
  const isPlanned = found !== undefined && (plan.policies as readonly EstatePolicy[]).includes(found)
  return found && !isPlanned ? { name: `policy '${found.name}'`, spec: found.spec } : undefined
}

function tiersServed(facts: PlanFacts, moves: readonly PlannedMove[]): Model[] {
  const names = moves.flatMap((move) => {
    const [number] = facts.machines.get(nameKey(move.machine)) ?? []
    return number === undefined ? [] : [nameKey(facts.estate.machines[number]?.tier ?? '')]
  })
  return [...new Set(names)].flatMap((name) => {
    const tier = facts.tiers.get(name)
    return tier ? [{ name: `tier '${tier.name}'`, spec: tier.spec }] : []
  })
}

/** What two policies do not share, their start apart, in words; nothing when one is the other at another time. */
export function otherDifferences(before: PolicySpec, after: PolicySpec): string[] {
  const [old, next] = [withoutStart(before), withoutStart(after)]
  if (stableText(old) === stableText(next)) return []
  const words = diffPolicies(old, next).map(
    (change) => `${change.field} ${change.before ?? 'none'} -> ${change.after ?? 'none'}`,
  )
  return words.length > 0 ? words : ['fields that have no words']
}

function withoutStart(spec: PolicySpec): PolicySpec {
  const { schedule } = spec
  const start = '00:00'
  return canonicalSpec({
    ...spec,
    schedule: schedule.frequency === 'hourly' ? { ...schedule, windowStart: start } : { ...schedule, time: start },
  })
}

/** JSON with sorted keys and without what is undefined: equal exactly for equal data. */
function stableText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

export function policyKey(vault: string, name: string): string {
  return `${nameKey(vault)}\n${nameKey(name)}`
}

function defect(code: string, { vault, name }: NewPolicy, message: string): StaggerFinding {
  return planDefect({ code, subjects: [vault, name], message })
}
