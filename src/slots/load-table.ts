import type { SlotProblem } from './problem.js'
import { createStartCells, type StartCells } from './start-cells.js'

export { earlier } from './start-cells.js'

/**
 * How much of each resource starts in each cell, and how many VMs each slot has, kept up to date while VMs are placed
 * and taken out. This is the inner loop of all solvers: flat arrays, no allocation.
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
  readonly startCells: StartCells
  place(vm: number, slot: number): void
  remove(vm: number): void
  /** Whether Azure lets the slot have one more VM: capacity of its policies, and policies that the vault may still make. */
  canHold(vm: number, slot: number): boolean
  /** Whether the VM, which is not placed, breaks no limit there. */
  fits(vm: number, slot: number): boolean
  /** By how much limits would be broken more with the VM there, summed over resources and cells; 1 when it cannot be held. */
  excess(vm: number, slot: number): number
}

export function createLoadTable(problem: SlotProblem): LoadTable {
  const { families, resources, vms, time } = problem
  const cells = time.ticks * time.regimes
  const slotBase = slotBaseOf(problem)
  const slotAt = families.flatMap((family) => family.slots)
  const startCells = createStartCells(problem, slotAt)
  const { patternOf, listBase, from: listFrom, cells: listCells } = startCells
  const slots = new Int32Array(vms.count).fill(-1)
  const counts = new Int32Array(slotAt.length)
  const loads = new Int32Array(resources.length * cells)
  const capacity = Int32Array.from(resources, (resource) => resource.capacity)
  const holds = new Int32Array(slotAt.length)
  const isMade = new Uint8Array(slotAt.length)
  slotAt.forEach((slot, at) => {
    holds[at] = slot.capacity
    isMade[at] = slot.policies > 0 ? 1 : 0
  })
  const vaultOf = Int32Array.from(families, (family) => family.vault)
  const makable = Int32Array.from(problem.vaults, (vault) => vault.newPolicies)
  const { family: familyOf } = vms
  const { from, resource: used, amount: amounts } = vms.use

  const add = (vm: number, slot: number, sign: number) => {
    const family = familyOf[vm] as number
    const at = (slotBase[family] as number) + slot
    const before = counts[at] as number
    counts[at] = before + sign
    if (isMade[at] === 0 && before + (sign < 0 ? -1 : 0) === 0) {
      const vault = vaultOf[family] as number
      makable[vault] = (makable[vault] as number) - sign
    }
    const pattern = patternOf[at] as number
    for (let i = from[vm] as number, end = from[vm + 1] as number; i < end; i += 1) {
      const resource = used[i] as number
      const amount = sign * (amounts[i] as number)
      const list = (listBase[resource] as number) + pattern
      for (let j = listFrom[list] as number, stop = listFrom[list + 1] as number; j < stop; j += 1) {
        const cell = resource * cells + (listCells[j] as number)
        loads[cell] = (loads[cell] as number) + amount
      }
    }
  }

  const canHold = (vm: number, slot: number) => {
    const family = familyOf[vm] as number
    const at = (slotBase[family] as number) + slot
    const count = counts[at] as number
    if (count >= (holds[at] as number)) return false
    return count > 0 || isMade[at] === 1 || (makable[vaultOf[family] as number] as number) > 0
  }

  const excess = (vm: number, slot: number, enough: number) => {
    let over = canHold(vm, slot) ? 0 : 1
    const pattern = patternOf[(slotBase[familyOf[vm] as number] as number) + slot] as number
    for (let i = from[vm] as number, end = from[vm + 1] as number; i < end && over < enough; i += 1) {
      const resource = used[i] as number
      const amount = amounts[i] as number
      const room = (capacity[resource] as number) - amount
      const list = (listBase[resource] as number) + pattern
      for (let j = listFrom[list] as number, stop = listFrom[list + 1] as number; j < stop; j += 1) {
        const beyond = (loads[resource * cells + (listCells[j] as number)] as number) - room
        if (beyond > 0) over += beyond < amount ? beyond : amount
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
    startCells,
    place(vm, slot) {
      slots[vm] = slot
      add(vm, slot, 1)
    },
    remove(vm) {
      add(vm, slots[vm] as number, -1)
      slots[vm] = -1
    },
    canHold,
    fits: (vm, slot) => excess(vm, slot, 1) === 0,
    excess: (vm, slot) => excess(vm, slot, Number.POSITIVE_INFINITY),
  }
}

/** Where the slots of each family begin when all slots stand in one row; the last entry is their number. */
export function slotBaseOf({ families }: SlotProblem): Int32Array {
  const base = new Int32Array(families.length + 1)
  families.forEach((family, f) => {
    base[f + 1] = (base[f] as number) + family.slots.length
  })
  return base
}
