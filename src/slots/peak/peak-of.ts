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
  const add = (at: number, by: number) => {
    change[at] = (change[at] as number) + by
  }
  for (let vm = 0; vm < vms.count; vm += 1) {
    const family = families[vms.family[vm] as number]
    const slot = family?.slots[slots[vm] as number]
    if (!family || !slot) continue
    const [rounds, rest] = [Math.floor((durations[vm] as number) / time.ticks), (durations[vm] as number) % time.ticks]
    for (const start of slot.starts) {
      const first = family.vault * cells + start - (start % time.ticks)
      const end = (start % time.ticks) + rest
      add(first, rounds + (end >= time.ticks ? 1 : 0))
      add(first + (start % time.ticks), 1)
      add(first + (end % time.ticks), -1)
    }
  }
  return runningSums(change, time.ticks)
}

/** Turns changes from tick to tick into sums, for each regime anew. */
function runningSums(change: Int32Array, ticks: number): Int32Array {
  for (let at = 1; at < change.length; at += 1)
    if (at % ticks !== 0) change[at] = (change[at] as number) + (change[at - 1] as number)
  return change
}

function highest(work: Int32Array, from: number, to: number): number {
  let most = 0
  for (let at = from; at < to; at += 1) if ((work[at] as number) > most) most = work[at] as number
  return most
}
