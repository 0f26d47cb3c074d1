import type { SlotResource } from '../problem.js'
import type { Fleet } from './fleet.js'
import { createOccupants, type Occupant, type Occupants } from './occupants.js'
import { findPlace } from './places.js'
import { allowedSlots } from './standing.js'
import type { ResourceUsers } from './users.js'

/** What it costs to send a VM away: one that is at home becomes a move; one without a free place sends others away. */
const FROM_HOME = 4
const FROM_ELSEWHERE = 1
const WITHOUT_PLACE = 3
/** So many of the VMs that look cheapest are asked whether a place is free for them. */
const ASKED = 8

export interface EvictionContext {
  readonly fleet: Fleet
  readonly users: ResourceUsers
  readonly mayGo: (vm: number) => boolean
  /** By VM: what it costs on top. */
  readonly weight: ReadonlyMap<number, number>
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
  const occupants = createOccupants(context.fleet, context.users)
  let best: Eviction | null = null
  for (const slot of allowedSlots(context.fleet.problem, vm)) {
    if (!mayTake(slot) || !mayHold(context.fleet, vm, slot)) continue
    const needs = needsOf(context.fleet, occupants, { vm, slot })
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
  readonly occupants: readonly Occupant[]
}

/** The limits that the VM would break in a slot, and who is in them. */
function needsOf(fleet: Fleet, occupants: Occupants, { vm, slot }: { vm: number; slot: number }): Need[] {
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
    let rest = over
    for (const { vm, amount } of occupants) if (leaving.has(vm)) rest -= amount
    while (rest > 0) {
      const next = pricing.cheapest(
        occupants.filter(({ vm }) => !leaving.has(vm)),
        rest,
      )
      if (next === null) return null
      leaving.add(next.vm)
      rest -= next.amount
      cost += pricing.cost(next.vm)
      if (cost >= most) return null
    }
  }
  return { cost, vms: [...leaving] }
}

interface Pricing {
  cost(vm: number): number
  /** The one that costs least for each unit that it frees, of those that are needed. */
  cheapest(occupants: readonly Occupant[], needed: number): Occupant | null
}

/** Prices hold while nobody moves. */
function createPricing({ fleet, mayGo, weight }: EvictionContext): Pricing {
  const { home } = fleet.problem.vms
  const { slots } = fleet.table
  const costs = new Map<number, number>()
  const guess = (vm: number) => (slots[vm] === home[vm] ? FROM_HOME : FROM_ELSEWHERE) + (weight.get(vm) ?? 0)
  const cost = (vm: number) => {
    const known = costs.get(vm)
    if (known !== undefined) return known
    const full = guess(vm) + (hasOtherPlace(fleet, vm) ? 0 : WITHOUT_PLACE)
    costs.set(vm, full)
    return full
  }
  const best = (price: (vm: number) => number, needed: number) => (a: Occupant, b: Occupant) =>
    price(a.vm) / Math.min(a.amount, needed) - price(b.vm) / Math.min(b.amount, needed) || a.vm - b.vm
  return {
    cost,
    cheapest(occupants, needed) {
      const asked = occupants
        .filter(({ vm }) => mayGo(vm))
        .sort(best(guess, needed))
        .slice(0, ASKED)
      return asked.sort(best(cost, needed))[0] ?? null
    },
  }
}

function hasOtherPlace(fleet: Fleet, vm: number): boolean {
  const slot = fleet.table.slots[vm] as number
  fleet.table.remove(vm)
  const hasPlace = findPlace(fleet, vm, { except: slot }) >= 0
  fleet.table.place(vm, slot)
  return hasPlace
}
