import { createLoadTable, type LoadTable } from '../load-table.js'
import type { Slot, SlotProblem } from '../problem.js'

/** Where all VMs are while a plan is made: the loads, and the policies that have to be made for it. */
export interface Fleet {
  readonly problem: SlotProblem
  readonly table: LoadTable
  place(vm: number, slot: number): void
  remove(vm: number): void
  slotOf(vm: number, slot: number): Slot
  /** Whether a policy is there already, or is made for another VM. */
  isOpen(vm: number, slot: number): boolean
  /** Whether a policy is there or may still be made. */
  mayOpen(vm: number, slot: number): boolean
}

/** A fleet with nobody placed. */
export function createFleet(problem: SlotProblem): Fleet {
  const table = createLoadTable(problem)
  const { families, vms, vaults } = problem
  const slotAt = families.flatMap((family) => family.slots)
  const made = new Int32Array(vaults.length)
  const vaultOf = (vm: number) => families[vms.family[vm] as number]?.vault as number
  const indexOf = (vm: number, slot: number) => (table.slotBase[vms.family[vm] as number] as number) + slot
  const count = (vm: number, slot: number, by: number) => {
    if (slotAt[indexOf(vm, slot)]?.policies === 0) made[vaultOf(vm)] = (made[vaultOf(vm)] as number) + by
  }
  const isOpen = (vm: number, slot: number) => {
    const at = indexOf(vm, slot)
    return (table.counts[at] as number) > 0 || (slotAt[at] as Slot).policies > 0
  }
  return {
    problem,
    table,
    place(vm, slot) {
      if (table.counts[indexOf(vm, slot)] === 0) count(vm, slot, 1)
      table.place(vm, slot)
    },
    remove(vm) {
      const slot = table.slots[vm] as number
      table.remove(vm)
      if (table.counts[indexOf(vm, slot)] === 0) count(vm, slot, -1)
    },
    slotOf: (vm, slot) => slotAt[indexOf(vm, slot)] as Slot,
    isOpen,
    mayOpen: (vm, slot) =>
      isOpen(vm, slot) || (made[vaultOf(vm)] as number) < (vaults[vaultOf(vm)]?.newPolicies as number),
  }
}
