import { createLoadTable } from '../load-table.js'
import type { Slot, SlotFamily, SlotProblem } from '../problem.js'
import { choicesOf } from './choices.js'
import { createCoverage } from './coverage.js'
import { peaksOf, workOf } from './peak-of.js'

/** A plan that is being levelled: who is at work when, and who may go where. */
export interface Floor {
  readonly problem: SlotProblem
  readonly slots: Int32Array
  /** VMs that may change their slot. */
  readonly movable: Int32Array
  /** By vault, as last measured: no step makes it higher. */
  readonly peaks: Int32Array
  /** Moves the VM where it costs least, when `prices[n]` is what one more at work costs where n are; false: it is there. */
  settle(vm: number, prices: Float64Array): boolean
  /** The same for a VM that is at work at the peak of its vault; policies may be made for that. */
  leavePeak(vm: number, prices: Float64Array): boolean
  /** Measures the peak of a vault. */
  measure(vault: number): number
}

export type Keep = 'moves' | 'policies' | 'none'

export function createFloor(problem: SlotProblem, plan: Int32Array, keep: Keep): Floor {
  const { families, time, vms } = problem
  const table = createLoadTable(problem)
  const cells = time.ticks * time.regimes
  const work = workOf(problem, plan)
  const peaks = peaksOf(problem, plan)
  const coverage = createCoverage(problem)
  for (let vm = 0; vm < vms.count; vm += 1) if ((plan[vm] as number) >= 0) table.place(vm, plan[vm] as number)

  const familyOf = (vm: number) => families[vms.family[vm] as number] as SlotFamily
  const covered = (vm: number, slot: number) => coverage(familyOf(vm).slots[slot] as Slot, vms.duration[vm] as number)
  const mayTake = (vm: number, slot: number, mayOpen: boolean) => {
    const isUsed = (table.counts[(table.slotBase[vms.family[vm] as number] as number) + slot] as number) > 0
    const isOpen = isUsed || (keep !== 'policies' && (mayOpen || (familyOf(vm).slots[slot] as Slot).policies > 0))
    return isOpen && table.fits(vm, slot)
  }
  const shift = (vm: number, slot: number, by: number) => {
    const first = familyOf(vm).vault * cells
    for (const cell of covered(vm, slot).cells) work[first + cell] = (work[first + cell] as number) + by
  }
  /** What the VM, taken out, adds in a slot; infinite when that is `most` or more, or a tick would be too high. */
  const price = (vm: number, slot: number, { prices, highest, most }: Prices) => {
    const first = familyOf(vm).vault * cells
    const { cells: ticksAtWork, together } = covered(vm, slot)
    let sum = 0
    for (const cell of ticksAtWork) {
      const here = work[first + cell] as number
      if (here + together > highest) return Number.POSITIVE_INFINITY
      sum += prices[here] as number
      if (sum >= most) return Number.POSITIVE_INFINITY
    }
    return sum
  }
  const relocate = (vm: number, prices: Omit<Prices, 'most'>, mayOpen: boolean) => {
    const from = table.slots[vm] as number
    table.remove(vm)
    shift(vm, from, -1)
    const offer: Prices = { ...prices, most: Number.POSITIVE_INFINITY }
    offer.most = price(vm, from, offer) - EPSILON
    let best = from
    const choices = choicesOf(problem, vm)
    for (let i = 0; i < choices.length; i += 1) {
      const slot = choices[i] as number
      if (slot === from) continue
      const sum = price(vm, slot, offer)
      if (sum >= offer.most || !mayTake(vm, slot, mayOpen)) continue
      best = slot
      offer.most = sum
    }
    table.place(vm, best)
    shift(vm, best, 1)
    return best !== from
  }
  const isAtWork = (vm: number, first: number, height: number) => {
    for (const cell of covered(vm, table.slots[vm] as number).cells) if (work[first + cell] === height) return true
    return false
  }
  return {
    problem,
    slots: table.slots,
    movable: findMovable(problem, plan, keep),
    peaks,
    settle: (vm, prices) => relocate(vm, { prices, highest: peaks[familyOf(vm).vault] as number }, keep === 'none'),
    leavePeak(vm, prices) {
      const { vault } = familyOf(vm)
      const highest = peaks[vault] as number
      return isAtWork(vm, vault * cells, highest) && relocate(vm, { prices, highest }, true)
    },
    measure(vault) {
      let peak = 0
      for (let cell = vault * cells; cell < (vault + 1) * cells; cell += 1)
        if ((work[cell] as number) > peak) peak = work[cell] as number
      peaks[vault] = peak
      return peak
    },
  }
}

/** Of two sums that differ by less, rounding may be the cause. */
const EPSILON = 1e-9

interface Prices {
  /** What one VM more in a tick costs, by the VMs in it. */
  readonly prices: Float64Array
  /** VMs that no tick may have more of. */
  readonly highest: number
  /** Dearer places are of no interest. */
  most: number
}

function findMovable(problem: SlotProblem, plan: Int32Array, keep: Keep): Int32Array {
  const { home, count } = problem.vms
  const all = Int32Array.from({ length: count }, (_, vm) => vm)
  return all.filter(
    (vm) =>
      (plan[vm] as number) >= 0 &&
      choicesOf(problem, vm).length > 1 &&
      (keep !== 'moves' || (home[vm] as number) < 0 || plan[vm] !== home[vm]),
  )
}
