import { type Solver, withSolver } from '../exact/solver.js'
import { type Bins, createBins, openBin, put } from './bins.js'
import { generateColumns, master } from './generate-columns.js'
import { type ItemType, itemTypes } from './instance.js'
import { type PackInput, type PackResult, packInstance, toResult } from './pack.js'
import type { Pattern } from './price-patterns.js'

export interface PackExactlyInput extends PackInput {
  /** Rounds of column generation; 500 when absent. */
  readonly rounds?: number
  /** Branch-and-bound nodes of each model; 1,000 when absent. */
  readonly nodes?: number
  readonly signal?: AbortSignal
}

/**
 * {@link pack}, and where that leaves a gap, column generation with HiGHS: a bound that is nearly always the optimum,
 * and the best packing of the patterns that it found. HiGHS is loaded only then, in a thread of its own.
 * Errors: those of `pack`; `INTERRUPTED` when the signal aborts.
 */
export async function packExactly(input: PackExactlyInput): Promise<PackResult> {
  const { rounds = 500, nodes = 1_000, signal } = input
  const { bins, bound } = packInstance(input, { rounds, nodes })
  if (bins.items.length <= bound.bins) return toResult(bins, bound)
  return withSolver(signal ? { signal } : {}, async (solver) => {
    const { better, lowerBound } = await improve(bins, { ...input, rounds, nodes }, solver)
    return toResult(better, lowerBound > bound.bins ? { bins: lowerBound, by: 'column generation' } : bound)
  })
}

type Search = PackExactlyInput & { readonly rounds: number; readonly nodes: number }

async function improve(bins: Bins, { rounds, nodes, shouldStop = () => false }: Search, solver: Solver) {
  const types = itemTypes(bins.instance)
  const known = bins.items.length
  const first = patternsOf(bins, types)
  const options = { solver, patterns: first, known, rounds, nodes, shouldStop }
  const { patterns, lowerBound } = await generateColumns(bins.instance, types, options)
  if (lowerBound >= known || shouldStop()) return { better: bins, lowerBound }
  const start = Float64Array.from(patterns, (_, column) => (column < first.length ? 1 : 0))
  const { values } = await solver.solve(master(types, patterns, { integer: true, start }), { nodes, absoluteGap: 0.99 })
  const packed = toBins(bins, {
    types,
    patterns: patterns.flatMap((pattern, p) => Array<Pattern>(values[p] ?? 0).fill(pattern)),
  })
  return { better: packed.items.length < known ? packed : bins, lowerBound }
}

function patternsOf({ items, binOf }: Bins, types: readonly ItemType[]): Pattern[] {
  const patterns = items.map(() => new Array<number>(types.length).fill(0))
  types.forEach(({ first, count }, t) => {
    for (let item = first; item < first + count; item++) {
      const pattern = patterns[binOf[item] as number] as number[]
      pattern[t] = (pattern[t] as number) + 1
    }
  })
  return patterns
}

/** Fills the bins of the patterns; items that come more often than there are, are left out. */
function toBins(
  { instance }: Bins,
  { types, patterns }: { types: readonly ItemType[]; patterns: readonly Pattern[] },
): Bins {
  const bins = createBins(instance)
  const next = types.map(({ first }) => first)
  for (const pattern of patterns) {
    const bin = openBin(bins)
    types.forEach(({ first, count }, t) => {
      for (let n = pattern[t] ?? 0; n > 0 && (next[t] as number) < first + count; n--) put(bins, takeNext(next, t), bin)
    })
  }
  return bins
}

function takeNext(next: number[], t: number): number {
  const item = next[t] as number
  next[t] = item + 1
  return item
}
