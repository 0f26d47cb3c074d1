import type { SlotResource } from '../problem.js'
import type { Fleet } from './fleet.js'
import type { OccupantIndex, Occupants } from './occupants.js'
import { hasPlace } from './places.js'
import { allowedSlots } from './standing.js'

/** What it costs to send a VM away: one that is at home becomes a move; one without a free place sends others away. */
const FROM_HOME = 4
const FROM_ELSEWHERE = 1
const WITHOUT_PLACE = 3
/** So many of the VMs that look cheapest are asked whether a place is free for them. */
const ASKED = 8

export interface EvictionContext extends Movers {
  readonly occupants: OccupantIndex
}

/** Who may be sent away, and at what price. */
export interface Movers {
  readonly fleet: Fleet
  /** VMs of one kind have the same places, and use the same. */
  readonly kindOf: (vm: number) => number
  readonly mayGo: (vm: number) => boolean
  /** By VM: what it costs on top. */
  readonly weight: Int32Array
}

export interface Eviction {
  readonly slot: number
  /** Who has to leave so that the VM fits there. */
  readonly vms: readonly number[]
  readonly cost: number
}

/**
 * The slot that a VM without a free place gets for the least, or null when nobody may be sent away. `mayTake` says which
 * slots are of interest.
 */
export function findEviction(
  context: EvictionContext,
  vm: number,
  mayTake: (slot: number) => boolean,
): Eviction | null {
  const pricing = createPricing(context)
  let best: Eviction | null = null
  for (const slot of allowedSlots(context.fleet.problem, vm)) {
    if (!mayTake(slot) || !mayHold(context.fleet, vm, slot)) continue
    const needs = needsOf(context.fleet, context.occupants, { vm, slot })
    const offer = priceNeeds(pricing, needs, best?.cost ?? Number.POSITIVE_INFINITY)
    if (offer !== null) best = { slot, ...offer }
  }
  return best
}

/** Whether there is a policy, or one may still be made; one that is full can lose a VM. */
function mayHold({ table, isOpen }: Fleet, vm: number, slot: number): boolean {
  return isOpen(vm, slot) || table.canHold(vm, slot)
}

interface Need {
  readonly over: number
  readonly occupants: Occupants
}

/** The limits that the VM would break in a slot, and who is in them. */
function needsOf(fleet: Fleet, occupants: OccupantIndex, { vm, slot }: { vm: number; slot: number }): Need[] {
  const { problem, table } = fleet
  const family = problem.vms.family[vm] as number
  const free = fleet.slotOf(vm, slot).capacity - (table.counts[(table.slotBase[family] as number) + slot] as number)
  const needs: Need[] = free > 0 ? [] : [{ over: 1 - free, occupants: occupants.ofSlot(family, slot) }]
  fleet.eachLoad(vm, slot, (resource, cell, amount) => {
    const { capacity } = problem.resources[resource] as SlotResource
    const over = (table.loads[resource * table.cells + cell] as number) + amount - capacity
    if (over > 0) needs.push({ over, occupants: occupants.ofCell(resource, cell) })
  })
  return needs
}

/** Cures one need after the other with the VMs that cost least for what they free; null when it costs `most` or more. */
function priceNeeds(pricing: Pricing, needs: readonly Need[], most: number) {
  const leaving = new Set<number>()
  let cost = 0
  for (const { over, occupants } of needs) {
    const { vms, amounts } = occupants
    let rest = over
    if (leaving.size > 0)
      for (let i = 0; i < vms.length; i += 1) if (leaving.has(vms[i] as number)) rest -= amounts[i] as number
    while (rest > 0) {
      const next = pricing.cheapest(occupants, rest, leaving)
      if (next < 0) return null
      const vm = vms[next] as number
      leaving.add(vm)
      rest -= amounts[next] as number
      cost += pricing.cost(vm)
      if (cost >= most) return null
    }
  }
  return { cost, vms: [...leaving] }
}

interface Pricing {
  cost(vm: number): number
  /** Which of the occupants that stay costs least for each unit that it frees, of those that are needed; -1: none may go. */
  cheapest(occupants: Occupants, needed: number, leaving: ReadonlySet<number>): number
}

/** Prices hold while nobody moves. */
function createPricing({ fleet, kindOf, mayGo, weight }: EvictionContext): Pricing {
  const { home } = fleet.problem.vms
  const { slots } = fleet.table
  const free = new Map<number, boolean>()
  const guess = (vm: number) => (slots[vm] === home[vm] ? FROM_HOME : FROM_ELSEWHERE) + (weight[vm] as number)
  const hasOther = (vm: number) => {
    const key = kindOf(vm) * MOST_SLOTS + (slots[vm] as number)
    const known = free.get(key) ?? hasOtherPlace(fleet, vm)
    free.set(key, known)
    return known
  }
  const cost = (vm: number) => guess(vm) + (hasOther(vm) ? 0 : WITHOUT_PLACE)
  return {
    cost,
    cheapest({ vms, amounts }, needed, leaving) {
      const asked = createRanking(vms, ASKED)
      for (let i = 0; i < vms.length; i += 1) {
        const vm = vms[i] as number
        if (!leaving.has(vm) && mayGo(vm)) asked.add(i, guess(vm) / Math.min(amounts[i] as number, needed))
      }
      const best = createRanking(vms, 1)
      for (const i of asked.entries) best.add(i, cost(vms[i] as number) / Math.min(amounts[i] as number, needed))
      return best.entries[0] ?? -1
    },
  }
}

/** Slots have numbers of 16 bits. */
export const MOST_SLOTS = 0x1_0000

/** The few entries of the lowest prices, cheapest first; of equals the first VM. */
function createRanking(vms: readonly number[], most: number) {
  const entries: number[] = []
  const prices: number[] = []
  return {
    entries,
    add(entry: number, price: number) {
      let at = entries.length
      const isBefore = (other: number) =>
        price < (prices[other] as number) ||
        (price === prices[other] && (vms[entry] as number) < (vms[entries[other] as number] as number))
      if (at === most && !isBefore(at - 1)) return
      if (at === most) at -= 1
      for (; at > 0 && isBefore(at - 1); at -= 1) {
        entries[at] = entries[at - 1] as number
        prices[at] = prices[at - 1] as number
      }
      entries[at] = entry
      prices[at] = price
    },
  }
}

function hasOtherPlace(fleet: Fleet, vm: number): boolean {
  const slot = fleet.table.slots[vm] as number
  fleet.table.remove(vm)
  const isFree = hasPlace(fleet, vm, slot)
  fleet.table.place(vm, slot)
  return isFree
}
