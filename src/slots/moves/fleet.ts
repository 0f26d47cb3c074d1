import { createLoadTable, type LoadTable } from '../load-table.js'
import type { Slot, SlotProblem } from '../problem.js'

/** Where all VMs are while a plan is made. */
export interface Fleet {
  readonly problem: SlotProblem
  readonly table: LoadTable
  slotOf(vm: number, slot: number): Slot
  /** Whether a policy is there already, or is made for another VM. */
  isOpen(vm: number, slot: number): boolean
}

/** A fleet with nobody placed. */
export function createFleet(problem: SlotProblem): Fleet {
  const table = createLoadTable(problem)
  const slotOf = (vm: number, slot: number) => problem.families[problem.vms.family[vm] as number]?.slots[slot] as Slot
  return {
    problem,
    table,
    slotOf,
    isOpen(vm, slot) {
      const count = table.counts[(table.slotBase[problem.vms.family[vm] as number] as number) + slot] as number
      return count > 0 || slotOf(vm, slot).policies > 0
    },
  }
}
