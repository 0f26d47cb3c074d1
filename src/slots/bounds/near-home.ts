import { peakOf } from '../peak/peak-of.js'
import type { Slot, SlotFamily, SlotProblem } from '../problem.js'

/**
 * A peak that no plan with so few moves can do without, summed over vaults: a VM that moves takes away from its vault's
 * peak at home what it has at work at once, which is its runs that overlap, and VMs without a home only add.
 */
export function peakNearHome(problem: SlotProblem, moves: number): number {
  const { vms } = problem
  const runsOf = createRunCounter(problem)
  const runs = new Int32Array(vms.count)
  for (let vm = 0; vm < vms.count; vm += 1) if (mayLeave(problem, vm)) runs[vm] = runsOf(vm)
  const most = runs.sort().subarray(Math.max(0, vms.count - moves))
  return peakOf(problem, vms.home) - most.reduce((sum, count) => sum + count, 0)
}

function mayLeave({ vms }: SlotProblem, vm: number): boolean {
  return (vms.home[vm] as number) >= 0 && vms.pinned[vm] === 0
}

/** Runs of a VM that are at work at once at home: those that begin while the first lasts. */
function createRunCounter({ families, vms, time }: SlotProblem): (vm: number) => number {
  const gaps = new Map<Slot, number>()
  return (vm) => {
    const { slots } = families[vms.family[vm] as number] as SlotFamily
    const slot = slots[vms.home[vm] as number] as Slot
    const gap = gaps.get(slot) ?? shortestGap(slot, time.ticks)
    gaps.set(slot, gap)
    return 1 + Math.floor(((vms.duration[vm] as number) - 1) / gap)
  }
}

/** Ticks between two starts around the circle, at least. */
function shortestGap({ starts }: Slot, ticks: number): number {
  let least = ticks
  let first = starts[0] as number
  for (let i = 1; i <= starts.length; i += 1) {
    const [before, here] = [starts[i - 1] as number, starts[i]]
    const isSameRegime = here !== undefined && Math.floor(here / ticks) === Math.floor(before / ticks)
    least = Math.min(least, isSameRegime ? here - before : first + ticks - before)
    if (!isSameRegime) first = here ?? first
  }
  return least
}

/**
 * Fewest ticks from the first to the last start with so few moves, summed over vaults: in each vault, all VMs but that
 * many stay within the narrowest part of the night that holds them.
 */
export function nightNearHome(problem: SlotProblem, moves: number): number {
  const { vaults, families, vms } = problem
  const ranks = families.reduce((most, { slots }) => slots.reduce((m, { rank }) => Math.max(m, rank + 1), most), 1)
  const counts = new Int32Array(vaults.length * ranks)
  for (let vm = 0; vm < vms.count; vm += 1) {
    const { vault, slots } = families[vms.family[vm] as number] as SlotFamily
    const rank = slots[vms.home[vm] as number]?.rank
    if (rank !== undefined) counts[vault * ranks + rank] = (counts[vault * ranks + rank] as number) + 1
  }
  return vaults.reduce((sum, _, v) => sum + narrowest(counts.subarray(v * ranks, (v + 1) * ranks), moves), 0)
}

/** Length of the shortest stretch that leaves out at most so many. */
function narrowest(counts: Int32Array, mayLack: number): number {
  const needed = counts.reduce((sum, count) => sum + count, 0) - mayLack
  if (needed <= 0) return 0
  let least = counts.length
  let from = 0
  let inside = 0
  counts.forEach((count, to) => {
    inside += count
    while (inside - (counts[from] as number) >= needed) {
      inside -= counts[from] as number
      from += 1
    }
    if (inside >= needed) least = Math.min(least, to - from)
  })
  return least
}
