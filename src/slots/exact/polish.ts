import { mapLimited } from '../../core/limits.js'
import { createLoadTable, type LoadTable } from '../load-table.js'
import type { Level, Objective } from '../objective.js'
import type { SlotProblem } from '../problem.js'
import { type Block, createBlock, placedByVault } from './block.js'
import { BudgetedSolver, type PolishBudget } from './budget.js'
import { overload } from './decode.js'
import { fewestPolicies } from './fewest-policies.js'
import type { Goal } from './goal.js'
import { leastMoves } from './least-moves.js'
import { lowestPeak } from './lowest-peak.js'
import { type BlockWork, boundBlock, improveBlock, isOpen, startBlock, wholeBound } from './polish-block.js'
import { type Solver, withSolver } from './solver.js'

export interface PolishPart {
  readonly problem: SlotProblem
  /** Slot of each VM; -1 = none. They are not changed. */
  readonly slots: Int32Array
}

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

const GOALS: Partial<Record<Objective, Goal>> = {
  'least-moves': leastMoves,
  'fewest-policies': fewestPolicies,
  'lowest-peak': lowestPeak,
}

/**
 * Solves each vault exactly (mixed-integer, by HiGHS): first alone in the world, for a bound, then among the others as
 * they are, for a better plan. With a budget of nodes the result is the same everywhere.
 * Errors: `INTERRUPTED`; `SOLVER_FAILED`.
 */
export async function polishSlots(parts: readonly PolishPart[], options: PolishOptions): Promise<PolishedPart[]> {
  const { workers = 2, signal, budget, solver } = options
  const goal = GOALS[options.objective]
  if (!goal) return parts.map(({ slots }) => ({ slots, proofs: [], lowerBound: 0 }))
  const works = parts.map((part) => startPart(part, goal))
  const polish = async (open: Solver) => {
    const budgeted = new BudgetedSolver(open, budget, workers)
    for (const work of works) await boundPart(work, goal, budgeted)
    await boundAll(works, budgeted, workers)
    await improveAll(works, budgeted, workers)
  }
  await (solver ? polish(solver) : withSolver({ workers, ...(signal && { signal }) }, polish))
  return works.map(({ table, blocks, bound }) => ({
    slots: table.slots,
    proofs: blocks.map(proofOf),
    lowerBound: Math.max(bound, sum(blocks.map((work) => work.bound))),
  }))
}

interface PartWork {
  readonly problem: SlotProblem
  /** Of all blocks together; 0 when nothing is known. */
  bound: number
  readonly table: LoadTable
  /** Small ones first. */
  readonly blocks: readonly BlockWork[]
  readonly hasViolation: boolean
}

function startPart({ problem, slots }: PolishPart, goal: Goal): PartWork {
  const table = createLoadTable(problem)
  slots.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  const blocks = blocksOf({ problem, slots }, goal)
    .map((block) => startBlock(block, goal, table))
    .sort((a, b) => sizeOf(a.block) - sizeOf(b.block))
  const hasViolation = blocks.some(({ block }) => overload(table, block) > 0)
  const bounds = hasViolation ? undefined : goal.bounds?.(problem)
  for (const work of blocks) work.bound = sum(work.block.vaults.map((vault) => bounds?.[vault] ?? 0))
  return { problem, bound: 0, table, blocks, hasViolation }
}

/** What is too much for one model is looked at vault by vault: the bound is weaker then, not wrong. */
function blocksOf({ problem, slots }: PolishPart, goal: Goal): Block[] {
  const placed = placedByVault(problem, slots)
  const alone = problem.vaults.map((_, vault) => [vault])
  const blocks = (goal.groups?.(problem) ?? alone).flatMap((vaults) => {
    const create = (of: readonly number[]) => createBlock(problem, of, { ...placed, ...goal.mergeBy })
    const together = create(vaults)
    return sizeOf(together) <= MAX_COLUMNS ? [together] : vaults.map((vault) => create([vault]))
  })
  return blocks.filter(({ types }) => types.length > 0)
}

const MAX_COLUMNS = 12_000

function sizeOf({ types }: Block): number {
  return sum(types.map(({ slots }) => slots.length))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function isOpenPart({ blocks, bound }: PartWork): boolean {
  return sum(blocks.map(({ achieved }) => achieved)) > bound
}

async function boundPart(work: PartWork, goal: Goal, solver: BudgetedSolver): Promise<void> {
  const relaxation = work.hasViolation ? undefined : goal.relaxation?.(work.problem)
  const result = relaxation && (await solver.solve(relaxation.mip))
  if (relaxation && result && result.status !== 'infeasible') work.bound = relaxation.forced + wholeBound(result)
}

/** Where a limit has to be broken, it could be broken elsewhere too: there is no bound then. */
async function boundAll(works: readonly PartWork[], solver: BudgetedSolver, workers: number): Promise<void> {
  const tasks = works
    .filter((work) => !work.hasViolation && isOpenPart(work))
    .flatMap(({ table, blocks }) => blocks.filter(isOpen).map((block) => ({ table, block })))
    .sort((a, b) => sizeOf(a.block.block) - sizeOf(b.block.block))
  solver.modelsLeft = 2 * tasks.length
  await mapLimited(tasks, workers, ({ table, block }) => boundBlock(block, table, solver))
}

/** Small steps, and the whole: a guess, from which shares of the time are made. */
const MODELS_TO_IMPROVE = 3

/** One after the other within a part: what one vault leaves is what the next can have. */
async function improveAll(works: readonly PartWork[], solver: BudgetedSolver, workers: number): Promise<void> {
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
