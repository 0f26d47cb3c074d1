import { MipBuilder } from '../exact/mip.js'
import type { Solver } from '../exact/solver.js'
import type { Instance, ItemType } from './instance.js'

/** Items of each type in one bin. */
export type Pattern = readonly number[]

export interface Priced {
  readonly pattern: Pattern
  readonly worth: number
  /** No pattern is worth more; Infinity when that was not looked into. */
  readonly most: number
}

export interface Pricing {
  readonly instance: Instance
  readonly types: readonly ItemType[]
  /** What an item of each type is worth. */
  readonly prices: Float64Array
}

/** A table of sums is kept for each type: up to so many entries. */
const MAX_TABLE = 20_000_000

/** The pattern that is worth most: by a table of sums in one dimension, else quickly, and exactly if that is not enough. */
export async function bestPattern(pricing: Pricing, solver: Solver, nodes: number): Promise<Priced> {
  const { instance, types } = pricing
  const isWhole = types.every(({ sizes }) => Number.isInteger(sizes[0]))
  if (instance.dimensions === 1 && isWhole && (instance.capacity[0] as number) * types.length < MAX_TABLE)
    return knapsackTable(pricing)
  const quick = greedyPattern(pricing)
  return quick.worth > 1 + WORTH_IT ? quick : solvePricing(pricing, solver, nodes)
}

/** A pattern worth more than a bin by less makes no difference. */
export const WORTH_IT = 1e-7

/** Bounded knapsack by dynamic programming: the best worth for each sum of sizes, type by type. */
function knapsackTable({ instance, types, prices }: Pricing): Priced {
  const capacity = Math.floor(instance.capacity[0] as number)
  let best = new Float64Array(capacity + 1)
  const taken = types.map(({ count, sizes: [size = 0] }, t) => {
    const [next, take] = [best.slice(), new Uint16Array(capacity + 1)]
    const most = size === 0 ? count : Math.min(count, Math.floor(capacity / size))
    for (let sum = 0; sum <= capacity; sum++)
      for (let number = 1; number <= most && number * size <= sum; number++) {
        const worth = (best[sum - number * size] as number) + number * (prices[t] as number)
        if (worth > (next[sum] as number)) [next[sum], take[sum]] = [worth, number]
      }
    best = next
    return take
  })
  const pattern = new Array<number>(types.length).fill(0)
  let sum = capacity
  for (let t = types.length - 1; t >= 0; t--) {
    pattern[t] = taken[t]?.[sum] ?? 0
    sum -= (pattern[t] as number) * (types[t]?.sizes[0] ?? 0)
  }
  const worth = best[capacity] as number
  return { pattern, worth, most: worth }
}

/** By worth for the share of a bin, as often as there is room. */
function greedyPattern({ instance, types, prices }: Pricing): Priced {
  const left = Float64Array.from(instance.capacity)
  const share = ({ sizes }: ItemType) =>
    sizes.reduce((sum, size, d) => sum + size / (instance.capacity[d] as number), 0)
  const order = types
    .map((type, t) => ({ type, t, ratio: (prices[t] as number) / (share(type) + 1e-9) }))
    .sort((a, b) => b.ratio - a.ratio || a.t - b.t)
  const pattern = new Array<number>(types.length).fill(0)
  for (const { type, t } of order)
    while (
      (prices[t] as number) > 0 &&
      (pattern[t] as number) < type.count &&
      type.sizes.every((size, d) => size <= (left[d] as number))
    ) {
      pattern[t] = (pattern[t] as number) + 1
      for (const [d, size] of type.sizes.entries()) left[d] = (left[d] as number) - size
    }
  return { pattern, worth: worthOf(pattern, prices), most: Number.POSITIVE_INFINITY }
}

async function solvePricing({ instance, types, prices }: Pricing, solver: Solver, nodes: number): Promise<Priced> {
  const builder = new MipBuilder()
  const columns = types.map(({ count }, t) =>
    builder.addColumn({ cost: -(prices[t] as number), upper: count, integer: true }),
  )
  for (const [d, capacity] of instance.capacity.entries())
    builder.addRow({ columns, factors: types.map(({ sizes }) => sizes[d] as number), upper: capacity })
  const { values, bound } = await solver.solve(builder.build(), { nodes })
  const pattern = types.map((_, t) => values[t] ?? 0)
  return { pattern, worth: worthOf(pattern, prices), most: -bound }
}

function worthOf(pattern: Pattern, prices: Float64Array): number {
  return pattern.reduce((sum, number, t) => sum + number * (prices[t] as number), 0)
}
