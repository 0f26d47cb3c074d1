import { nameKey } from '../core/names.js'
import { startTime } from '../model/policy-schedule.js'
import type { Estate, EstateMachine, EstatePolicy, EstateTier, EstateVault } from '../slots/estate.js'
import { findingId, type Severity, type StaggerFinding } from '../slots/findings.js'
import type { StaggerPlan } from './plan-file.js'
import { policyNumbers } from './verify-side.js'

/** A plan and what it is held against, looked up once. */
export interface PlanFacts {
  readonly estate: Estate
  readonly plan: StaggerPlan
  readonly vaults: ReadonlyMap<string, EstateVault>
  readonly tiers: ReadonlyMap<string, EstateTier>
  /** Numbers of the machines of each key: more than one for a key that occurs twice. */
  readonly machines: ReadonlyMap<string, readonly number[]>
  /** Those whose starts are counted: of the estate, then of the plan. */
  readonly policies: readonly EstatePolicy[]
  policyOf(vault: string, name: string): EstatePolicy | undefined
}

export function gatherFacts(estate: Estate, plan: StaggerPlan): PlanFacts {
  const machines = new Map<string, number[]>()
  estate.machines.forEach(({ key }, number) => {
    const numbers = machines.get(nameKey(key))
    if (numbers) numbers.push(number)
    else machines.set(nameKey(key), [number])
  })
  const all = [...estate.policies, ...plan.policies]
  const numberOf = policyNumbers(all)
  return {
    estate,
    plan,
    vaults: new Map(estate.vaults.map((vault) => [nameKey(vault.key), vault])),
    tiers: new Map(estate.tiers.map((tier) => [nameKey(tier.name), tier])),
    machines,
    policies: all.filter(isOnGrid),
    policyOf: (vault, name) => all[numberOf(vault, name) ?? -1],
  }
}

const ON_GRID = /^([01]\d|2[0-3]):(00|30)$/

/** Plans know no slot off the half hour: VMs there stay, and plans do not count them. */
export function isOnGrid({ spec }: Pick<EstatePolicy, 'spec'>): boolean {
  return ON_GRID.test(startTime(spec.schedule))
}

/** The only machine with a key; undefined when there is none, or more than one. */
export function onlyMachine({ estate, machines }: PlanFacts, key: string): EstateMachine | undefined {
  const numbers = machines.get(nameKey(key))
  return numbers?.length === 1 ? estate.machines[numbers[0] as number] : undefined
}

export function vaultName({ vaults }: Pick<PlanFacts, 'vaults'>, key: string): string {
  return vaults.get(nameKey(key))?.name ?? key
}

interface Defect {
  readonly code: string
  readonly subjects: readonly string[]
  readonly message: string
  readonly evidence?: Readonly<Record<string, unknown>>
  readonly severity?: Severity
  readonly source?: string
}

/** What is wrong with a plan: an error unless said otherwise. The cure is always a new plan. */
export function planDefect(defect: Defect): StaggerFinding {
  const { code, subjects, message, evidence = {}, severity = 'error', source = null } = defect
  return { id: findingId(code, subjects), code, severity, message, evidence, source, cure: 'azbk stagger plan' }
}
