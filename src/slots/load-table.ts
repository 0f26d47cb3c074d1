import { essentialCells } from './essential-cells.js'
import { eachSlot, type SlotProblem, type SlotVms } from './problem.js'
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
  /** By slot, in the same row: VMs that it may have, and whether a policy is it already. */
  readonly holds: Int32Array
  readonly isMade: Uint8Array
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

/** `all` cells that VMs load, to count by how much limits are broken; or those that tell whether there is room. */
export type CountedCells = 'all' | 'essential'

export function createLoadTable(problem: SlotProblem, counted: CountedCells = 'all'): LoadTable {
  return new FlatTable(problem, counted)
}

class FlatTable implements LoadTable {
  readonly slots: Int32Array
  readonly counts: Int32Array
  readonly slotBase: Int32Array
  readonly loads: Int32Array
  readonly cells: number
  readonly startCells: StartCells
  readonly holds: Int32Array
  readonly isMade: Uint8Array
  private readonly familyOf: Int32Array
  private readonly use: SlotVms['use']
  /** Of resources. */
  private readonly capacity: Int32Array
  private readonly vaultOf: Int32Array
  /** Policies that each vault may still make. */
  private readonly makable: Int32Array

  constructor(problem: SlotProblem, counted: CountedCells) {
    const { families, resources, vms, time, vaults } = problem
    this.cells = time.ticks * time.regimes
    this.slotBase = slotBaseOf(problem)
    const all = createStartCells(problem)
    this.startCells = counted === 'all' ? all : essentialCells(problem, all, this.slotBase)
    this.slots = new Int32Array(vms.count).fill(-1)
    this.counts = new Int32Array(this.slotBase[families.length] as number)
    this.loads = new Int32Array(resources.length * this.cells)
    this.familyOf = vms.family
    this.use = vms.use
    this.capacity = Int32Array.from(resources, ({ capacity }) => capacity)
    this.holds = new Int32Array(this.counts.length)
    this.isMade = new Uint8Array(this.counts.length)
    eachSlot(families, ({ capacity, policies }, at) => {
      this.holds[at] = capacity
      this.isMade[at] = policies > 0 ? 1 : 0
    })
    this.vaultOf = Int32Array.from(families, ({ vault }) => vault)
    this.makable = Int32Array.from(vaults, ({ newPolicies }) => newPolicies)
  }

  place(vm: number, slot: number): void {
    this.slots[vm] = slot
    this.count(vm, slot, 1)
    this.load(vm, slot, 1)
  }

  remove(vm: number): void {
    const slot = this.slots[vm] as number
    this.count(vm, slot, -1)
    this.load(vm, slot, -1)
    this.slots[vm] = -1
  }

  canHold(vm: number, slot: number): boolean {
    const family = this.familyOf[vm] as number
    const at = (this.slotBase[family] as number) + slot
    const count = this.counts[at] as number
    if (count >= (this.holds[at] as number)) return false
    return count > 0 || this.isMade[at] === 1 || (this.makable[this.vaultOf[family] as number] as number) > 0
  }

  fits(vm: number, slot: number): boolean {
    return this.excessUpTo(vm, slot, 1) === 0
  }

  excess(vm: number, slot: number): number {
    return this.excessUpTo(vm, slot, Number.POSITIVE_INFINITY)
  }

  private count(vm: number, slot: number, by: 1 | -1): void {
    const family = this.familyOf[vm] as number
    const at = (this.slotBase[family] as number) + slot
    const count = (this.counts[at] as number) + by
    this.counts[at] = count
    // Came to an empty slot, or left one.
    if (this.isMade[at] === 1 || count !== (by > 0 ? 1 : 0)) return
    const vault = this.vaultOf[family] as number
    this.makable[vault] = (this.makable[vault] as number) - by
  }

  private load(vm: number, slot: number, by: 1 | -1): void {
    const { loads, cells } = this
    const { from, resource: used, amount: amounts } = this.use
    const { listBase, from: listFrom, cells: listCells } = this.startCells
    const pattern = this.patternOf(vm, slot)
    for (let i = from[vm] as number, end = from[vm + 1] as number; i < end; i += 1) {
      const resource = used[i] as number
      const amount = by * (amounts[i] as number)
      const list = (listBase[resource] as number) + pattern
      for (let j = listFrom[list] as number, stop = listFrom[list + 1] as number; j < stop; j += 1) {
        const cell = resource * cells + (listCells[j] as number)
        loads[cell] = (loads[cell] as number) + amount
      }
    }
  }

  /** Stops counting at `enough`. */
  private excessUpTo(vm: number, slot: number, enough: number): number {
    const { loads, cells } = this
    const { from, resource: used, amount: amounts } = this.use
    const { listBase, from: listFrom, cells: listCells } = this.startCells
    const pattern = this.patternOf(vm, slot)
    let over = this.canHold(vm, slot) ? 0 : 1
    for (let i = from[vm] as number, end = from[vm + 1] as number; i < end && over < enough; i += 1) {
      const resource = used[i] as number
      const amount = amounts[i] as number
      const room = (this.capacity[resource] as number) - amount
      const list = (listBase[resource] as number) + pattern
      for (let j = listFrom[list] as number, stop = listFrom[list + 1] as number; j < stop; j += 1) {
        const beyond = (loads[resource * cells + (listCells[j] as number)] as number) - room
        if (beyond > 0) over += beyond < amount ? beyond : amount
      }
    }
    return over
  }

  private patternOf(vm: number, slot: number): number {
    return this.startCells.patternOf[(this.slotBase[this.familyOf[vm] as number] as number) + slot] as number
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
