import { createLoadTable, type LoadTable } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import { choicesOf } from './choices.js'
import { type WorkPrices, WorkTable } from './work-table.js'

/** A plan that is being levelled: who is at work when, and who may go where. */
export interface Floor {
  readonly problem: SlotProblem
  readonly slots: Int32Array
  /** VMs that may change their slot. */
  readonly movable: Int32Array
  readonly cells: number
  /** Moves the VM where it costs least; false: it is there. */
  settle(vm: number, prices: Prices): boolean
  /** Sends the mover home in exchange for one who is there, where both together cost less; false: they stay. */
  trade(stayer: number, mover: number, prices: Prices): boolean
  /** Whether the VM is at work in a cell where more than so many are. */
  isAbove(vm: number, height: number): boolean
  moveTo(vm: number, slot: number): void
  /** Moves the VM there if it breaks no limit and nowhere makes more than so many be at work; false: it stays. */
  tryTo(vm: number, slot: number, height: number): boolean
  /** VMs at work in the vault by cell, as it is now. */
  workOf(vault: number): Int32Array
  /** Most of them. */
  peakOf(vault: number): number
}

export interface Prices extends WorkPrices {
  readonly open: OpenSlots
}

/** Slots that may be taken: all, those that have a policy or VMs, or only those that have VMs. */
export type OpenSlots = 'all' | 'made' | 'used'

export function createFloor(problem: SlotProblem, plan: Int32Array): Floor {
  return new LevelledPlan(problem, plan)
}

class LevelledPlan implements Floor {
  readonly problem: SlotProblem
  readonly slots: Int32Array
  readonly movable: Int32Array
  readonly cells: number
  private readonly table: LoadTable
  private readonly work: WorkTable
  /** By slot of all families. */
  private readonly isMade: Uint8Array

  constructor(problem: SlotProblem, plan: Int32Array) {
    this.problem = problem
    this.table = createLoadTable(problem)
    this.work = new WorkTable(problem, plan, this.table)
    this.slots = this.table.slots
    this.cells = this.work.cells
    this.movable = findMovable(problem, plan)
    this.isMade = this.table.isMade
    plan.forEach((slot, vm) => {
      if (slot >= 0) this.table.place(vm, slot)
    })
  }

  settle(vm: number, prices: Prices): boolean {
    const { slots, table, work } = this
    const from = slots[vm] as number
    work.shift(vm, from, -1)
    const best = this.cheapest(vm, { prices, not: from, most: work.price(vm, from, prices) })
    const slot = best < 0 ? from : best
    if ((slots[vm] as number) < 0) table.place(vm, slot)
    work.shift(vm, slot, 1)
    return best >= 0
  }

  trade(stayer: number, mover: number, prices: Prices): boolean {
    const { slots, table, work } = this
    const [home, back, from] = [slots[stayer], this.problem.vms.home[mover], slots[mover]] as [number, number, number]
    this.remove(stayer)
    if (!table.fits(mover, back)) {
      this.place(stayer, home)
      return false
    }
    const before = work.price(stayer, home, prices)
    this.remove(mover)
    const most = before + work.price(mover, from, prices) - work.price(mover, back, prices)
    this.place(mover, back)
    const best = most > 0 ? this.cheapest(stayer, { prices, not: home, most }) : -1
    this.place(stayer, best < 0 ? home : best)
    if (best < 0) this.moveTo(mover, from)
    return best >= 0
  }

  isAbove(vm: number, height: number): boolean {
    return this.work.isAbove(vm, this.slots[vm] as number, height)
  }

  moveTo(vm: number, slot: number): void {
    this.remove(vm)
    this.place(vm, slot)
  }

  tryTo(vm: number, slot: number, height: number): boolean {
    const from = this.slots[vm] as number
    this.remove(vm)
    const fits = this.table.fits(vm, slot)
    this.place(vm, fits ? slot : from)
    if (!fits || !this.work.isAbove(vm, slot, height)) return fits
    this.moveTo(vm, from)
    return false
  }

  workOf(vault: number): Int32Array {
    return this.work.ofVault(vault)
  }

  peakOf(vault: number): number {
    return this.work.ofVault(vault).reduce((peak, each) => Math.max(peak, each), 0)
  }

  private place(vm: number, slot: number): void {
    this.table.place(vm, slot)
    this.work.shift(vm, slot, 1)
  }

  private remove(vm: number): void {
    this.work.shift(vm, this.slots[vm] as number, -1)
    this.table.remove(vm)
  }

  /** The slot that costs least, and clearly less than `most`; -1: none. */
  private cheapest(vm: number, { prices, not, most }: { prices: Prices; not: number; most: number }): number {
    const { vms } = this.problem
    const choices = vms.allowances[vms.allowance[vm] as number] as Uint16Array
    const base = this.table.slotBase[vms.family[vm] as number] as number
    let [best, least] = [-1, most * CLEARLY]
    for (let i = 0; i < choices.length; i += 1) {
      const slot = choices[i] as number
      if (slot === not || !this.isOpen(base + slot, prices.open)) continue
      const sum = this.work.price(vm, slot, prices, least)
      if (sum >= least || !this.mayHold(vm, slot)) continue
      best = slot
      least = sum * CLEARLY
    }
    return best
  }

  private isOpen(at: number, open: OpenSlots): boolean {
    return open === 'all' || (this.table.counts[at] as number) > 0 || (open === 'made' && this.isMade[at] === 1)
  }

  /** Takes the VM out of the table first, if it is still there: most find no cheaper slot to be asked about. */
  private mayHold(vm: number, slot: number): boolean {
    if ((this.slots[vm] as number) >= 0) this.table.remove(vm)
    return this.table.fits(vm, slot)
  }
}

/** Of two sums that differ by less, rounding may be the cause. */
const CLEARLY = 1 - 1e-9

function findMovable(problem: SlotProblem, plan: Int32Array): Int32Array {
  const all = Int32Array.from({ length: problem.vms.count }, (_, vm) => vm)
  return all.filter((vm) => (plan[vm] as number) >= 0 && choicesOf(problem, vm).length > 1)
}
