import { placeAll } from './construct/place-all.js'
import { eliminate } from './eliminate.js'
import type { SlotProblem } from './problem.js'
import { createBoard } from './repair/board.js'
import { createRepair } from './repair/repair.js'
import { fillVaults } from './trade/fill-vaults.js'
import { startsDiffer } from './trade/starts.js'
import { tradeSlots } from './trade/trade-slots.js'

export interface FewestPoliciesOptions {
  readonly seed: number
  readonly effort: number
  /** Fewest slots by family: nobody searches for fewer. */
  bounds(): Int32Array
}

/** A slot for each VM: no violation where that is possible, and few slots in use. */
export function fewestPolicies(problem: SlotProblem, given: FewestPoliciesOptions): Int32Array {
  const { board, options } = begin(problem, given)
  eliminate(board, options)
  tradeSlots(board, options)
  return board.table.slots
}

/** A slot for each VM as that search begins: no violation where that is possible; few slots are no aim. */
export function placeAnew(problem: SlotProblem, given: FewestPoliciesOptions): Int32Array {
  return begin(problem, given).board.table.slots
}

function begin(problem: SlotProblem, { seed, effort, bounds }: FewestPoliciesOptions) {
  const isUneven = startsDiffer(problem)
  const board = createBoard(problem, null, isUneven ? 'essential' : 'all')
  const options = { repair: createRepair(board, { seed }), seed, bounds: bounds(), effort }
  if (isUneven) fillVaults(board)
  placeAll(board, options)
  return { board, options }
}
