import { refusedError } from '../../core/errors.js'
import { nameKey, sameName } from '../../core/names.js'
import { diffPolicies } from '../../model/policy-diff.js'
import type { Estate, EstateMachine, EstatePolicy } from '../../slots/estate.js'
import { listFirst } from '../../view/format.js'
import { fingerprintVaults } from '../fingerprint.js'
import type { NewPolicy, PlannedMove, StaggerPlan } from '../plan-file.js'
import { policyKey } from './moves.js'

/** The estate as it would be had nothing of the plan been done yet. */
export function withoutPlan(estate: Estate, plan: StaggerPlan): Estate {
  const moves = new Map(plan.moves.map((move) => [nameKey(move.machine), move]))
  const policies = new Map(plan.policies.map((policy) => [policyKey(policy.vault, policy.name), policy]))
  const isMade = ({ vault, name, spec }: EstatePolicy) => {
    const wanted = policies.get(policyKey(vault, name))
    return wanted !== undefined && diffPolicies(wanted.spec, spec).length === 0
  }
  const made = estate.policies.filter(isMade)
  return {
    ...estate,
    policies: estate.policies.filter((policy) => !made.includes(policy)),
    vaults: estate.vaults.map((vault) => {
      const own = made.filter((policy) => sameName(policy.vault, vault.key)).length
      return own === 0 ? vault : { ...vault, policyCount: vault.policyCount - own }
    }),
    machines: estate.machines.map((machine) => {
      const move = moves.get(nameKey(machine.key))
      return move !== undefined && isAt(machine, move.to) ? { ...machine, policy: move.from } : machine
    }),
  }
}

function isAt({ policy }: EstateMachine, name: string | null): boolean {
  return policy !== null && name !== null && sameName(policy, name)
}

/**
 * Refuses a plan whose vaults are not as they were, its own changes apart; vaults in which nothing is left to do do not
 * matter. `estate`: from {@link withoutPlan}.
 *
 * @throws PLAN_STALE (exit 6)
 */
export function refuseStale(estate: Estate, plan: StaggerPlan, open: ReadonlySet<string>): void {
  const now = new Map(fingerprintVaults(estate, plan.limits).map(({ key, fingerprint }) => [nameKey(key), fingerprint]))
  const changed = plan.basis.vaults.filter(
    ({ key, fingerprint }) => open.has(nameKey(key)) && now.get(nameKey(key)) !== fingerprint,
  )
  if (changed.length === 0) return
  const vaults = new Set(changed.map(({ key }) => nameKey(key)))
  const names = estate.vaults.filter(({ key }) => vaults.has(nameKey(key))).map(({ name }) => `'${name}'`)
  const told = differences(estate, plan, vaults)
  const shown = listFirst(
    told.length > 0 ? told : ['policies, VMs, disks or limits are others than those that it was made from'],
  )
  throw refusedError(
    'PLAN_STALE',
    `The plan no longer fits ${names.length === 1 ? 'vault' : 'the vaults'} ${names.join(', ') || changed.map(({ key }) => key).join(', ')}:${shown}`,
    ['Nothing was changed. Make a new plan with `azbk stagger plan --out plan.json`; what was moved already stays.'],
  )
}

/** What the steps of the plan do not find as they need it. */
function differences(estate: Estate, plan: StaggerPlan, vaults: ReadonlySet<string>): string[] {
  const machines = new Map(estate.machines.map((machine) => [nameKey(machine.key), machine]))
  const policies = new Map(estate.policies.map((policy) => [policyKey(policy.vault, policy.name), policy]))
  const planned = new Set(plan.policies.map(({ vault, name }) => policyKey(vault, name)))
  const isMeant = ({ vault }: { readonly vault: string }) => vaults.has(nameKey(vault))
  const needed = (vault: string, name: string | null) =>
    name === null || policies.has(policyKey(vault, name)) || planned.has(policyKey(vault, name))
      ? []
      : [`policy '${name}' is gone`]
  const ofPolicy = (policy: NewPolicy) => [
    ...needed(policy.vault, policy.like),
    ...(policies.has(policyKey(policy.vault, policy.name))
      ? [`there is a policy '${policy.name}' of other content`]
      : []),
  ]
  const ofMove = (move: PlannedMove) => {
    const machine = machines.get(nameKey(move.machine))
    if (machine === undefined) return [`VM '${move.name}' is no longer protected there`]
    if (!isAt(machine, move.from)) return [`VM '${move.name}' has policy '${machine.policy}' now, not '${move.from}'`]
    return needed(move.vault, move.to)
  }
  return [
    ...new Set([...plan.policies.filter(isMeant).flatMap(ofPolicy), ...plan.moves.filter(isMeant).flatMap(ofMove)]),
  ]
}
