import type { SlotProblem } from '../problem.js'

/**
 * VMs at work at the same time, at worst, summed over vaults. A VM that starts in a tick is at work for as many ticks as
 * its duration, around the circle; runs of one VM that overlap count each. Of several regimes the worst counts. Another
 * column of durations asks what-if, e.g. the longest that backups may take.
 */
export function peakOf(problem: SlotProblem, slots: Int32Array, durations = problem.vms.duration): number {
  return peaksOf(problem, slots, durations).reduce((sum, peak) => sum + peak, 0)
}

/** The peak of each vault. */
export function peaksOf(problem: SlotProblem, slots: Int32Array, durations = problem.vms.duration): Int32Array {
  const { ticks, regimes } = problem.time
  const work = workOf(problem, slots, durations)
  const cells = ticks * regimes
  return Int32Array.from(problem.vaults, (_, vault) => highest(work, vault * cells, (vault + 1) * cells))
}

/** VMs at work: entry `vault * cells + cell`. */
export function workOf(problem: SlotProblem, slots: Int32Array, durations = problem.vms.duration): Int32Array {
  const { families, time, vaults, vms } = problem
  const cells = time.ticks * time.regimes
  const change = new Int32Array(vaults.length * cells)
  const addRuns = createAddRuns(change, time.ticks)
  for (let vm = 0; vm < vms.count; vm += 1) {
    const family = families[vms.family[vm] as number]
    const slot = family?.slots[slots[vm] as number]
    if (!family || !slot) continue
    const first = family.vault * cells
    const duration = durations[vm] as number
    for (let i = 0; i < slot.starts.length; i += 1) addRuns(first + (slot.starts[i] as number), duration, 1)
  }
  return runningSums(change, time.ticks)
}

/**
 * Notes that so many VMs begin in a cell, and end after their duration: changes from cell to cell, which
 * {@link runningSums} turns into VMs at work.
 */
export type AddRuns = (start: number, duration: number, count: number) => void

export function createAddRuns(change: Int32Array | Float64Array, ticks: number): AddRuns {
  return (start, duration, count) => {
    const tick = start % ticks
    const first = start - tick
    const end = tick + (duration % ticks)
    const atFirst = Math.floor(duration / ticks) + (end >= ticks ? 1 : 0)
    const last = first + (end % ticks)
    change[first] = (change[first] as number) + count * atFirst
    change[start] = (change[start] as number) + count
    change[last] = (change[last] as number) - count
  }
}

/** For each regime anew. */
export function runningSums<T extends Int32Array | Float64Array>(change: T, ticks: number): T {
  for (let at = 1; at < change.length; at += 1)
    if (at % ticks !== 0) change[at] = (change[at] as number) + (change[at - 1] as number)
  return change
}

function highest(work: Int32Array, from: number, to: number): number {
  let most = 0
  for (let at = from; at < to; at += 1) if ((work[at] as number) > most) most = work[at] as number
  return most
}
