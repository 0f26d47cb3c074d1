import { compareNames, nameKey } from '../core/names.js'
import type { PolicySpec } from '../model/policy.js'
import { startTime } from '../model/policy-schedule.js'
import type { EstateIndex, FamilyRecord } from './compile-index.js'
import type { Estate, EstateVault } from './estate.js'
import { familyNameOf, freeName, shapeReader, slotPolicyName, slotSpec, type TakenNames } from './families.js'

/** A family in words: what its slots are called, and what a policy of each holds. */
export interface CompiledFamily {
  readonly vault: EstateVault
  readonly name: string
  /** What its policies share, starting at 00:00. */
  readonly spec: PolicySpec
  slotAt(slot: number): CompiledSlot
}

/** A slot in words. */
export interface CompiledSlot {
  /** `HH:MM` on the clock of the policy's zone. */
  readonly time: string
  readonly spec: PolicySpec
  /** The policies that are this slot already, by name. */
  readonly policies: readonly string[]
  /** The policy to use: the first of those, else the name for the new one. */
  readonly policy: string
}

/** The families of an estate in words, in the order of the index. */
export function describeFamilies(estate: Estate, { vaults, families, hasPolicy }: EstateIndex): CompiledFamily[] {
  const tierOf = tierNames(estate)
  const usedBy = new Map<number, Set<string>>()
  const described: CompiledFamily[] = []
  // Tiers choose their names first, so that a foreign policy called like one of them steps aside.
  const named = families.map((family, f) => {
    const tier = tierOf.get(family.shapeKey)
    return { f, family, rank: tier === undefined ? 1 : 0, name: tier ?? familyNameOf(firstPolicy(family)) }
  })
  named.sort(
    (a, b) => a.rank - b.rank || compareNames(a.name, b.name) || (a.family.shapeKey < b.family.shapeKey ? -1 : 1),
  )
  for (const { f, family, name: wanted } of named) {
    const used = usedBy.get(family.vault) ?? new Set<string>()
    usedBy.set(family.vault, used)
    const name = freeName(wanted, used)
    used.add(nameKey(name))
    const vault = vaults[family.vault] as EstateVault
    described[f] = describe(family, { vault, name, taken: { has: (key) => hasPolicy(family.vault, key) } })
  }
  return described
}

function describe(
  { spec, policies }: FamilyRecord,
  { vault, name, taken }: { readonly vault: EstateVault; readonly name: string; readonly taken: TakenNames },
): CompiledFamily {
  const slotAt = (slot: number): CompiledSlot => {
    const at = slotSpec(spec, slot)
    const known = policies.get(slot) ?? []
    return {
      time: startTime(at.schedule),
      spec: at,
      policies: known,
      policy: known[0] ?? slotPolicyName(name, at, taken),
    }
  }
  return { vault, name, spec, slotAt }
}

/** The first tier that a content belongs to, by its shape. */
function tierNames({ tiers }: Estate): Map<string, string> {
  const read = shapeReader()
  const names = new Map<string, string>()
  for (const tier of tiers) {
    const { key } = read(tier.spec).shape
    if (!names.has(key)) names.set(key, tier.name)
  }
  return names
}

/** The name of its policies that tells most: of one that is called like a slot, else the first by its letters. */
function firstPolicy({ policies }: FamilyRecord): string {
  let first: string | undefined
  for (const names of policies.values()) {
    for (const name of names) if (first === undefined || isBetter(name, first)) first = name
  }
  return first ?? ''
}

function isBetter(name: string, other: string): boolean {
  const [isSlot, isOtherSlot] = [familyNameOf(name) !== name, familyNameOf(other) !== other]
  return isSlot === isOtherSlot ? name < other : isSlot
}
