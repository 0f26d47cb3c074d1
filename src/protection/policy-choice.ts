import type { Tier } from '../config/settings.js'
import { type ArmId, armId } from '../core/arm-id.js'
import { nameKey } from '../core/names.js'
import type { Machine } from '../model/machine.js'
import type { Policy, PolicySpec } from '../model/policy.js'
import type { CompiledSlot } from '../slots/compile-families.js'
import { slotPolicyName } from '../slots/families.js'
import { SLOTS_PER_DAY, slotOf } from '../slots/patterns.js'
import { type PooledMachine, policiesOfTier, type SlotPool } from './slot-pool.js'
import { specOfTier } from './tier-policy.js'

/** The policy that a VM is to have. */
export interface PolicyTarget {
  readonly name: string
  readonly id: ArmId
  /** Null when azbk cannot read it. */
  readonly spec: PolicySpec | null
  /** It has to be made first. */
  readonly isNew: boolean
  /** Why this one was chosen; null when nobody had a choice. */
  readonly why: string | null
}

/** What a vault offers, with the load on its slots; choosing from it counts the choice. */
export interface PolicyPool {
  readonly vaultId: ArmId
  readonly policies: readonly Policy[]
  /** Worked out when it is first needed. */
  readonly slots: () => SlotPool
  /** Items by {@link nameKey} of the policy's name. */
  readonly counts: Map<string, number>
  /** Names that policies of the vault have, by {@link nameKey}. */
  readonly taken: ReadonlySet<string>
  /** Policies that have to be made, by {@link nameKey} of their names. */
  readonly made: Map<string, PolicyTarget>
}

export function existing({ name, id, spec }: Policy): PolicyTarget {
  return { name, id, spec, isNew: false, why: null }
}

/**
 * The emptiest slot of the tier in which the VM breaks no limit, the earliest of the night among equals; a new one when
 * none has room, or the tier has none. Choosing for VMs in a fixed order spreads them the same way each time.
 */
export function takePolicy(pool: PolicyPool, tier: Tier, machine: Machine): PolicyTarget {
  const pooled = pool.slots().get(nameKey(machine.id))
  const own = tierSlots(pool, tier, pooled)
  const choice = pooled && (emptiestSlot(pool, { tier, pooled, own }) ?? nextSlot(pool, { tier, pooled, own }))
  const taken = choice ?? leastUsed(pool, tier) ?? madeFromTier(pool, tier)
  pool.counts.set(nameKey(taken.name), countOf(pool, taken.name) + 1)
  return taken
}

/** A slot that has policies of the tier. */
interface TierSlot {
  readonly slot: number
  readonly policies: readonly PolicyTarget[]
}

interface Choosing {
  readonly tier: Tier
  readonly pooled: PooledMachine
  readonly own: readonly TierSlot[]
}

function tierSlots(pool: PolicyPool, tier: Tier, pooled: PooledMachine | undefined): TierSlot[] {
  if (pooled === undefined) return []
  const known = new Map(
    policiesOfTier(pool.policies, tier.name).map((policy) => [nameKey(policy.name), existing(policy)]),
  )
  return Array.from({ length: SLOTS_PER_DAY }, (_, slot) => ({ slot, words: wordsOf(pooled, slot) })).flatMap(
    ({ slot, words }) => {
      const there = words.policies.flatMap((name) => known.get(nameKey(name)) ?? [])
      const planned = pool.made.get(nameKey(newName(pool, tier, words)))
      const policies = [...there, ...(planned ? [planned] : [])]
      return policies.length === 0 ? [] : [{ slot, policies }]
    },
  )
}

function emptiestSlot(pool: PolicyPool, { tier, pooled, own }: Choosing): PolicyTarget | undefined {
  const { part, table, vm } = pooled
  const { allowances, allowance } = part.problem.vms
  const allowed = allowances[allowance[vm] as number]
  const open = own.filter(({ slot }) => allowed?.includes(slot))
  const fitting = open
    .filter(({ slot }) => table.fits(vm, slot))
    .map((one) => ({ ...one, starts: startsAt(pooled, one.slot), rank: rankOf(pooled, one.slot) }))
    .sort((a, b) => a.starts - b.starts || a.rank - b.rank)
  const [best] = fitting
  if (best === undefined) return undefined
  table.place(vm, best.slot)
  const policy = leastOf(pool, best.policies)
  const which =
    open.length === 1 ? `the only slot of tier ${tier.name}` : `emptiest of ${open.length} slots of tier ${tier.name}`
  return { ...policy, why: `${startsText(pooled, best.starts + 1)}, ${which}${windowText(tier)}` }
}

