import { groupBy } from '../core/group.js'
import { machinesByFamily } from './bounds/policies.js'
import type { SlotFamily, SlotProblem } from './problem.js'

/** VMs of one family that may have no other slots than these, and more of them than their policies take. */
export interface FullSlots {
  readonly family: SlotFamily
  readonly slots: readonly number[]
  /** Whether no VM of the family may have another slot. */
  readonly isEverywhere: boolean
  readonly machines: number
  /** How many of them find no room. */
  readonly excess: number
  /** VMs that one policy takes. */
  readonly perPolicy: number
  /** Policies that these slots have, and that may be made for them, one for each slot without. */
  readonly policies: number
  readonly newPolicies: number
}

/**
 * Hall's condition for the VMs that policies take: of each family the worst of the sets of slots that some VM is confined
 * to, unions of two of these, and all of them.
 */
export function findFullSlots(problem: SlotProblem): FullSlots[] {
  const listOf = listReader(problem)
  return machinesByFamily(problem).flatMap((machines, f) => {
    const lists = groupBy(groupBy(machines, listOf), ([list]) => list.join())
    const groups = [...lists.values()].map((same) => ({
      slots: [...(same[0]?.[0] ?? [])],
      count: same.reduce((sum, [, vms]) => sum + vms.length, 0),
    }))
    const family = problem.families[f] as SlotFamily
    const newPolicies = problem.vaults[family.vault]?.newPolicies ?? 0
    const all = unionOf(groups.map(({ slots }) => slots))
    const [worst] = setsOf(groups.map(({ slots }) => slots))
      .map((slots) => {
        const within = groups.filter((group) => group.slots.length > 0 && group.slots.every((slot) => slots.has(slot)))
        const count = within.reduce((sum, group) => sum + group.count, 0)
        return { slots, count, ...roomOf(family, slots, newPolicies) }
      })
      .filter(({ count, room }) => count > room)
      .sort((a, b) => b.count - b.room - (a.count - a.room))
    if (worst === undefined) return []
    const { slots, count, room, ...policies } = worst
    const isEverywhere = slots.size === all.size
    return {
      family,
      slots: [...slots].sort((a, b) => a - b),
      isEverywhere,
      machines: count,
      excess: Math.ceil(count - room),
      ...policies,
    }
  })
}

/** What a VM may have, one list for all that share it: its home alone when it must stay there. */
function listReader({ vms }: SlotProblem): (vm: number) => Uint16Array {
  const homes: Uint16Array[] = []
  return (vm) => {
    const allowed = vms.allowances[vms.allowance[vm] as number] as Uint16Array
    const home = vms.home[vm] as number
    if (home < 0 || (vms.pinned[vm] === 0 && allowed.length > 0)) return allowed
    homes[home] ??= Uint16Array.of(home)
    return homes[home]
  }
}

const MOST_PAIRED = 12

function setsOf(lists: readonly (readonly number[])[]): ReadonlySet<number>[] {
  const pairs = lists.length > MOST_PAIRED ? [] : lists.flatMap((a, i) => lists.slice(i + 1).map((b) => [a, b]))
  return [lists, ...lists.map((list) => [list]), ...pairs].map(unionOf)
}

const unionOf = (lists: readonly (readonly number[])[]) => new Set(lists.flat())

/** The policies that there are, and those that may still be made, one for each slot without. */
function roomOf({ slots }: SlotFamily, among: ReadonlySet<number>, newPolicies: number) {
  const chosen = [...among].flatMap((slot) => slots[slot] ?? [])
  const made = chosen.filter(({ policies }) => policies > 0)
  const perPolicy = Math.max(1, ...chosen.map(({ capacity, policies }) => capacity / Math.max(1, policies)))
  const added = Math.min(newPolicies, chosen.length - made.length)
  const room = made.reduce((sum, { capacity }) => sum + capacity, 0) + added * perPolicy
  const policies = made.reduce((sum, slot) => sum + slot.policies, 0)
  return { room, perPolicy, policies, newPolicies: added }
}
