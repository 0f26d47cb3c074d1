import { packingBound } from '../bounds/packing.js'
import type { Instance } from './instance.js'

export interface PackBound {
  readonly bins: number
  /** Which argument gave it, in a phrase. */
  readonly by: string
}

/** The best of all bounds that need no solver. */
export function packBound(instance: Instance): PackBound {
  const found = [...oneDimension(instance), ...(instance.count <= PAIRED_ITEMS ? incompatible(instance) : [])]
  return found.reduce((best, bound) => (bound.bins > best.bins ? bound : best), { bins: 1, by: 'there are items' })
}

/** The work of some bounds grows with the square of the items. */
const PAIRED_ITEMS = 5_000

/**
 * Sizes as whole numbers, rounded down: what packs before, packs after, and a bound of whole numbers has no rounding
 * errors.
 */
interface WholeSizes {
  readonly capacity: number
  readonly sizes: readonly number[]
}

const SCALE = 1e9

/** Each dimension alone, and all of them added up: what fits in each, fits in their mean. */
function oneDimension(instance: Instance): PackBound[] {
  const each = Array.from({ length: instance.dimensions }, (_, d) => wholeSizes(instance, d))
  const all = each.length > 1 ? [...each, meanOf(instance)] : each
  return all.flatMap(({ sizes, capacity }) => [
    { bins: Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / capacity), by: 'sum of sizes' },
    ...(sizes.length <= PAIRED_ITEMS
      ? [{ bins: packingBound(sizes, capacity), by: 'big sizes (Martello-Toth L2)' }]
      : []),
    ...FACTORS.map((k) => ({ bins: dualFeasibleBound(sizes, capacity, k), by: `dual feasible function u(${k})` })),
  ])
}

function wholeSizes(instance: Instance, d: number): WholeSizes {
  const { sizes, dimensions, count } = instance
  const capacity = instance.capacity[d] as number
  const own = Array.from({ length: count }, (_, item) => sizes[item * dimensions + d] as number)
  const isWhole = capacity >= 1 && capacity < SCALE && own.every(Number.isInteger)
  if (isWhole) return { capacity: Math.floor(capacity), sizes: own }
  return { capacity: SCALE, sizes: own.map((size) => Math.floor((size / capacity) * SCALE)) }
}

function meanOf({ sizes, dimensions, count, capacity }: Instance): WholeSizes {
  const shares = Array.from({ length: count }, (_, item) => {
    let sum = 0
    for (let d = 0; d < dimensions; d++) sum += (sizes[item * dimensions + d] as number) / (capacity[d] as number)
    return Math.floor((sum / dimensions) * SCALE)
  })
  return { capacity: SCALE, sizes: shares }
}

const FACTORS = Array.from({ length: 20 }, (_, k) => k + 1)

/**
 * Fekete and Schepers' u(k): a share x of a bin counts as floor((k + 1) x) / k, and as x where (k + 1) x is whole.
 * What fits into one bin adds up to one bin still.
 */
function dualFeasibleBound(sizes: readonly number[], capacity: number, k: number): number {
  let sum = 0
  for (const size of sizes) {
    const scaled = (k + 1) * size
    sum += scaled % capacity === 0 ? k * size : capacity * Math.floor(scaled / capacity)
  }
  return Math.ceil(sum / (k * capacity))
}

/** Items of which no two share a bin, collected greedily from each of the biggest items. */
function incompatible(instance: Instance): PackBound[] {
  const starts = Math.min(instance.count, STARTS)
  const largest = Math.max(...Array.from({ length: starts }, (_, start) => cliqueFrom(instance, start)))
  return [{ bins: largest, by: 'items of which no two share a bin' }]
}

const STARTS = 30

function cliqueFrom(instance: Instance, start: number): number {
  const clique = [start]
  for (let item = 0; item < instance.count; item++)
    if (clique.every((other) => other !== item && !shareBin(instance, item, other))) clique.push(item)
  return clique.length
}

function shareBin({ sizes, dimensions, capacity }: Instance, a: number, b: number): boolean {
  for (let d = 0; d < dimensions; d++)
    if ((sizes[a * dimensions + d] as number) + (sizes[b * dimensions + d] as number) > (capacity[d] as number))
      return false
  return true
}
