import { wirePolicy } from '../azure/policy-write.js'
import { compareNames, nameKey } from '../core/names.js'
import type { NightEstate } from '../model/nights.js'
import { DURATION_ASSUMPTIONS } from '../slots/durations.js'
import type { Estate, EstateMachine, EstatePolicy, EstateVault } from '../slots/estate.js'
import type { StaggerPlan } from './plan-file.js'
import { isOnGrid } from './verify-facts.js'

/** An estate for the simulator, with the way back from its numbers to names. */
export interface NumberedEstate {
  readonly nights: NightEstate
  /** By number, in the order of their keys: the order in which an estate was read makes no difference. */
  readonly machines: readonly EstateMachine[]
  /** Number of each machine's vault. */
  readonly vaultOf: Int32Array
  /** By number. */
  readonly vaults: readonly EstateVault[]
  /** VMs that no policy backs up that the mock takes: one that can be read and starts on a half hour. */
  readonly idle: number
}

/** Azure takes policies of any day: only the time of day counts. */
const ANY_DAY = '2026-01-01'

/** The machines that a policy backs up, their policies and vaults, in numbers. */
export function numberEstate(estate: Estate): NumberedEstate {
  const vaultsByKey = new Map(estate.vaults.map((vault) => [nameKey(vault.key), vault]))
  const known = new Map(estate.policies.filter(isOnGrid).map((policy) => [policyKey(policy), policy]))
  const machines = estate.machines
    .filter((machine) => policyOf(known, machine) && vaultsByKey.has(nameKey(machine.vault)))
    .sort((left, right) => compareNames(left.key, right.key))
  const vaults = numbering<string>(nameKey)
  const policies = numbering<EstatePolicy>(policyKey)
  const numbered = machines.map((machine) => ({
    vault: vaults.of(machine.vault),
    policy: policies.of(policyOf(known, machine) as EstatePolicy),
    disks: machine.disks,
  }))
  return {
    nights: {
      vaults: vaults.all.length,
      policies: policies.all.map(({ vault, spec }) => ({
        vault: vaults.of(vault),
        properties: wirePolicy(spec, ANY_DAY),
      })),
      machines: numbered.map(({ policy, disks }) => ({ policy, disks })),
      accountEgressMbps: DURATION_ASSUMPTIONS.accountEgressGbps * 1000,
    },
    machines,
    vaultOf: Int32Array.from(numbered, ({ vault }) => vault),
    vaults: vaults.all.map((key) => vaultsByKey.get(nameKey(key)) as EstateVault),
    idle: estate.machines.length - machines.length,
  }
}

/** The estate as it is once all of a plan is done. */
export function estateAfter(estate: Estate, plan: Pick<StaggerPlan, 'policies' | 'moves'>): Estate {
  const targets = new Map(plan.moves.map(({ machine, to }) => [nameKey(machine), to]))
  return {
    ...estate,
    policies: [...estate.policies, ...plan.policies],
    machines: estate.machines.map((machine) => {
      const policy = targets.get(nameKey(machine.key))
      return policy === undefined ? machine : { ...machine, policy }
    }),
  }
}

function policyKey({ vault, name }: Pick<EstatePolicy, 'vault' | 'name'>): string {
  return `${nameKey(vault)}|${nameKey(name)}`
}

function policyOf(
  known: ReadonlyMap<string, EstatePolicy>,
  { vault, policy }: EstateMachine,
): EstatePolicy | undefined {
  return policy === null ? undefined : known.get(policyKey({ vault, name: policy }))
}

/** Gives out numbers, in the order of first use. */
function numbering<T>(keyOf: (thing: T) => string): { of(thing: T): number; readonly all: readonly T[] } {
  const numbers = new Map<string, number>()
  const all: T[] = []
  return {
    all,
    of(thing) {
      const known = numbers.get(keyOf(thing))
      if (known !== undefined) return known
      numbers.set(keyOf(thing), all.length)
      return all.push(thing) - 1
    },
  }
}
