import type { LoadTable } from '../load-table.js'
import { type Block, roomLeft, wholeRoom } from './block.js'
import type { BudgetedSolver } from './budget.js'
import { applyIfSound, decode, encode } from './decode.js'
import type { Goal, GoalModel } from './goal.js'
import { makeRoom } from './make-room.js'
import type { MipResult } from './mip.js'

/** A block on its way to its optimum. */
export interface BlockWork {
  readonly block: Block
  readonly goal: Goal
  /** No plan without violation has less here. */
  bound: number
  achieved: number
  /** A better plan for the block if there were no others. */
  ideal: { readonly model: GoalModel; readonly values: Float64Array } | undefined
}

export function isOpen({ bound, achieved }: BlockWork): boolean {
  return achieved > bound
}

/** HiGHS reports bounds of whole-number objectives with rounding errors. */
const ROUNDING = 1e-6

export function wholeBound({ bound }: MipResult): number {
  return Math.max(0, Math.ceil(bound - ROUNDING))
}

export function startBlock(block: Block, goal: Goal, table: LoadTable): BlockWork {
  return { block, goal, bound: 0, achieved: goal.achieved(block, table.slots), ideal: undefined }
}

/** The block alone in the world: a bound that holds whatever the others do, as far as the plan can get better. */
export async function boundBlock(work: BlockWork, table: LoadTable, solver: BudgetedSolver): Promise<void> {
  const { block, goal, achieved } = work
  const rest = goal.alone?.(block, achieved - 1) ?? block
  const model = goal.model(rest, wholeRoom(rest.problem), { least: work.bound })
  const result = await solver.solve(model.builder.build(rest === block ? encode(model, table.slots) : undefined))
  if (result === undefined || (result.status === 'infeasible' && rest === block)) return
  work.bound = Math.max(work.bound, Math.min(wholeBound(result), achieved))
  if (Math.round(result.objective) < achieved) work.ideal = { model, values: result.values }
}

/** The block among the others: the ideal plan if it fits; or a better one for which they move, or the best for which not. */
export async function improveBlock(work: BlockWork, table: LoadTable, solver: BudgetedSolver): Promise<void> {
  // Others may have moved it meanwhile.
  work.achieved = work.goal.achieved(work.block, table.slots)
  if (work.ideal) takeOver(work, table, work.ideal)
  if (!work.goal.makesRoom) await fitIn(work, table, solver)
  else while (isOpen(work) && (await makeRoom(work, table, solver)));
}

async function fitIn(work: BlockWork, table: LoadTable, solver: BudgetedSolver): Promise<void> {
  if (!isOpen(work)) return
  const { block, goal, bound } = work
  const model = goal.model(block, roomLeft(block, table), { least: bound })
  const result = await solver.solve(model.builder.build(encode(model, table.slots)))
  if (result && Math.round(result.objective) < work.achieved) takeOver(work, table, { model, values: result.values })
}

function takeOver(work: BlockWork, table: LoadTable, { model, values }: { model: GoalModel; values: Float64Array }) {
  const taken = applyIfSound(table, work.block, decode(model, values, table.slots))
  if (taken) work.achieved = work.goal.achieved(work.block, table.slots)
  return taken
}
