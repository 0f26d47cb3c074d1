import { type Mip, MipBuilder } from '../exact/mip.js'
import type { Solver } from '../exact/solver.js'
import type { Instance, ItemType } from './instance.js'
import { bestPattern, type Pattern, WORTH_IT } from './price-patterns.js'

export interface ColumnOptions {
  readonly solver: Solver
  /** Patterns to begin with: those of a packing. */
  readonly patterns: readonly Pattern[]
  /** Bins of the best packing known: no higher bound is needed. */
  readonly known: number
  /** Most rounds. */
  readonly rounds: number
  /** Branch-and-bound nodes for each round in several dimensions. */
  readonly nodes: number
  readonly shouldStop: () => boolean
}

export interface Columns {
  readonly patterns: readonly Pattern[]
  readonly lowerBound: number
}

/** Patterns of one round, of items of which the round before took none: fewer rounds are needed. */
const PATTERNS_A_ROUND = 8

/** Linear programs are solved to a tolerance. */
const ROUNDING = 1e-6

/**
 * Column generation (Gilmore and Gomory 1961): the fewest bins, in fractions, of all patterns that fill a bin, of which
 * only those are made that pay. Stopped early, Farley's bound holds: the sum of fractions over the best pattern's worth.
 */
export async function generateColumns(
  instance: Instance,
  types: readonly ItemType[],
  options: ColumnOptions,
): Promise<Columns> {
  const patterns = [...options.patterns]
  const known = new Set(patterns.map(String))
  let lowerBound = 1
  for (let round = 0; round < options.rounds && lowerBound < options.known && !options.shouldStop(); round++) {
    const { objective, duals, status } = await options.solver.solve(master(types, patterns))
    if (status !== 'optimal') break
    const prices = duals.map((price) => Math.max(0, price))
    const { found, most } = await newPatterns({ instance, types, prices }, options)
    lowerBound = Math.max(lowerBound, Math.ceil(objective / Math.max(1, most) - ROUNDING))
    const fresh = found.filter((pattern) => !known.has(String(pattern)))
    if (fresh.length === 0 || lowerBound >= Math.ceil(objective - ROUNDING)) break
    for (const pattern of fresh) known.add(String(pattern))
    patterns.push(...fresh)
  }
  return { patterns, lowerBound }
}

interface Prices {
  readonly instance: Instance
  readonly types: readonly ItemType[]
  readonly prices: Float64Array
}

/** The best pattern, then the best without the items of those before, as long as they pay. */
async function newPatterns(
  from: Prices,
  { solver, nodes }: ColumnOptions,
): Promise<{ found: Pattern[]; most: number }> {
  const prices = from.prices.slice()
  const found: Pattern[] = []
  let most = Number.POSITIVE_INFINITY
  while (found.length < PATTERNS_A_ROUND) {
    const best = await bestPattern({ ...from, prices }, solver, nodes)
    if (found.length === 0) most = best.most
    if (best.worth <= 1 + WORTH_IT) break
    found.push(best.pattern)
    best.pattern.forEach((number, t) => {
      if (number > 0) prices[t] = 0
    })
  }
  return { found, most }
}

/** The fewest patterns that cover all items; in whole numbers when asked. */
export function master(
  types: readonly ItemType[],
  patterns: readonly Pattern[],
  options: { integer?: boolean; start?: Float64Array } = {},
): Mip {
  const builder = new MipBuilder()
  for (const _ of patterns) builder.addColumn({ cost: 1, integer: options.integer ?? false })
  for (const [t, { count }] of types.entries()) {
    const columns = patterns.flatMap((pattern, column) => ((pattern[t] ?? 0) > 0 ? [column] : []))
    builder.addRow({ columns, factors: columns.map((column) => patterns[column]?.[t] ?? 0), lower: count })
  }
  return builder.build(options.start)
}
