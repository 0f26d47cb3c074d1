import { createLoadTable, type LoadTable } from '../load-table.js'
import type { Slot, SlotProblem } from '../problem.js'

/** Where all VMs are while a plan is made. */
export interface Fleet {
  readonly problem: SlotProblem
  readonly table: LoadTable
  slotOf(vm: number, slot: number): Slot
  /** Whether a policy is there already, or is made for another VM. */
  isOpen(vm: number, slot: number): boolean
  /** The cells of a resource in which a start of the VM from that slot counts. */
  windowsOf(vm: number, slot: number, resource: number): Int32Array
  /** Visits each resource and cell that the VM loads, or would load, from a slot. */
  eachLoad(vm: number, slot: number, visit: (resource: number, cell: number, amount: number) => void): void
}

/** A fleet with nobody placed. */
export function createFleet(problem: SlotProblem): Fleet {
  const table = createLoadTable(problem)
  const slotOf = (vm: number, slot: number) => problem.families[problem.vms.family[vm] as number]?.slots[slot] as Slot
  const { patternOf, listBase, from: listFrom, cells } = table.startCells
  const { from, resource: resources, amount: amounts } = problem.vms.use
  const windowsOf = (vm: number, slot: number, resource: number) => {
    const pattern = patternOf[(table.slotBase[problem.vms.family[vm] as number] as number) + slot] as number
    const list = (listBase[resource] as number) + pattern
    return cells.subarray(listFrom[list], listFrom[list + 1])
  }
  return {
    problem,
    table,
    slotOf,
    isOpen(vm, slot) {
      const count = table.counts[(table.slotBase[problem.vms.family[vm] as number] as number) + slot] as number
      return count > 0 || slotOf(vm, slot).policies > 0
    },
    windowsOf,
    eachLoad(vm, slot, visit) {
      for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
        const resource = resources[i] as number
        for (const cell of windowsOf(vm, slot, resource)) visit(resource, cell, amounts[i] as number)
      }
    },
  }
}
