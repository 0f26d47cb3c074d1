import type { SlotProblem } from './problem.js'

/**
 * How much of each resource starts in each cell, and how many VMs each slot has, kept up to date while VMs are placed
 * and taken out.
 */
export interface LoadTable {
  /** Slot of each VM; -1 = not placed. */
  readonly slots: Int32Array
  /** VMs by slot; slot s of family f is entry `slotBase[f] + s`. */
  readonly counts: Int32Array
  readonly slotBase: Int32Array
  /** Load of resource r in cell c: entry `r * cells + c`. A resource that spans cells counts a start in each window it lies in. */
  readonly loads: Int32Array
  readonly cells: number
  place(vm: number, slot: number): void
  remove(vm: number): void
  /** Whether the VM, which is not placed, breaks no limit there. */
  fits(vm: number, slot: number): boolean
  /** By how much limits would be broken more with the VM there, summed over resources and cells; slot capacity counts. */
  excess(vm: number, slot: number): number
}

export function createLoadTable(problem: SlotProblem): LoadTable {
  const { families, resources, vms, time } = problem
  const cells = time.ticks * time.regimes
  const slotBase = new Int32Array(families.length + 1)
  families.forEach((family, f) => {
    slotBase[f + 1] = (slotBase[f] as number) + family.slots.length
  })
  const slotAt = families.flatMap((family) => family.slots)
  const slots = new Int32Array(vms.count).fill(-1)
  const counts = new Int32Array(slotAt.length)
  const loads = new Int32Array(resources.length * cells)
  const capacity = Int32Array.from(resources, (resource) => resource.capacity)
  const span = Uint8Array.from(resources, (resource) => resource.span)
  const { from, resource: used, amount: amounts } = vms.use

  const indexOf = (vm: number, slot: number) => (slotBase[vms.family[vm] as number] as number) + slot

  const add = (vm: number, slot: number, sign: number) => {
    const at = indexOf(vm, slot)
    counts[at] = (counts[at] as number) + sign
    const { starts } = slotAt[at] as { starts: Uint16Array }
    for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
      const resource = used[i] as number
      const amount = sign * (amounts[i] as number)
      for (const start of starts) {
        for (let back = 0; back < (span[resource] as number); back += 1) {
          const cell = resource * cells + earlier(start, back, time.ticks)
          loads[cell] = (loads[cell] as number) + amount
        }
      }
    }
  }

  const excess = (vm: number, slot: number, enough = Number.POSITIVE_INFINITY) => {
    const at = indexOf(vm, slot)
    const { starts, capacity: most } = slotAt[at] as { starts: Uint16Array; capacity: number }
    let over = (counts[at] as number) < most ? 0 : 1
    for (let i = from[vm] as number; i < (from[vm + 1] as number) && over < enough; i += 1) {
      const resource = used[i] as number
      const amount = amounts[i] as number
      const limit = capacity[resource] as number
      for (const start of starts) {
        for (let back = 0; back < (span[resource] as number); back += 1) {
          const load = loads[resource * cells + earlier(start, back, time.ticks)] as number
          if (load + amount > limit) over += Math.min(amount, load + amount - limit)
        }
      }
    }
    return over
  }

  return {
    slots,
    counts,
    slotBase,
    loads,
    cells,
    place(vm, slot) {
      slots[vm] = slot
      add(vm, slot, 1)
    },
    remove(vm) {
      add(vm, slots[vm] as number, -1)
      slots[vm] = -1
    },
    fits: (vm, slot) => excess(vm, slot, 1) === 0,
    excess: (vm, slot) => excess(vm, slot),
  }
}

/** The cell so many ticks before another of the same regime, around the circle. */
export function earlier(cell: number, ticksBack: number, ticks: number): number {
  if (ticksBack === 0) return cell
  const tick = cell % ticks
  return cell - tick + ((tick - ticksBack + ticks) % ticks)
}
