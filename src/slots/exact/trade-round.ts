import type { SlotProblem } from '../problem.js'
import { createBoard } from '../repair/board.js'
import { closeUnused } from '../repair/empty-slots.js'
import { createRepair } from '../repair/repair.js'
import { tradeSlots } from '../trade/trade-slots.js'

/** Trades from a plan, as many as take a moment. */
export interface TradeRound {
  readonly problem: SlotProblem
  /** Slot of each VM; -1 = none. */
  readonly slots: Int32Array
  /** Fewest slots of each family. */
  readonly bounds: Int32Array
  readonly seed: number
}

/** The slots of all VMs after the trades: never more in use, and no limit broken more. */
export function runTrades({ problem, slots, bounds, seed }: TradeRound): Int32Array {
  const board = createBoard(problem, slots)
  closeUnused(board)
  tradeSlots(board, { repair: createRepair(board, { seed }), bounds, seed, effort: 1 })
  return board.table.slots
}
