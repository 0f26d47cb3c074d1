import { type Bins, createBins, fits, openBin, put } from './bins.js'
import type { Instance } from './instance.js'
import { fillAll } from './repack.js'

/** Packs by several rules of thumb; the fewest bins win, the earlier rule in a tie. */
export function construct(instance: Instance): Bins {
  const orders = itemOrders(instance)
  const packed = [
    ...orders.flatMap((order) => [bestFit(instance, order), firstFit(instance, order)]),
    ...(instance.count <= PAIRED_ITEMS ? [dotProduct(instance), fillAll(instance)] : []),
  ]
  return packed.reduce((best, bins) => (bins.items.length < best.items.length ? bins : best))
}

/** The work of some rules grows with the square of the items. */
const PAIRED_ITEMS = 5_000

/** Hardest first: by the biggest share of a bin, the sum of shares, shares that weigh more where all are short. */
function itemOrders(instance: Instance): Int32Array[] {
  const { count, dimensions } = instance
  const given = Int32Array.from({ length: count }, (_, item) => item)
  if (dimensions === 1) return [given]
  const scarcity = Array.from(
    { length: dimensions },
    (_, d) => sumOf(count, (item) => share(instance, item, d)) / count,
  )
  const scores = [
    (item: number) => sumOf(dimensions, (d) => share(instance, item, d)),
    (item: number) => sumOf(dimensions, (d) => share(instance, item, d) * (scarcity[d] ?? 0)),
    (item: number) => sumOf(dimensions, (d) => share(instance, item, d) ** 2),
  ]
  return [given, ...scores.map((score) => sortBy(given, score))]
}

function sortBy(items: Int32Array, score: (item: number) => number): Int32Array {
  const scores = Float64Array.from(items, score)
  return items.slice().sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
}

function share({ sizes, dimensions, capacity }: Instance, item: number, d: number): number {
  return (sizes[item * dimensions + d] as number) / (capacity[d] as number)
}

function firstFit(instance: Instance, order: Int32Array): Bins {
  const bins = createBins(instance)
  for (const item of order) {
    const bin = bins.items.findIndex((_, at) => fits(bins, item, at))
    put(bins, item, bin >= 0 ? bin : openBin(bins))
  }
  return bins
}

/** Into the bin that is fullest, added over dimensions. */
function bestFit(instance: Instance, order: Int32Array): Bins {
  const bins = createBins(instance)
  for (const item of order) {
    let [best, fullest] = [-1, -1]
    for (let bin = 0; bin < bins.items.length; bin++) {
      const fill = fillOf(bins, bin)
      if (fill > fullest && fits(bins, item, bin)) [best, fullest] = [bin, fill]
    }
    put(bins, item, best >= 0 ? best : openBin(bins))
  }
  return bins
}

function fillOf({ instance: { dimensions, capacity }, loads }: Bins, bin: number): number {
  return sumOf(dimensions, (d) => (loads[bin * dimensions + d] as number) / (capacity[d] as number))
}

/** Bin by bin, always the item that asks most of what the bin has most of (Panigrahy et al. 2011). */
function dotProduct(instance: Instance): Bins {
  const bins = createBins(instance)
  const left = new Set(Array.from({ length: instance.count }, (_, item) => item))
  while (left.size > 0) {
    const bin = openBin(bins)
    for (let item = bestAligned(bins, bin, left); item >= 0; item = bestAligned(bins, bin, left)) {
      left.delete(item)
      put(bins, item, bin)
    }
  }
  return bins
}

/** -1 when none fits. */
function bestAligned(bins: Bins, bin: number, left: ReadonlySet<number>): number {
  const { dimensions, capacity } = bins.instance
  const free = Array.from(capacity, (most, d) => 1 - (bins.loads[bin * dimensions + d] as number) / most)
  let [best, most] = [-1, -1]
  for (const item of left) {
    const product = sumOf(dimensions, (d) => share(bins.instance, item, d) * (free[d] as number))
    if (product > most && fits(bins, item, bin)) [best, most] = [item, product]
  }
  return best
}

function sumOf(count: number, of: (index: number) => number): number {
  let sum = 0
  for (let index = 0; index < count; index++) sum += of(index)
  return sum
}
