import type { LoadTable } from '../load-table.js'
import { createBoard } from '../repair/board.js'
import { closeUnused } from '../repair/empty-slots.js'
import { createRepair } from '../repair/repair.js'
import { roomLeft, wholeRoom } from './block.js'
import { cellLimits } from './block-model.js'
import type { BudgetedSolver } from './budget.js'
import { decode, replan } from './decode.js'
import type { BlockWork } from './polish-block.js'

/** Times that others are asked, each for something else, and steps of repair for them. */
const ATTEMPTS = 6
const STEPS = 5_000

/**
 * Makes the block better by one: it takes the fewest starts and disks from others that let it, and they find some
 * elsewhere. Where they do not, what was taken gets dearer for the next attempt. False when none succeeds.
 */
export async function makeRoom(work: BlockWork, table: LoadTable, solver: BudgetedSolver): Promise<boolean> {
  const prices = new Map<string, number>()
  for (let seed = 1; seed <= ATTEMPTS; seed += 1) {
    const { model, takings } = takingModel(work, table, prices)
    const result = await solver.solve(model.builder.build())
    if (!result || result.values.length === 0) return false
    const slots = settle(work, { slots: table.slots, chosen: decode(model, result.values, table.slots), seed })
    if (slots) {
      replan(table, slots)
      work.achieved = work.goal.achieved(work.block, slots)
      return true
    }
    for (const { key, column } of takings)
      if ((result.values[column] as number) > 0) prices.set(key, priceOf(prices, key) + 1)
  }
  return false
}

interface Taking {
  readonly key: string
  /** How much is taken. */
  readonly column: number
}

/** The block better by one in all the room there is; what others have of it costs. */
function takingModel(
  { block, goal, bound, achieved }: BlockWork,
  table: LoadTable,
  prices: ReadonlyMap<string, number>,
) {
  const model = goal.model(block, wholeRoom(block.problem), { least: bound, most: achieved - 1 })
  const takings: Taking[] = []
  for (const { key, upper, load } of cellLimits(model, roomLeft(block, table))) {
    const column = model.builder.addColumn({ cost: priceOf(prices, key) })
    takings.push({ key, column })
    const [columns, factors] = [[...load.factors.keys()], [...load.factors.values()]]
    model.builder.addRow({ columns: [...columns, column], factors: [...factors, -1], upper })
  }
  return { model, takings }
}

function priceOf(prices: ReadonlyMap<string, number>, key: string): number {
  return prices.get(key) ?? 1
}

interface Settling {
  readonly slots: Int32Array
  readonly chosen: ReadonlyMap<number, number>
  readonly seed: number
}

/** The VMs as chosen, and the others where repair puts them; undefined when it does not find a place for all. */
function settle({ block }: BlockWork, { slots, chosen, seed }: Settling): Int32Array | undefined {
  const board = createBoard(block.problem, slots)
  const { table, isClosed } = board
  const movers = [...chosen.keys()].filter((vm) => board.isFixed[vm] === 0)
  for (const vm of movers) board.remove(vm)
  closeUnused(board)
  const waiting = movers.filter((vm) => {
    const slot = chosen.get(vm) as number
    isClosed[(table.slotBase[block.problem.vms.family[vm] as number] as number) + slot] = 0
    if (!table.fits(vm, slot)) return true
    board.place(vm, slot)
    return false
  })
  const isSettled = createRepair(board, { seed })(waiting, STEPS).length === 0
  return isSettled ? table.slots : undefined
}