/** The first half hour from the tier's own start on that is inside of its window and has room. */
function nextSlot(pool: PolicyPool, { tier, pooled, own }: Choosing): PolicyTarget | undefined {
  const { part, table, vm } = pooled
  const { allowances, allowance } = part.problem.vms
  const first = slotOf(specOfTier(tier).schedule)
  const inOrder = [...(allowances[allowance[vm] as number] ?? [])]
    .map((slot) => ({ slot, after: (slot - first + SLOTS_PER_DAY) % SLOTS_PER_DAY }))
    .sort((a, b) => a.after - b.after)
  const isTaken = new Set(own.map(({ slot }) => slot))
  const next = inOrder.find(({ slot }) => !isTaken.has(slot) && table.fits(vm, slot))
  if (next === undefined || first < 0) return undefined
  const words = wordsOf(pooled, next.slot)
  const starts = startsAt(pooled, next.slot) + 1
  table.place(vm, next.slot)
  const why =
    own.length === 0
      ? `first slot of tier ${tier.name}${windowText(tier)}`
      : `new slot: none of ${own.length} of tier ${tier.name} has room${windowText(tier)}; ${startsText(pooled, starts)}`
  return newPolicy(pool, { name: newName(pool, tier, words), spec: words.spec, why })
}

/** Where no slot has room and none can be made: the tier's policy with the fewest VMs, the first by name among equals. */
function leastUsed(pool: PolicyPool, tier: Tier): PolicyTarget | undefined {
  const own = policiesOfTier(pool.policies, tier.name)
  if (own.length === 0) return undefined
  const why = `no slot of tier ${tier.name} has room${windowText(tier)}: the one with the fewest VMs`
  return { ...existing(leastOf(pool, own)), why }
}

/** The first among equals. */
function leastOf<T extends { readonly name: string }>(pool: PolicyPool, policies: readonly T[]): T {
  return policies.reduce((least, one) => (countOf(pool, one.name) < countOf(pool, least.name) ? one : least))
}

/** A tier in whose window no slot lies: what is wrong with it is told when its policy is checked. */
function madeFromTier(pool: PolicyPool, tier: Tier): PolicyTarget {
  const spec = specOfTier(tier)
  return newPolicy(pool, { name: newName(pool, tier, { spec }), spec, why: `first slot of tier ${tier.name}` })
}

function newPolicy(
  pool: PolicyPool,
  { name, spec, why }: { readonly name: string; readonly spec: PolicySpec; readonly why: string },
): PolicyTarget {
  const policy = { name, id: armId(`${pool.vaultId}/backupPolicies/${name}`), spec, isNew: true, why }
  pool.made.set(nameKey(name), policy)
  return policy
}

function newName(pool: PolicyPool, tier: Tier, { spec }: Pick<CompiledSlot, 'spec'>): string {
  return slotPolicyName(tier.name, spec, pool.taken)
}

function wordsOf({ part, vm }: PooledMachine, slot: number): CompiledSlot {
  return part.families[part.problem.vms.family[vm] as number]?.slotAt(slot) as CompiledSlot
}

function rankOf({ part, vm }: PooledMachine, slot: number): number {
  return part.problem.families[part.problem.vms.family[vm] as number]?.slots[slot]?.rank ?? 0
}

/** VMs of the vault that start with the slot, at the fullest of its starts. */
function startsAt({ part, table, vm }: PooledMachine, slot: number): number {
  const { families, resources, vms } = part.problem
  const family = vms.family[vm] as number
  const together = resources.findIndex(({ kind }) => kind === 'machines')
  if (together < 0) return table.counts[(table.slotBase[family] as number) + slot] as number
  const starts = families[family]?.slots[slot]?.starts ?? []
  return Math.max(0, ...[...starts].map((cell) => table.loads[together * table.cells + cell] as number))
}

function startsText({ part }: PooledMachine, starts: number): string {
  const limit = part.problem.resources.find(({ kind }) => kind === 'machines')
  return limit === undefined ? `${starts} starts` : `${starts} of ${limit.capacity} starts`
}

function windowText({ window }: Tier): string {
  return window === null ? '' : ` inside ${window}`
}

function countOf({ counts }: PolicyPool, policy: string): number {
  return counts.get(nameKey(policy)) ?? 0
}
