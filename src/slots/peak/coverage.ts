import type { Slot, SlotProblem } from '../problem.js'

/** The cells in which a VM is at work that starts from a slot; a cell in which two of its runs overlap comes twice. */
export interface Coverage {
  cellsOf(slot: Slot, duration: number): Int32Array
}

/** Remembers what it worked out: slots share their starts, and VMs their durations. */
export function createCoverage({ time }: SlotProblem): Coverage {
  const known = new Map<Uint16Array, Int32Array[]>()
  return {
    cellsOf({ starts }, duration) {
      let byDuration = known.get(starts)
      if (!byDuration) {
        byDuration = []
        known.set(starts, byDuration)
      }
      let cells = byDuration[duration]
      if (!cells) {
        cells = coveredCells(starts, duration, time.ticks)
        byDuration[duration] = cells
      }
      return cells
    },
  }
}

function coveredCells(starts: Uint16Array, duration: number, ticks: number): Int32Array {
  const cells = new Int32Array(starts.length * duration)
  starts.forEach((start, s) => {
    const first = start - (start % ticks)
    for (let tick = 0; tick < duration; tick += 1) cells[s * duration + tick] = first + ((start - first + tick) % ticks)
  })
  return cells
}
