import { compareNames, nameKey } from '../core/names.js'
import type { PolicySpec } from '../model/policy.js'
import { startTime } from '../model/policy-schedule.js'
import type { EstateIndex, FamilyRecord } from './compile-index.js'
import type { Estate, EstateVault } from './estate.js'
import { familyNameOf, freeName, shapeReader, slotPolicyName, slotSpec } from './families.js'

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
export function describeFamilies(estate: Estate, { vaults, families }: EstateIndex): CompiledFamily[] {
  const tierOf = tierNames(estate)
  const takenBy = policyNames(estate)
  const usedBy = new Map<number, Set<string>>()
  const described = new Map<FamilyRecord, CompiledFamily>()
  // Tiers choose their names first, so that a foreign policy called like one of them steps aside.
  const order = [...families].sort(
    (a, b) => rank(a, tierOf) - rank(b, tierOf) || compareNames(firstPolicy(a), firstPolicy(b)),
  )
  for (const family of order) {
    const used = usedBy.get(family.vault) ?? new Set<string>()
    usedBy.set(family.vault, used)
    const name = freeName(tierOf.get(family.shapeKey) ?? familyNameOf(firstPolicy(family)), used)
    used.add(nameKey(name))
    const vault = vaults[family.vault] as EstateVault
    described.set(family, describe(family, { vault, name, taken: takenBy.get(nameKey(vault.key)) ?? new Set() }))
  }
  return families.map((family) => described.get(family) as CompiledFamily)
}

function describe(
  { spec, policies }: FamilyRecord,
  { vault, name, taken }: { readonly vault: EstateVault; readonly name: string; readonly taken: ReadonlySet<string> },
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

/** Names of all known policies by vault, also of those in no family. */
function policyNames({ policies }: Estate): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  for (const { vault, name } of policies) {
    const known = names.get(nameKey(vault)) ?? new Set<string>()
    names.set(nameKey(vault), known.add(nameKey(name)))
  }
  return names
}

function rank({ shapeKey }: FamilyRecord, tierOf: ReadonlyMap<string, string>): number {
  return tierOf.has(shapeKey) ? 0 : 1
}

function firstPolicy({ policies }: FamilyRecord): string {
  return [...policies.values()].flat().sort(compareNames)[0] ?? ''
}
