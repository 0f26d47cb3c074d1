import { createLoadTable, type LoadTable } from '../load-table.js'
import type { Slot, SlotProblem } from '../problem.js'

/** Where all VMs are while a plan is made. */
export interface Fleet {
  readonly problem: SlotProblem
  readonly table: LoadTable
  slotOf(vm: number, slot: number): Slot
  /** Whether a policy is there already, or is made for another VM. */
  isOpen(vm: number, slot: number): boolean
  /** Visits each resource and cell that the VM loads, or would load, from a slot. */
  eachLoad(vm: number, slot: number, visit: (resource: number, cell: number, amount: number) => void): void
}

/** A fleet with nobody placed. */
export function createFleet(problem: SlotProblem): Fleet {
  const table = createLoadTable(problem)
  const slotOf = (vm: number, slot: number) => problem.families[problem.vms.family[vm] as number]?.slots[slot] as Slot
  const { patternOf, listBase, from: listFrom, cells } = table.startCells
  const { from, resource: resources, amount: amounts } = problem.vms.use
  const indexOf = (vm: number, slot: number) => (table.slotBase[problem.vms.family[vm] as number] as number) + slot
  return {
    problem,
    table,
    slotOf,
    isOpen(vm, slot) {
      return (table.counts[indexOf(vm, slot)] as number) > 0 || slotOf(vm, slot).policies > 0
    },
    eachLoad(vm, slot, visit) {
      const pattern = patternOf[indexOf(vm, slot)] as number
      for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
        const resource = resources[i] as number
        const list = (listBase[resource] as number) + pattern
        for (let j = listFrom[list] as number; j < (listFrom[list + 1] as number); j += 1)
          visit(resource, cells[j] as number, amounts[i] as number)
      }
    },
  }
}
