import { machinesByFamily } from '../bounds/policies.js'
import type { Board } from '../repair/board.js'
import type { Repair } from '../repair/repair.js'
import { bestFit } from './best-fit.js'
import { difficulties } from './difficulty.js'
import { openMore } from './open-more.js'
import { planOpen } from './plan-open.js'

export interface PlaceAllInput {
  readonly repair: Repair
  /** Fewest slots by family. */
  readonly bounds: Int32Array
  readonly effort: number
}

/** Ejections for each VM that found no room: in the slots that are open, and, for those who need it, in all. */
const STEPS = { open: 20, all: 300 }
const MOST_STEPS = 400_000

/**
 * Places all VMs that are free to move in few slots: opens those that should do, fills them hardest VM first, repairs,
 * opens more only for those who are left, and closes all that stay unused. Nobody is left out: who fits nowhere goes
 * where that does least harm.
 */
export function placeAll(board: Board, { repair, bounds, effort }: PlaceAllInput): void {
  const { problem, table, isClosed, isFixed } = board
  const machines = machinesByFamily(problem).map((list) => list.filter((vm) => isFixed[vm] === 0))
  planOpen(problem, { table, machines, bounds }).forEach((isOpen, at) => {
    isClosed[at] = 1 - isOpen
  })
  const difficulty = difficulties(problem)
  const order = machines.flat().sort((a, b) => (difficulty[b] as number) - (difficulty[a] as number) || a - b)
  const unfit = bestFit(board, order).reverse()
  const homeless = openMore(board, repair(unfit, stepsFor(unfit, STEPS.open * effort)))
  isClosed.fill(0)
  for (const vm of repair(homeless, stepsFor(homeless, STEPS.all * effort, MOST_STEPS * effort)))
    placeLeastBad(board, vm)
  table.counts.forEach((count, at) => {
    isClosed[at] = count > 0 ? 0 : 1
  })
}

function stepsFor({ length }: readonly number[], each: number, most = Number.POSITIVE_INFINITY): number {
  return Math.ceil(Math.min(length * each, most))
}

/** Where limits are exceeded least; home where no policy can take the VM. */
function placeLeastBad(board: Board, vm: number): void {
  const { problem, table } = board
  let best = problem.vms.home[vm] as number
  let lowest = Number.POSITIVE_INFINITY
  for (const slot of board.allowed(vm)) {
    if (!table.canHold(vm, slot)) continue
    const excess = table.excess(vm, slot)
    if (excess >= lowest) continue
    best = slot
    lowest = excess
  }
  if (best >= 0) board.place(vm, best)
}
