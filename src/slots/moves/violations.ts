import type { Fleet } from './fleet.js'

/** A limit that does not hold: a resource in a cell, or the capacity of a slot. */
export interface Violation {
  /** By how much. */
  readonly excess: number
  /** The VMs that it is made of, in their order, and how much each adds. */
  readonly vms: Int32Array
  readonly amounts: Int32Array
}

/** All limits that do not hold, in the order of resources and cells, then slots. */
export function findViolations(fleet: Fleet): Violation[] {
  return [...overfullCells(fleet), ...overfullSlots(fleet)]
}

interface OpenViolation {
  readonly excess: number
  readonly vms: number[]
  readonly amounts: number[]
}

function overfullCells(fleet: Fleet): Violation[] {
  const { loads, cells, slots } = fleet.table
  const byCell = new Map<number, OpenViolation>()
  fleet.problem.resources.forEach(({ capacity }, r) => {
    for (let at = r * cells; at < (r + 1) * cells; at += 1) {
      const excess = (loads[at] as number) - capacity
      if (excess > 0) byCell.set(at, { excess, vms: [], amounts: [] })
    }
  })
  if (byCell.size === 0) return []
  slots.forEach((slot, vm) => {
    if (slot < 0) return
    fleet.eachLoad(vm, slot, (resource, cell, amount) => {
      const violation = byCell.get(resource * cells + cell)
      if (violation && amount > 0) join(violation, vm, amount)
    })
  })
  return [...byCell.values()].map(close)
}

/** A VM with several starts in one window counts with all of them. */
function join({ vms, amounts }: OpenViolation, vm: number, amount: number): void {
  const last = vms.length - 1
  if (vms[last] === vm) amounts[last] = (amounts[last] as number) + amount
  else {
    vms.push(vm)
    amounts.push(amount)
  }
}

function overfullSlots({ problem, table }: Fleet): Violation[] {
  const bySlot = new Map<number, OpenViolation>()
  problem.families.forEach((family, f) => {
    family.slots.forEach((slot, s) => {
      const index = (table.slotBase[f] as number) + s
      const excess = (table.counts[index] as number) - slot.capacity
      if (excess > 0) bySlot.set(index, { excess, vms: [], amounts: [] })
    })
  })
  if (bySlot.size === 0) return []
  for (let vm = 0; vm < problem.vms.count; vm += 1) {
    const slot = table.slots[vm] as number
    const violation = bySlot.get((table.slotBase[problem.vms.family[vm] as number] as number) + slot)
    if (slot >= 0 && violation) join(violation, vm, 1)
  }
  return [...bySlot.values()].map(close)
}

function close({ excess, vms, amounts }: OpenViolation): Violation {
  return { excess, vms: Int32Array.from(vms), amounts: Int32Array.from(amounts) }
}

/** VMs and disks over their limits, summed over places and starts. */
export function excessOf({ problem, table }: Fleet): number {
  let over = 0
  problem.resources.forEach(({ capacity }, r) => {
    for (let at = r * table.cells; at < (r + 1) * table.cells; at += 1)
      over += Math.max(0, (table.loads[at] as number) - capacity)
  })
  problem.families.forEach((family, f) => {
    family.slots.forEach(({ capacity }, s) => {
      over += Math.max(0, (table.counts[(table.slotBase[f] as number) + s] as number) - capacity)
    })
  })
  return over
}
