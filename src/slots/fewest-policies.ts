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
export function fewestPolicies(problem: SlotProblem, { seed, effort, bounds }: FewestPoliciesOptions): Int32Array {
  const isUneven = startsDiffer(problem)
  const board = createBoard(problem, null, isUneven ? 'essential' : 'all')
  const repair = createRepair(board, { seed })
  const options = { repair, seed, bounds: bounds(), effort }
  if (isUneven) fillVaults(board)
  placeAll(board, options)
  eliminate(board, options)
  tradeSlots(board, options)
  return board.table.slots
}
