import type { SlotProblem } from '../problem.js'
import type { StartCells } from '../start-cells.js'
import { type DistinctCells, findDistinctCells } from './distinct-cells.js'

/**
 * When a VM is at work, in cells that tell: list `firstList[slot] + duration - 1` is
 * `cells[from[list]] .. cells[from[list] + size[list] - 1]`. A cell in which two runs of the VM overlap comes twice.
 */
export interface Coverage {
  /** By slot of all families. */
  readonly firstList: Int32Array
  readonly from: Int32Array
  readonly size: Int32Array
  readonly cells: Int32Array
  readonly distinct: DistinctCells
}

/** Lists for the starts and durations that VMs may have. */
export function createCoverage(
  problem: SlotProblem,
  { patternOf }: Pick<StartCells, 'patternOf'>,
  slotBase: Int32Array,
): Coverage {
  const { time, vms } = problem
  const longest = vms.duration.reduce((most, each) => Math.max(most, each), 1)
  const durations = [...new Set(vms.duration)]
  const startsOf = startsByPattern(problem, patternOf, slotBase)
  const distinct = findDistinctCells(problem, { patternOf, slotBase, startsOf }, longest)
  const { pairs, pairOf } = pairsOf(problem, { patternOf, slotBase, kindOf: distinct.kindOf })
  const from = new Int32Array(pairs.length * longest)
  const size = new Int32Array(pairs.length * longest)
  const cells: number[] = []
  pairs.forEach(({ kind, pattern }, pair) => {
    const tells = distinct.tells[kind] as Uint8Array
    for (const duration of durations) {
      const list = pair * longest + duration - 1
      from[list] = cells.length
      for (const start of startsOf[pattern] as Uint16Array) {
        const first = start - (start % time.ticks)
        for (let tick = 0; tick < duration; tick += 1) {
          const cell = first + ((start - first + tick) % time.ticks)
          if (tells[cell] === 1) cells.push(cell)
        }
      }
      size[list] = cells.length - (from[list] as number)
    }
  })
  return { firstList: pairOf.map((pair) => pair * longest), from, size, cells: Int32Array.from(cells), distinct }
}

function startsByPattern({ families }: SlotProblem, patternOf: Int32Array, slotBase: Int32Array): Uint16Array[] {
  const startsOf: Uint16Array[] = []
  families.forEach(({ slots }, f) => {
    slots.forEach(({ starts }, s) => {
      startsOf[patternOf[(slotBase[f] as number) + s] as number] = starts
    })
  })
  return startsOf
}

interface Slots {
  readonly patternOf: Int32Array
  readonly slotBase: Int32Array
  /** By vault. */
  readonly kindOf: Int32Array
}

/** The patterns that vaults of each kind have, and which of these each slot is. */
function pairsOf({ families }: SlotProblem, { patternOf, slotBase, kindOf }: Slots) {
  const pairs: { kind: number; pattern: number }[] = []
  const known = new Map<number, number>()
  const pairOf = new Int32Array(patternOf.length)
  families.forEach(({ vault }, f) => {
    const kind = kindOf[vault] as number
    for (let at = slotBase[f] as number; at < (slotBase[f + 1] as number); at += 1) {
      const pattern = patternOf[at] as number
      const key = kind * patternOf.length + pattern
      const pair = known.get(key) ?? pairs.push({ kind, pattern }) - 1
      known.set(key, pair)
      pairOf[at] = pair
    }
  })
  return { pairs, pairOf }
}
