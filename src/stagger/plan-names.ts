import { nameKey } from '../core/names.js'
import type { CompiledFamily, CompiledSlot } from '../slots/compile-families.js'
import type { CompiledPart } from '../slots/compile-part.js'
import { SLOTS_PER_DAY } from '../slots/patterns.js'
import type { NewPolicy } from './plan-file.js'

/** Which policy each VM of a part has or gets, by name. */
export interface NamedPart {
  /** By VM; null: it has none, and gets none. */
  readonly policies: readonly (string | null)[]
  /** VMs that get another policy than they have, in their order. */
  readonly movers: readonly number[]
  /** The policies that have to be made, by {@link newPolicyKey}. */
  readonly created: ReadonlyMap<string, Omit<NewPolicy, 'day'>>
}

export function newPolicyKey(family: number, slot: number): string {
  return `${family} ${slot}`
}

/** Gives VMs on slots the policies of those slots: of several equal ones that with the fewest VMs. */
export function namePolicies({ problem, machines, families }: CompiledPart, slots: Int32Array): NamedPart {
  const { family: familyOf, home } = problem.vms
  const slotAt = rememberSlots(families)
  const created = new Map<string, Omit<NewPolicy, 'day'>>()
  const movers = Array.from(machines.keys()).filter((v) => slots[v] !== home[v] && (slots[v] as number) >= 0)
  const policies = machines.map(({ policy }) => policy)
  const counts = new Map<string, number>()
  const keyOf = (family: number, policy: string) => `${problem.families[family]?.vault} ${nameKey(policy)}`
  const countOf = (family: number, policy: string) => counts.get(keyOf(family, policy)) ?? 0
  const add = (family: number, policy: string) => counts.set(keyOf(family, policy), countOf(family, policy) + 1)
  const isMoving = new Set(movers)
  machines.forEach(({ policy }, v) => {
    if (policy !== null && !isMoving.has(v)) add(familyOf[v] as number, policy)
  })
  for (const v of movers) {
    const [family, slot] = [familyOf[v] as number, slots[v] as number]
    const words = slotAt(family, slot)
    const policy = words.policies.reduce(
      (best, name) => (countOf(family, name) < countOf(family, best) ? name : best),
      words.policy,
    )
    policies[v] = policy
    add(family, policy)
    const key = newPolicyKey(family, slot)
    if (words.policies.length === 0 && !created.has(key)) {
      created.set(key, newPolicy(families[family] as CompiledFamily, words))
    }
  }
  return { policies, movers, created }
}

function newPolicy(family: CompiledFamily, { policy, spec }: CompiledSlot): Omit<NewPolicy, 'day'> {
  const others = Array.from({ length: SLOTS_PER_DAY }, (_, slot) => family.slotAt(slot).policies[0])
  return { vault: family.vault.key, name: policy, like: others.find((name) => name !== undefined) ?? null, spec }
}

/** Slots in words, each worked out once. */
function rememberSlots(families: readonly CompiledFamily[]): (family: number, slot: number) => CompiledSlot {
  const known = new Map<string, CompiledSlot>()
  return (family, slot) => {
    const key = newPolicyKey(family, slot)
    const found = known.get(key) ?? (families[family] as CompiledFamily).slotAt(slot)
    known.set(key, found)
    return found
  }
}
