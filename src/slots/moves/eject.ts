import { type EvictionContext, findEviction, MOST_SLOTS, type Movers } from './eviction.js'
import type { Fleet } from './fleet.js'
import { indexOccupants } from './occupants.js'
import { findPlace } from './places.js'
import type { ResourceUsers } from './users.js'

/** Steps for which a VM does not go back to where it was sent away. */
const TABU_STEPS = 40

export interface EjectContext extends Movers {
  readonly users: ResourceUsers
}

interface Search extends EvictionContext {
  /** By VM and slot: the step from which the VM may go there again. */
  readonly tabu: Map<number, number>
  /** Where VMs were before each change since fewest were waiting. */
  readonly trail: { vm: number; slot: number }[]
}

/**
 * Finds places for VMs that have none: where no place is free, the VM takes the slot out of which the cheapest VMs have
 * to be sent, and those are next. Each sending away makes a VM dearer, so that no two chase one another for ever. When
 * the steps are used up, the fleet is left as it was when fewest were waiting. Returns who still waits.
 */
export function ejectInto({ users, ...movers }: EjectContext, waiting: readonly number[], steps: number): number[] {
  const { fleet } = movers
  const search: Search = {
    ...movers,
    occupants: indexOccupants(fleet, users),
    weight: new Int32Array(movers.weight.length),
    tabu: new Map(),
    trail: [],
  }
  const queue = [...waiting]
  let best = [...queue]
  for (let step = 0; step < steps && queue.length > 0; step += 1) {
    const vm = queue.pop() as number
    const sentAway = takeSlot(search, vm, step)
    if (sentAway === null) queue.unshift(vm)
    else queue.push(...sentAway)
    if (queue.length >= best.length) continue
    best = [...queue]
    search.trail.length = 0
  }
  for (const { vm, slot } of search.trail.reverse()) change(fleet, vm, slot)
  return best
}

/** Places the VM; returns who had to leave for it, or null when nobody may. */
function takeSlot(search: Search, vm: number, step: number): number[] | null {
  const { fleet, occupants, tabu, trail, weight } = search
  const free = findPlace(fleet, vm)
  const mayTake = (slot: number) => (tabu.get(vm * MOST_SLOTS + slot) ?? 0) <= step
  const eviction = free >= 0 ? { slot: free, vms: [] } : findEviction(search, vm, mayTake)
  if (eviction === null) return null
  for (const sent of eviction.vms) {
    const from = fleet.table.slots[sent] as number
    trail.push({ vm: sent, slot: from })
    fleet.table.remove(sent)
    occupants.leave(sent, from)
    tabu.set(sent * MOST_SLOTS + from, step + TABU_STEPS)
    weight[sent] = (weight[sent] as number) + 1
  }
  trail.push({ vm, slot: -1 })
  fleet.table.place(vm, eviction.slot)
  occupants.come(vm, eviction.slot)
  return [...eviction.vms]
}

function change(fleet: Fleet, vm: number, slot: number): void {
  if ((fleet.table.slots[vm] as number) >= 0) fleet.table.remove(vm)
  if (slot >= 0) fleet.table.place(vm, slot)
}
