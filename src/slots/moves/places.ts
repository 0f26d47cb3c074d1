import type { Fleet } from './fleet.js'
import { allowedSlots, sizeOf } from './standing.js'

/** What a place costs: a policy that has to be made goes before all other considerations. */
const NEW_POLICY = 1_000

/**
 * The free place that fits best, for a VM that is not placed: in a policy that is there already, then where what the VM
 * needs is least scarce. -1: there is none.
 */
export function findPlace(fleet: Fleet, vm: number, { onlyOpen = false, except = -1 } = {}): number {
  let [best, bestCost] = [-1, Number.POSITIVE_INFINITY]
  for (const slot of allowedSlots(fleet.problem, vm)) {
    if (slot === except) continue
    const isOpen = fleet.isOpen(vm, slot)
    if (!isOpen && onlyOpen) continue
    if (!fleet.table.fits(vm, slot)) continue
    const cost = pressure(fleet, vm, slot) + (isOpen ? 0 : NEW_POLICY)
    if (cost < bestCost) [best, bestCost] = [slot, cost]
  }
  return best
}

/** How full the resources of the VM are in the cells of a slot, on average. */
function pressure({ problem, table, slotOf }: Fleet, vm: number, slot: number): number {
  const { from, resource, amount } = problem.vms.use
  const { starts } = slotOf(vm, slot)
  let full = 0
  for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
    const r = resource[i] as number
    const capacity = problem.resources[r]?.capacity as number
    let load = (amount[i] as number) * starts.length
    for (let s = 0; s < starts.length; s += 1) load += table.loads[r * table.cells + (starts[s] as number)] as number
    full += load / capacity
  }
  return full / starts.length
}

/** The allowed slot where the VM, which is not placed, does the least harm; its home before others that are as bad. */
export function leastBadPlace(fleet: Fleet, vm: number): number {
  const home = fleet.problem.vms.home[vm] as number
  let [best, leastExcess] = [-1, Number.POSITIVE_INFINITY]
  for (const slot of allowedSlots(fleet.problem, vm)) {
    if (!fleet.isOpen(vm, slot) && !fleet.table.canHold(vm, slot)) continue
    const excess = 2 * fleet.table.excess(vm, slot) - (slot === home ? 1 : 0)
    if (excess < leastExcess) [best, leastExcess] = [slot, excess]
  }
  return best
}

/** Gives a free place to each VM that has one; who has least to choose from goes first. Returns the others. */
export function placeHardestFirst(fleet: Fleet, vms: readonly number[]): number[] {
  const order = vms
    .map((vm) => ({ vm, ease: allowedSlots(fleet.problem, vm).length / sizeOf(fleet.problem, vm) }))
    .sort((a, b) => a.ease - b.ease || a.vm - b.vm)
  return order.flatMap(({ vm }) => {
    const place = findPlace(fleet, vm)
    if (place >= 0) fleet.table.place(vm, place)
    return place >= 0 ? [] : [vm]
  })
}
