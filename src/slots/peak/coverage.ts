import type { Slot, SlotProblem } from '../problem.js'

/** When a VM is at work that starts from a slot. */
export interface Coverage {
  /** A cell in which two runs of the VM overlap comes twice. */
  readonly cells: Int32Array
  /** Runs of the VM in one cell, at most. */
  readonly together: number
}

/** Remembers what it worked out: slots share their starts, and VMs their durations. */
export function createCoverage({ time }: SlotProblem): (slot: Slot, duration: number) => Coverage {
  const known = new Map<Uint16Array, Coverage[]>()
  return ({ starts }, duration) => {
    let byDuration = known.get(starts)
    if (!byDuration) {
      byDuration = []
      known.set(starts, byDuration)
    }
    byDuration[duration] ??= cover(starts, duration, time.ticks)
    return byDuration[duration] as Coverage
  }
}

function cover(starts: Uint16Array, duration: number, ticks: number): Coverage {
  const cells = coveredCells(starts, duration, ticks)
  const runs = new Map<number, number>()
  for (const cell of cells) runs.set(cell, (runs.get(cell) ?? 0) + 1)
  return { cells, together: Math.max(0, ...runs.values()) }
}

function coveredCells(starts: Uint16Array, duration: number, ticks: number): Int32Array {
  const cells = new Int32Array(starts.length * duration)
  starts.forEach((start, s) => {
    const first = start - (start % ticks)
    for (let tick = 0; tick < duration; tick += 1) cells[s * duration + tick] = first + ((start - first + tick) % ticks)
  })
  return cells
}
