import type { SlotProblem } from '../problem.js'
import type { StartCells } from '../start-cells.js'

/**
 * When a VM is at work that starts by a pattern: list `pattern * longest + duration - 1` is
 * `cells[from[list]] .. cells[from[list] + size[list] - 1]`. A cell in which two runs of the VM overlap comes twice.
 */
export interface Coverage {
  readonly longest: number
  readonly from: Int32Array
  readonly size: Int32Array
  readonly cells: Int32Array
}

/** Lists for the patterns and durations that VMs may have. */
export function createCoverage(
  { families, time, vms }: SlotProblem,
  startCells: StartCells,
  slotBase: Int32Array,
): Coverage {
  const { patternOf, patterns } = startCells
  const longest = vms.duration.reduce((most, each) => Math.max(most, each), 1)
  const startsOf: Uint16Array[] = []
  families.forEach(({ slots }, f) => {
    slots.forEach(({ starts }, s) => {
      startsOf[patternOf[(slotBase[f] as number) + s] as number] = starts
    })
  })
  const durations = [...new Set(vms.duration)]
  const from = new Int32Array(patterns * longest)
  const size = new Int32Array(patterns * longest)
  const perStart = durations.reduce((sum, each) => sum + each, 0)
  const cells = new Int32Array(startsOf.reduce((sum, starts) => sum + starts.length, 0) * perStart)
  let end = 0
  startsOf.forEach((starts, pattern) => {
    for (const duration of durations) {
      const list = pattern * longest + duration - 1
      from[list] = end
      for (const start of starts) {
        const first = start - (start % time.ticks)
        for (let tick = 0; tick < duration; tick += 1, end += 1)
          cells[end] = first + ((start - first + tick) % time.ticks)
      }
      size[list] = end - (from[list] as number)
    }
  })
  return { longest, from, size, cells }
}
