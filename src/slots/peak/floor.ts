import { createLoadTable } from '../load-table.js'
import type { SlotFamily, SlotProblem } from '../problem.js'
import { choicesOf } from './choices.js'
import { createCoverage } from './coverage.js'
import { workOf } from './peak-of.js'

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

/** What one VM more at work costs: that of the VMs in the cell times the weight of the cell. */
export interface Prices {
  readonly byWork: Float64Array
  readonly weights: Float64Array
  readonly open: OpenSlots
}

/** Slots that may be taken: all, those that have a policy or VMs, or only those that have VMs. */
export type OpenSlots = 'all' | 'made' | 'used'

export function createFloor(problem: SlotProblem, plan: Int32Array): Floor {
  const { families, time, vms } = problem
  const { duration, family: familyOf } = vms
  const table = createLoadTable(problem)
  const { counts, slotBase, startCells } = table
  const cells = time.ticks * time.regimes
  const work = workOf(problem, plan)
  const coverage = createCoverage(problem, startCells, slotBase)
  const { longest, from: coverFrom, size: coverSize, cells: covered } = coverage
  const { patternOf } = startCells
  const isMade = Uint8Array.from(families.flatMap(({ slots }) => slots.map(({ policies }) => (policies > 0 ? 1 : 0))))
  const firstCell = Int32Array.from(vms.family, (f) => (families[f] as SlotFamily).vault * cells)
  for (let vm = 0; vm < vms.count; vm += 1) if ((plan[vm] as number) >= 0) table.place(vm, plan[vm] as number)

  const listOf = (vm: number, slot: number) =>
    (patternOf[(slotBase[familyOf[vm] as number] as number) + slot] as number) * longest + (duration[vm] as number) - 1
  const shift = (vm: number, slot: number, by: number) => {
    const list = listOf(vm, slot)
    const first = firstCell[vm] as number
    for (let i = coverFrom[list] as number, end = i + (coverSize[list] as number); i < end; i += 1) {
      const cell = first + (covered[i] as number)
      work[cell] = (work[cell] as number) + by
    }
  }
  /** What the VM, taken out, adds in a slot; `most` or more when that is so. */
  const price = (list: number, first: number, { byWork, weights }: Prices, most: number) => {
    let sum = 0
    for (let i = coverFrom[list] as number, end = i + (coverSize[list] as number); i < end && sum < most; i += 1) {
      const cell = covered[i] as number
      const here = work[first + cell] as number
      if (here >= byWork.length) return Number.POSITIVE_INFINITY
      sum += (weights[cell] as number) * (byWork[here] as number)
    }
    return sum
  }
  const isOpen = (at: number, open: OpenSlots) =>
    open === 'all' || (counts[at] as number) > 0 || (open === 'made' && isMade[at] === 1)
  const place = (vm: number, slot: number) => {
    table.place(vm, slot)
    shift(vm, slot, 1)
  }
  const remove = (vm: number) => {
    shift(vm, table.slots[vm] as number, -1)
    table.remove(vm)
  }
  const priceAt = (vm: number, slot: number, prices: Prices) =>
    price(listOf(vm, slot), firstCell[vm] as number, prices, Number.POSITIVE_INFINITY)
  /** Takes the VM out of the table first, if it is still there: most find no cheaper slot to be asked about. */
  const mayHold = (vm: number, slot: number) => {
    if ((table.slots[vm] as number) >= 0) table.remove(vm)
    return table.fits(vm, slot)
  }
  /** The slot that costs least, and clearly less than `most`; -1: none. */
  const cheapest = (vm: number, { prices, not, most }: { prices: Prices; not: number; most: number }) => {
    const first = firstCell[vm] as number
    const base = slotBase[familyOf[vm] as number] as number
    const rest = (duration[vm] as number) - 1
    const choices = vms.allowances[vms.allowance[vm] as number] as Uint16Array
    let [best, least] = [-1, most * CLEARLY]
    for (let i = 0; i < choices.length; i += 1) {
      const slot = choices[i] as number
      if (slot === not || !isOpen(base + slot, prices.open)) continue
      const sum = price((patternOf[base + slot] as number) * longest + rest, first, prices, least)
      if (sum >= least || !mayHold(vm, slot)) continue
      best = slot
      least = sum * CLEARLY
    }
    return best
  }
  const isAbove = (vm: number, slot: number, height: number) => {
    const list = listOf(vm, slot)
    const first = firstCell[vm] as number
    for (let i = coverFrom[list] as number, end = i + (coverSize[list] as number); i < end; i += 1)
      if ((work[first + (covered[i] as number)] as number) > height) return true
    return false
  }
  return {
    problem,
    slots: table.slots,
    movable: findMovable(problem, plan),
    cells,
    settle(vm, prices) {
      const from = table.slots[vm] as number
      shift(vm, from, -1)
      const best = cheapest(vm, { prices, not: from, most: priceAt(vm, from, prices) })
      const slot = best < 0 ? from : best
      if ((table.slots[vm] as number) < 0) table.place(vm, slot)
      shift(vm, slot, 1)
      return best >= 0
    },
    trade(stayer, mover, prices) {
      const [home, back, from] = [table.slots[stayer], vms.home[mover], table.slots[mover]] as [number, number, number]
      remove(stayer)
      if (!table.fits(mover, back)) {
        place(stayer, home)
        return false
      }
      const before = priceAt(stayer, home, prices)
      remove(mover)
      const most = before + priceAt(mover, from, prices) - priceAt(mover, back, prices)
      place(mover, back)
      const best = most > 0 ? cheapest(stayer, { prices, not: home, most }) : -1
      place(stayer, best < 0 ? home : best)
      if (best < 0) {
        remove(mover)
        place(mover, from)
      }
      return best >= 0
    },
    isAbove: (vm, height) => isAbove(vm, table.slots[vm] as number, height),
    moveTo(vm, slot) {
      remove(vm)
      place(vm, slot)
    },
    tryTo(vm, slot, height) {
      const from = table.slots[vm] as number
      remove(vm)
      const fits = table.fits(vm, slot)
      place(vm, fits ? slot : from)
      if (!fits || !isAbove(vm, slot, height)) return fits
      remove(vm)
      place(vm, from)
      return false
    },
    workOf: (vault) => work.subarray(vault * cells, (vault + 1) * cells),
    peakOf(vault) {
      let peak = 0
      for (let cell = vault * cells; cell < (vault + 1) * cells; cell += 1)
        if ((work[cell] as number) > peak) peak = work[cell] as number
      return peak
    },
  }
}

/** Of two sums that differ by less, rounding may be the cause. */
const CLEARLY = 1 - 1e-9

function findMovable(problem: SlotProblem, plan: Int32Array): Int32Array {
  const all = Int32Array.from({ length: problem.vms.count }, (_, vm) => vm)
  return all.filter((vm) => (plan[vm] as number) >= 0 && choicesOf(problem, vm).length > 1)
}
