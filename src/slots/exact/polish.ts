import { mapLimited } from '../../core/limits.js'
import type { Level, Objective } from '../objective.js'
import { BudgetedSolver, type PolishBudget } from './budget.js'
import { replan } from './decode.js'
import { fewestInFamilies, fewestPolicies } from './fewest-policies.js'
import type { Goal } from './goal.js'
import { leastMoves } from './least-moves.js'
import { lowestPeak } from './lowest-peak.js'
import { boundOf, isOpenPart, type PartWork, type PolishPart, partOf, sizeOf, startPart } from './part-work.js'
import { type BlockWork, boundBlock, improveBlock, isOpen, wholeBound } from './polish-block.js'
import { type Solver, withSolver } from './solver.js'
import { tradeAll } from './trade-all.js'

export interface PolishOptions {
  readonly objective: Objective
  readonly budget: PolishBudget
  /** Threads; 2 unless told otherwise. */
  readonly workers?: number
  readonly signal?: AbortSignal
  /** An open solver with that many threads; one is opened and closed when absent. */
  readonly solver?: Solver
}

export interface PolishedPart {
  /** As good as before at every limit, and at the objective as good or better. */
  readonly slots: Int32Array
  readonly proofs: readonly BlockProof[]
  /** No plan of the part without violation has less at the level that was polished; 0 when nothing is known. */
  readonly lowerBound: number
}

/** How good a vault is, or vaults that had to be looked at together, at the level that was polished. */
export interface BlockProof {
  readonly name: string
  /** Indexes into the problem's vaults. */
  readonly vaults: readonly number[]
  readonly level: Level
  /** No plan without violation has less in these vaults, whatever happens in the others: bounds of blocks add up. */
  readonly lowerBound: number
  readonly achieved: number
  readonly isProven: boolean
}

/** What is polished first, and what then. */
const GOALS: Partial<Record<Objective, readonly [Goal, ...Goal[]]>> = {
  'least-moves': [leastMoves],
  'fewest-policies': [fewestInFamilies, fewestPolicies],
  'lowest-peak': [lowestPeak],
}

/**
 * Solves each vault exactly (mixed-integer, by HiGHS): first alone in the world, for a bound, then among the others as
 * they are, for a better plan. Where policies count, slots are traded first. With a budget of nodes the result is the same
 * everywhere.
 * Errors: `INTERRUPTED`; `SOLVER_FAILED`.
 */
export async function polishSlots(parts: readonly PolishPart[], options: PolishOptions): Promise<PolishedPart[]> {
  const { workers = 2, signal, budget, solver } = options
  const goals = GOALS[options.objective]
  if (!goals) return parts.map(({ slots }) => ({ slots, proofs: [], lowerBound: 0 }))
  const polish = (open: Solver) =>
    polishParts(parts, goals, { solver: new BudgetedSolver(open, budget, workers), workers })
  return solver ? polish(solver) : withSolver({ workers, ...(signal && { signal }) }, polish)
}

interface Means {
  readonly solver: BudgetedSolver
  readonly workers: number
}

async function polishParts(
  parts: readonly PolishPart[],
  [first, ...others]: readonly [Goal, ...Goal[]],
  means: Means,
): Promise<PolishedPart[]> {
  let works = parts.map((part) => startPart({ bounds: first.bounds?.(part.problem), ...part }, first))
  // Trades of a part are one after the other: proofs need the threads that they leave idle.
  const [slots] = await Promise.all([tradeAll(works, means), boundAll(works, means)])
  works.forEach(({ table }, part) => {
    replan(table, slots[part] as Int32Array)
  })
  await improveAll(works, means)
  for (const goal of others) {
    works = works.map((work) => startPart(partOf(work), goal))
    await boundAll(works, means)
    await improveAll(works, means)
  }
  return works.map(resultOf)
}

function resultOf(work: PartWork): PolishedPart {
  return { slots: work.table.slots, proofs: work.blocks.map(proofOf), lowerBound: boundOf(work) }
}

/** Where a limit has to be broken, it could be broken elsewhere too: there is no bound then. */
async function boundAll(works: readonly PartWork[], { solver, workers }: Means): Promise<void> {
  const bounded = works.filter(({ hasViolation }) => !hasViolation)
  for (const work of bounded.filter(isOpenPart)) await boundPart(work, solver)
  const tasks = bounded
    .filter(isOpenPart)
    .flatMap(({ table, blocks }) => blocks.filter(isOpen).map((block) => ({ table, block })))
    .sort((a, b) => sizeOf(a.block.block) - sizeOf(b.block.block))
  solver.modelsLeft = 2 * tasks.length
  await mapLimited(tasks, workers, ({ table, block }) => boundBlock(block, table, solver))
}

async function boundPart(work: PartWork, solver: BudgetedSolver): Promise<void> {
  const relaxation = work.goal.relaxation?.(work.problem)
  const result = relaxation && (await solver.solve(relaxation.mip))
  if (relaxation && result && result.status !== 'infeasible')
    work.bound = Math.max(work.bound, relaxation.forced + wholeBound(result))
}

/** A guess, from which shares of the time are made. */
const MODELS_TO_IMPROVE = 3

/** One after the other within a part: what one vault leaves is what the next can have. */
async function improveAll(works: readonly PartWork[], { solver, workers }: Means): Promise<void> {
  const open = works.filter(isOpenPart)
  solver.modelsLeft = MODELS_TO_IMPROVE * open.flatMap(({ blocks }) => blocks.filter(isOpen)).length
  await mapLimited(open, workers, async ({ table, blocks }) => {
    for (const block of blocks.filter(isOpen)) await improveBlock(block, table, solver)
  })
}

function proofOf({ block, goal, bound, achieved }: BlockWork): BlockProof {
  const { name, vaults } = block
  return { name, vaults, level: goal.level, lowerBound: bound, achieved, isProven: achieved <= bound }
}
