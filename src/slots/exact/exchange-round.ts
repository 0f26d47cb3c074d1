import { exchangeSlots } from '../exchange.js'
import type { SlotProblem } from '../problem.js'
import { createBoard } from '../repair/board.js'
import { closeUnused } from '../repair/empty-slots.js'
import { createRepair } from '../repair/repair.js'

/** Exchanges that are tried from a plan, as many as take a moment. */
export interface ExchangeRound {
  readonly problem: SlotProblem
  /** Slot of each VM; -1 = none. */
  readonly slots: Int32Array
  /** Fewest slots of each family. */
  readonly bounds: Int32Array
  readonly seed: number
  /** Rounds before that gained nothing: the more, the longer each exchange is looked for. */
  readonly idle: number
}

const TRIES = 200

export function runExchange({ problem, slots, bounds, seed, idle }: ExchangeRound): Int32Array {
  const board = createBoard(problem, slots)
  closeUnused(board)
  const repair = createRepair(board, { seed })
  exchangeSlots(board, { repair, bounds, seed, tries: TRIES, stepsPerVm: 1 + 2 * idle })
  return board.table.slots
}
