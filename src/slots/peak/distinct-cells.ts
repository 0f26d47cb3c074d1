import { DAY_MINUTES } from '../patterns.js'
import type { SlotProblem } from '../problem.js'

/** Of cells in which the same VMs of a vault are at work, wherever they start, one tells how many they are. */
export interface DistinctCells {
  /** Vaults whose VMs may start at the same times are of one kind. */
  readonly kindOf: Int32Array
  /** By kind of vault: 1 for cells that tell. */
  readonly tells: readonly Uint8Array[]
}

/** Which slots there are: the pattern of slot s of family f is `patternOf[slotBase[f] + s]`. */
export interface SlotPatterns {
  readonly patternOf: Int32Array
  readonly slotBase: Int32Array
  /** Starts by pattern. */
  readonly startsOf: readonly Uint16Array[]
}

/**
 * A week in which VMs start every day says the same each day, and each regime of the clocks says the same of a vault of one
 * time zone. What tells cells apart is what may start in them, and in those before as far back as the `longest` VM lasts.
 */
export function findDistinctCells(problem: SlotProblem, slots: SlotPatterns, longest: number): DistinctCells {
  const { families, time, vaults } = problem
  if (time.regimes === 1 && time.ticks * time.tickMinutes === DAY_MINUTES)
    return { kindOf: new Int32Array(vaults.length), tells: [new Uint8Array(time.ticks).fill(1)] }
  const patternsOf = vaults.map(() => new Set<number>())
  families.forEach(({ vault }, f) => {
    for (let at = slots.slotBase[f] as number; at < (slots.slotBase[f + 1] as number); at += 1)
      patternsOf[vault]?.add(slots.patternOf[at] as number)
  })
  const kinds = new Map<string, number>()
  const tells: Uint8Array[] = []
  const kindOf = Int32Array.from(patternsOf, (set) => {
    const patterns = [...set].sort((a, b) => a - b)
    const key = patterns.join()
    const kind = kinds.get(key) ?? tells.push(tellingCells(problem, startersOf(problem, patterns, slots), longest)) - 1
    kinds.set(key, kind)
    return kind
  })
  return { kindOf, tells }
}

/** By cell, who may start in it. */
function startersOf({ time }: SlotProblem, patterns: readonly number[], { startsOf }: SlotPatterns): number[][] {
  const starters = Array.from({ length: time.ticks * time.regimes }, (): number[] => [])
  for (const pattern of patterns) for (const cell of startsOf[pattern] ?? []) starters[cell]?.push(pattern)
  return starters
}

function tellingCells({ time }: SlotProblem, starters: readonly (readonly number[])[], longest: number): Uint8Array {
  const numbers = new Map<string, number>()
  const numberOf = (text: string) => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  }
  const starting = starters.map((patterns) => numberOf(patterns.join()))
  const seen = new Set<string>()
  return Uint8Array.from(starting, (_, cell) => {
    const tick = cell % time.ticks
    const back = Array.from({ length: Math.min(longest, time.ticks) }, (__, k) => (tick - k + time.ticks) % time.ticks)
    const text = back.map((each) => starting[cell - tick + each]).join()
    if (seen.has(text)) return 0
    seen.add(text)
    return 1
  })
}
