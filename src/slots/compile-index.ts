import { nameKey } from '../core/names.js'
import type { PolicySpec } from '../model/policy.js'
import { startTime } from '../model/policy-schedule.js'
import { equalPolicies, type LeftOut, leftOutFindings } from './compile-findings.js'
import type { Estate, EstateMachine, EstatePolicy, EstateVault } from './estate.js'
import { type Shape, shapeReader, unreadable, unusable } from './families.js'
import type { StaggerFinding } from './findings.js'
import { NameMap } from './name-map.js'

/** Policies of one vault that differ in their start only. */
export interface FamilyRecord {
  /** Index into the vaults. */
  readonly vault: number
  readonly shapeKey: string
  /** Canonical, starting at 00:00. */
  readonly spec: PolicySpec
  /** Names of the policies that there are, by slot; ascending. */
  readonly policies: Map<number, string[]>
}

/** The estate with everything looked up: machines in the order of their keys, without those that cannot be placed. */
export interface EstateIndex {
  /** In the order of their keys. */
  readonly vaults: readonly EstateVault[]
  readonly families: readonly FamilyRecord[]
  readonly machines: readonly EstateMachine[]
  /** By machine: index of its family. */
  readonly familyOf: Int32Array
  /** By machine: the slot that it has; -1 = none. */
  readonly homeOf: Int32Array
  readonly findings: readonly StaggerFinding[]
  /** Whether a vault has a policy of that name, readable or not. */
  hasPolicy(vault: number, name: string): boolean
}

interface Place {
  readonly family: number
  readonly slot: number
}

export function indexEstate(estate: Estate): EstateIndex {
  const vaults = inOrder(estate.vaults, ({ key }) => nameKey(key))
  const vaultOf = new NameMap<number>()
  for (const [index, vault] of vaults.entries()) vaultOf.add(vault.key, index)
  const families = createFamilies()
  const policies = placePolicies(estate.policies, vaultOf, families)
  const tiers = placeTiers(estate, families)
  const placeOf = (machine: EstateMachine): Place | LeftOut => {
    const vault = vaultOf.get(machine.vault)
    if (vault === undefined)
      return { code: 'VAULT_UNKNOWN', subjects: [machine.vault], reason: 'there is no such vault' }
    if (machine.policy === null) return tiers(vault, machine.tier)
    const place = policies[vault]?.get(machine.policy) ?? UNKNOWN
    if (!('code' in place)) return place
    return { ...place, subjects: [vaults[vault]?.name ?? machine.vault, machine.policy] }
  }
  const placed = placeMachines(estate.machines, placeOf)
  const same = families.records.flatMap((family) => equalPolicies(vaults[family.vault] as EstateVault, family))
  const others = vaults.map(({ otherNames = [] }) => new Set(otherNames.map(nameKey)))
  const hasPolicy = (vault: number, name: string) =>
    policies[vault]?.get(name) !== undefined || others[vault]?.has(nameKey(name)) === true
  return { vaults, families: families.records, ...placed, findings: [...placed.findings, ...same], hasPolicy }
}

type Families = ReturnType<typeof createFamilies>

/** Families by vault and content, in the order in which they were first met. */
function createFamilies() {
  const records: FamilyRecord[] = []
  const byVault: Map<string, number>[] = []
  const indexOf = (vault: number, { key, spec }: Shape) => {
    byVault[vault] ??= new Map()
    const known = byVault[vault].get(key)
    if (known !== undefined) return known
    byVault[vault].set(key, records.length)
    return records.push({ vault, shapeKey: key, spec, policies: new Map() }) - 1
  }
  return { records, indexOf }
}

type NoPlace = Pick<LeftOut, 'code' | 'reason'>

const UNKNOWN: NoPlace = { code: 'POLICY_UNREADABLE', reason: 'its content is not known' }

/** Where each policy belongs, by vault and name, or why its VMs cannot be planned. */
function placePolicies(policies: readonly EstatePolicy[], vaultOf: NameMap<number>, families: Families) {
  const places: NameMap<Place | NoPlace>[] = []
  const read = shapeReader()
  for (const { vault: key, name, spec } of policies) {
    const vault = vaultOf.get(key)
    if (vault === undefined) continue
    places[vault] ??= new NameMap()
    if (places[vault].get(name) !== undefined) continue
    const { shape, slot } = read(spec)
    const trouble = troubleOf(spec, slot)
    const family = trouble === undefined ? families.indexOf(vault, shape) : -1
    if (trouble === undefined) addPolicy(families.records[family] as FamilyRecord, slot, name)
    places[vault].add(name, trouble ?? { family, slot })
  }
  return places
}

/** Azure no longer takes starts off the half hour, and old policies may have them: there is no slot for these. */
function troubleOf(spec: PolicySpec, slot: number): NoPlace | undefined {
  const reason = unreadable(spec)
  if (reason !== undefined) return { code: 'POLICY_UNREADABLE', reason }
  if (slot >= 0) return undefined
  const start = `it starts at ${startTime(spec.schedule)}, and slots are half hours`
  return { code: 'POLICY_OFF_GRID', reason: `${start}: its VMs stay there, and are not counted` }
}

function addPolicy({ policies }: FamilyRecord, slot: number, name: string): void {
  const names = policies.get(slot)
  if (names) names.splice(names.findLastIndex((known) => known < name) + 1, 0, name)
  else policies.set(slot, [name])
}

/** Where a machine without a policy belongs: to the family of its tier. */
function placeTiers({ tiers }: Estate, families: Families) {
  const read = shapeReader()
  const shapes = new NameMap<ReturnType<typeof read>>()
  for (const tier of tiers) shapes.add(tier.name, read(tier.spec))
  return (vault: number, tier: string): Place | LeftOut => {
    const known = shapes.get(tier)
    if (!known) return { code: 'TIER_UNKNOWN', subjects: [tier], reason: 'there is no such tier' }
    const reason = unusable(known.shape.spec, known.slot)
    if (reason !== undefined) return { code: 'TIER_UNKNOWN', subjects: [tier], reason }
    return { family: families.indexOf(vault, known.shape), slot: -1 }
  }
}

function placeMachines(given: readonly EstateMachine[], placeOf: (machine: EstateMachine) => Place | LeftOut) {
  const machines: EstateMachine[] = []
  const familyOf = new Int32Array(given.length)
  const homeOf = new Int32Array(given.length)
  const left: { readonly machine: EstateMachine; readonly why: LeftOut }[] = []
  let lastKey: string | undefined
  for (const machine of inOrder(given, ({ key }) => nameKey(key))) {
    const key = nameKey(machine.key)
    const place: Place | LeftOut =
      key === lastKey
        ? { code: 'MACHINE_TWICE', subjects: [machine.key], reason: 'it is listed more than once' }
        : placeOf(machine)
    lastKey = key
    if ('code' in place) left.push({ machine, why: place })
    else {
      familyOf[machines.length] = place.family
      homeOf[machines.length] = place.slot
      machines.push(machine)
    }
  }
  const count = machines.length
  const findings = leftOutFindings(left)
  return { machines, familyOf: familyOf.subarray(0, count), homeOf: homeOf.subarray(0, count), findings }
}

/** Sorted by a key, compared by its letters alone: quick, and the same on every machine. */
function inOrder<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const isSorted = items.every((item, i) => i === 0 || keyOf(items[i - 1] as T) <= keyOf(item))
  if (isSorted) return items
  const keyed = items.map((item) => ({ item, key: keyOf(item) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item)
}
