import type { LoadTable } from '../load-table.js'
import { type Block, roomLeft, wholeRoom } from './block.js'
import type { BudgetedSolver } from './budget.js'
import { applyIfSound, decode, encode } from './decode.js'
import type { Goal, GoalModel } from './goal.js'

/** A block on its way to its optimum. */
export interface BlockWork {
  readonly block: Block
  readonly goal: Goal
  /** No plan without violation has less here. */
  bound: number
  achieved: number
  /** A better plan for the block if there were no others. */
  ideal: Float64Array | undefined
}

export function isOpen({ bound, achieved }: BlockWork): boolean {
  return achieved > bound
}

/** HiGHS reports bounds of whole-number objectives with rounding errors. */
const ROUNDING = 1e-6

export function startBlock(block: Block, goal: Goal, table: LoadTable): BlockWork {
  const model = goal.model(block, wholeRoom(block.problem), 0)
  return { block, goal, bound: 0, achieved: achievedBy(model, table), ideal: undefined }
}

/** The block alone in the world: a bound that holds whatever the others do. */
export async function boundBlock(work: BlockWork, table: LoadTable, solver: BudgetedSolver): Promise<void> {
  const { block, goal } = work
  const model = goal.model(block, wholeRoom(block.problem), 0)
  const start = encode(model, table.slots)
  const result = await solver.solve(model.builder.build(start))
  if (result === undefined || result.status === 'infeasible') return
  work.bound = Math.max(0, Math.ceil(result.bound - ROUNDING))
  if (Math.round(result.objective) < work.achieved) work.ideal = result.values
}

/** The block among the others as they are now. */
export async function improveBlock(work: BlockWork, table: LoadTable, solver: BudgetedSolver): Promise<void> {
  const { block, goal } = work
  const model = goal.model(block, roomLeft(block, table), work.bound)
  if (work.ideal && takeOver(work, table, { model, values: work.ideal })) if (!isOpen(work)) return
  const result = await solver.solve(model.builder.build(encode(model, table.slots)))
  if (result && Math.round(result.objective) < work.achieved) takeOver(work, table, { model, values: result.values })
}

function takeOver(work: BlockWork, table: LoadTable, { model, values }: { model: GoalModel; values: Float64Array }) {
  const taken = applyIfSound(table, work.block, decode(model, values, table.slots))
  if (taken) work.achieved = achievedBy(model, table)
  return taken
}

function achievedBy(model: GoalModel, table: LoadTable): number {
  return model.builder.costOf(encode(model, table.slots))
}
