import type { CompiledPart } from '../slots/compile-part.js'
import type { DurationModel } from '../slots/durations.js'
import type { EstateMachine } from '../slots/estate.js'
import type { LimitsProfile } from '../slots/limits.js'
import { measurePart, type PartMeasure, type PartScales, scalePart } from './measure.js'
import type { NewPolicy, PlannedMove } from './plan-file.js'
import { type NamedPart, namePolicies, newPolicyKey } from './plan-names.js'
import { createReasons, type ReasonOptions } from './plan-reasons.js'
import { type DayBudget, type Rollout, type RolloutInput, rollOut } from './rollout.js'

export interface PartOptions extends ReasonOptions {
  readonly limits: LimitsProfile
  readonly durations: DurationModel
  /** What is left of a vault's day; vault by its key, day from 1. */
  readonly budgetOf: (vault: string, day: number) => DayBudget
}

/** What a plan does to one part of the estate, and what the part is like before and after. */
export interface PlannedPart {
  readonly part: CompiledPart
  /** In the order in which they are to be made. */
  readonly moves: readonly PlannedMove[]
  readonly policies: readonly NewPolicy[]
  /** VMs that would have to move and cannot. */
  readonly left: readonly EstateMachine[]
  /** The slot of each VM in the end: its own where it cannot move. */
  readonly slots: Int32Array
  readonly before: PartMeasure
  readonly after: PartMeasure
  /** Policies that some VM has, by {@link usedPolicy}. */
  readonly usedBefore: ReadonlySet<string>
  readonly usedAfter: ReadonlySet<string>
}

/** Turns slots into policies by name, and moves into days. */
export function planPart(part: CompiledPart, slots: Int32Array, options: PartOptions): PlannedPart {
  const scales = scalePart(part, options.limits, options.durations)
  const wanted = namePolicies(part, slots)
  const input = rolloutInput(part, slots, { wanted, budgetOf: options.budgetOf })
  const present = part.machines.map(({ policy }) => policy)
  const before = measurePart(scales, part.problem.vms.home, present)
  const eager = rollOut({ ...input, isStrict: false })
  const days = daysOf(scales, eager, { slots, wanted, present })
  // VMs that have no policy yet load nothing now: with them it may have to be worse.
  const isNeverWorse = present.includes(null) || days.every(({ violations }) => violations <= before.violations)
  const rollout = isNeverWorse ? eager : rollOut({ ...input, isStrict: true })
  const after = isNeverWorse ? days.at(-1) : daysOf(scales, rollout, { slots, wanted, present }).at(-1)
  const policies = [...present]
  const finalSlots = Int32Array.from(part.problem.vms.home)
  for (const { vm } of rollout.steps) {
    policies[vm] = wanted.policies[vm] ?? null
    finalSlots[vm] = slots[vm] as number
  }
  return {
    part,
    slots: finalSlots,
    moves: movesOf(part, rollout, { wanted, before, ...options }),
    policies: [...wanted.created].flatMap(([key, policy]) => {
      const day = rollout.policyDays.get(key)
      return day === undefined ? [] : [{ ...policy, day }]
    }),
    left: rollout.left.map((vm) => part.machines[vm] as EstateMachine),
    before,
    after: after ?? before,
    usedBefore: usedPolicies(part, present),
    usedAfter: usedPolicies(part, policies),
  }
}

function rolloutInput(
  part: CompiledPart,
  slots: Int32Array,
  { wanted, budgetOf }: { readonly wanted: NamedPart; readonly budgetOf: PartOptions['budgetOf'] },
): Omit<RolloutInput, 'isStrict'> {
  const { problem, families } = part
  const vaultKeys = problem.vaults.map(
    (_, vault) => families[problem.families.findIndex((family) => family.vault === vault)]?.vault.key ?? '',
  )
  return {
    problem,
    target: slots,
    movers: wanted.movers,
    policyOf: (vm) => {
      const key = newPolicyKey(problem.vms.family[vm] as number, slots[vm] as number)
      return wanted.created.has(key) ? key : undefined
    },
    budgetOf: (vault, day) => budgetOf(vaultKeys[vault] as string, day),
  }
}

interface Course {
  readonly slots: Int32Array
  readonly wanted: NamedPart
  readonly present: readonly (string | null)[]
}

/** The part at the end of each day of a rollout. */
function daysOf(scales: PartScales, { steps }: Rollout, { slots, wanted, present }: Course): PartMeasure[] {
  const now = Int32Array.from(scales.part.problem.vms.home)
  const policies = [...present]
  return steps.flatMap(({ vm, day }, i) => {
    now[vm] = slots[vm] as number
    policies[vm] = wanted.policies[vm] ?? null
    return steps[i + 1]?.day === day ? [] : [measurePart(scales, now, policies)]
  })
}

function movesOf(
  part: CompiledPart,
  { steps }: Rollout,
  { wanted, before, ...options }: ReasonOptions & { readonly wanted: NamedPart; readonly before: PartMeasure },
): PlannedMove[] {
  if (steps.length === 0) return []
  const reasonOf = createReasons(part, before.loads, options)
  return steps.map(({ vm, day }) => {
    const { key, name, vault, policy } = part.machines[vm] as EstateMachine
    return { machine: key, name, vault, from: policy, to: wanted.policies[vm] ?? '', reason: reasonOf(vm), day }
  })
}

function usedPolicies({ machines }: CompiledPart, policies: readonly (string | null)[]): Set<string> {
  return new Set(
    policies.flatMap((policy, v) => (policy === null ? [] : [usedPolicy(machines[v]?.vault ?? '', policy)])),
  )
}

function usedPolicy(vault: string, policy: string): string {
  return `${vault}\n${policy}`.toLowerCase()
}
