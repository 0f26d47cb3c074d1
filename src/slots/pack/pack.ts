import type { Bins } from './bins.js'
import { type PackBound, packBound } from './bounds.js'
import { construct } from './construct.js'
import { eliminate } from './eliminate.js'
import { createInstance, type Sizes } from './instance.js'
import { repack } from './repack.js'

export interface PackInput {
  /** What a bin holds: above 0, in each dimension. */
  readonly capacity: Sizes
  /** Each at most as large as a bin in each dimension; 0 is allowed. Any unit, the same as that of the capacity. */
  readonly items: readonly Sizes[]
  /** The same input and seed give the same bins; 1 when absent. */
  readonly seed?: number
  /** Steps of the search for fewer bins; 10,000 when absent, 0 for the rules of thumb alone. */
  readonly iterations?: number
  /** Asked now and then: true ends the search, e.g. when some time has passed. */
  readonly shouldStop?: () => boolean
}

export interface PackResult {
  /** Places of items in the input, by bin; bins by their first item. */
  readonly bins: readonly (readonly number[])[]
  /** Index of the bin of each item. */
  readonly assignment: readonly number[]
  /** No packing has fewer bins. */
  readonly lowerBound: number
  /** Which argument gave the bound, in a phrase. */
  readonly bound: string
  /** `optimal`: as many bins as the lower bound. `gap`: fewer bins may be possible. */
  readonly status: 'optimal' | 'gap'
}

/**
 * Packs items into as few bins of one capacity as it can find, with a proof of how few could do (vector bin packing,
 * any number of dimensions). The number of bins does not depend on the order of the items.
 * Errors: `PACK_INPUT` (exit 2), with all mistakes: no items, sizes that are negative, not numbers, of another number of
 * dimensions or larger than a bin, a seed or steps that are no whole number from 0.
 */
export function pack(input: PackInput): PackResult {
  const { bins, bound } = packInstance(input)
  return toResult(bins, bound)
}

/** `settings`: what else is to be whole numbers, told with all other mistakes. */
export function packInstance(
  input: PackInput,
  settings: Readonly<Record<string, number>> = {},
): { bins: Bins; bound: PackBound } {
  const { capacity, items, seed = 1, iterations = 10_000, shouldStop = () => false } = input
  const instance = createInstance(capacity, items, { seed, iterations, ...settings })
  const bound = packBound(instance)
  const search = { seed, iterations, enough: bound.bins, shouldStop }
  return { bins: eliminate(repack(construct(instance), search), search), bound }
}

export function toResult({ items, instance }: Bins, bound: PackBound): PackResult {
  const bins = items
    .map((list) => list.map((item) => instance.original[item] as number).sort((a, b) => a - b))
    .sort(([a = 0], [b = 0]) => a - b)
  const assignment = new Array<number>(instance.count).fill(-1)
  for (const [bin, list] of bins.entries()) for (const item of list) assignment[item] = bin
  const status = bins.length <= bound.bins ? 'optimal' : 'gap'
  return { bins, assignment, lowerBound: bound.bins, bound: bound.by, status }
}
