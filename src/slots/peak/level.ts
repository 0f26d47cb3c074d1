import type { SlotProblem } from '../problem.js'
import { choicesOf } from './choices.js'
import { createFloor, type Floor, type Keep } from './floor.js'

export interface LevelOptions {
  /**
   * The level above that must not get worse. `moves`: only VMs that are not at home change their slot. `policies`: only
   * slots in use are taken. `none`: VMs go to any slot that they may have.
   */
  readonly keep: Keep
  /** How long to search, as a factor of the usual number of passes. */
  readonly effort?: number
}

/** Passes over all VMs, by the power of the work in each tick that they make smaller: first even, then low at the top. */
const POWERS = [2, 2, 4, 8]
const MOST_LOWERINGS = 60

/**
 * A plan with a lower peak, from one that is given: it breaks no limit that the given one keeps. First each VM, longest
 * with least choice first, goes where it makes the sum over ticks of (VMs at work) ^ p smallest, for rising p; then VMs
 * leave the peak of their vault for places that stay below it, as long as there are such VMs. No step makes a peak
 * higher.
 */
export function levelPeak(problem: SlotProblem, slots: Int32Array, { keep, effort = 1 }: LevelOptions): Int32Array {
  const floor = createFloor(problem, slots, keep)
  const vaults = vmsByVault(floor)
  vaults.forEach((vms, vault) => {
    for (const power of POWERS) {
      const prices = pricesOf(floor.measure(vault), power)
      for (let pass = 0; pass < effort; pass += 1) for (const vm of vms) floor.settle(vm, prices)
    }
    lowerPeak(floor, vault, vms, effort)
  })
  return floor.slots
}

function lowerPeak(floor: Floor, vault: number, vms: readonly number[], effort: number): void {
  const prices = pricesOf(floor.measure(vault), 16)
  for (let left = MOST_LOWERINGS * effort; left > 0; left -= 1) {
    let moved = false
    floor.measure(vault)
    for (const vm of vms) if (floor.leavePeak(vm, prices)) moved = true
    if (!moved) return
  }
}

/** What one VM more costs where n are at work: the difference of powers, 1 at the peak. */
function pricesOf(peak: number, power: number): Float64Array {
  const last = (peak + 1) ** power - peak ** power
  return Float64Array.from({ length: peak + 1 }, (_, n) => ((n + 1) ** power - n ** power) / last)
}

/** The VMs of each vault that may change their slot: longest with least choice first. */
function vmsByVault({ movable, problem }: Floor): number[][] {
  const { families, vaults, vms } = problem
  const hardness = new Float64Array(vms.count)
  for (const vm of movable) hardness[vm] = (vms.duration[vm] as number) / choicesOf(problem, vm).length
  const lists: number[][] = vaults.map(() => [])
  for (const vm of movable.toSorted((a, b) => (hardness[b] as number) - (hardness[a] as number) || a - b))
    lists[families[vms.family[vm] as number]?.vault as number]?.push(vm)
  return lists
}
