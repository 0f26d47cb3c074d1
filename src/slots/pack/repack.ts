import { createRandom } from '../random.js'
import { type Bins, createBins, openBin, put } from './bins.js'
import type { SearchOptions } from './eliminate.js'
import { fillBin } from './fill-bin.js'
import type { Instance } from './instance.js'

/** Subsets that are looked at to fill one bin. */
const NODES = 400
/** Bins that are opened together: enough to mend one another, few enough to be quick. */
const [FEWEST, MOST] = [3, 10]

/** Bins filled one after the other with as little slack as can be found. */
export function fillAll(instance: Instance): Bins {
  const items = Array.from({ length: instance.count }, (_, item) => item)
  return toBins(instance, fillEach(instance, items))
}

/**
 * Empties a few bins at a time and fills them again with little slack, the items in another order. Kept when they take
 * no more bins and what is left empty lies together more (the sum of squares of fills), which is how bins are saved.
 */
export function repack(start: Bins, options: SearchOptions): Bins {
  const { instance } = start
  const random = createRandom(options.seed)
  let bins = start.items.map((items) => items.slice().sort((a, b) => a - b))
  for (let step = 0; step < options.iterations && bins.length > options.enough; step++) {
    if (step % 16 === 0 && options.shouldStop()) break
    const chosen = pickBins(bins.length, random)
    const opened = bins.filter((_, bin) => chosen.has(bin))
    const filled = fillEach(instance, shuffleALittle(opened.flat(), random))
    if (filled.length > opened.length || worth(instance, filled) < worth(instance, opened)) continue
    bins = [...bins.filter((_, bin) => !chosen.has(bin)), ...filled]
  }
  return toBins(instance, bins)
}

function fillEach(instance: Instance, items: readonly number[]): number[][] {
  const bins: number[][] = []
  for (let left = items; left.length > 0; ) {
    const filled = new Set(fillBin(instance, { items: left, nodes: NODES }))
    bins.push([...filled])
    left = left.filter((item) => !filled.has(item))
  }
  return bins
}

function pickBins(count: number, random: () => number): Set<number> {
  const wanted = Math.min(count, FEWEST + Math.floor(random() * (MOST - FEWEST + 1)))
  const chosen = new Set<number>()
  while (chosen.size < wanted) chosen.add(Math.floor(random() * count))
  return chosen
}

/** Hardest first (items are numbered so), but for some luck. */
function shuffleALittle(items: readonly number[], random: () => number): number[] {
  const spread = items.length * random() * random()
  const ranked = [...items].sort((a, b) => a - b).map((item, rank) => ({ item, rank: rank + spread * random() }))
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item)
}

function worth({ sizes, dimensions, capacity }: Instance, bins: readonly (readonly number[])[]): number {
  const fill = (bin: readonly number[]) =>
    capacity.reduce(
      (sum, most, d) => sum + bin.reduce((load, item) => load + (sizes[item * dimensions + d] as number), 0) / most,
      0,
    )
  return bins.reduce((sum, bin) => sum + fill(bin) ** 2, 0)
}

function toBins(instance: Instance, packed: readonly (readonly number[])[]): Bins {
  const bins = createBins(instance)
  for (const items of packed) {
    const bin = openBin(bins)
    for (const item of items) put(bins, item, bin)
  }
  return bins
}
