import { createHallCheck, type HallCheck } from '../bounds/hall.js'
import { sortByHope, usedBy } from '../bounds/hopeless.js'
import { machinesByFamily } from '../bounds/policies.js'
import { hasConflicts } from '../conflicts.js'
import type { SlotProblem } from '../problem.js'
import type { Board } from '../repair/board.js'
import { closeUnused } from '../repair/empty-slots.js'
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

/** Steps of repair for each VM that found no room in the open slots; and, for those left, for each VM of the problem. */
const STEPS = { open: 20, all: 200, most: 400_000 }

/**
 * Places all VMs that are free to move in few slots: opens those that should do, fills them hardest VM first, repairs,
 * opens more only for those who are left, and closes all that stay unused. Nobody is left out: who fits nowhere goes
 * where that does least harm.
 */
export function placeAll(board: Board, { repair, bounds, effort }: PlaceAllInput): void {
  const { problem, table, isClosed, isFixed } = board
  const machines = machinesByFamily(problem).map((list) =>
    list.filter((vm) => isFixed[vm] === 0 && table.slots[vm] === -1),
  )
  planOpen(problem, { table, machines, bounds }).forEach((isOpen, at) => {
    isClosed[at] = 1 - isOpen
  })
  const difficulty = difficulties(problem)
  const order = machines.flat().sort((a, b) => (difficulty[b] as number) - (difficulty[a] as number) || a - b)
  const unfit = bestFit(board, order).reverse()
  const shortagesOf = createHallCheck(problem, usedBy(problem, unfit))
  const { hopeful, hopeless } = sortByHope(problem, unfit, shortagesOf)
  const homeless = openMore(board, repair(hopeful, Math.ceil(hopeful.length * STEPS.open * effort)))
  isClosed.fill(0)
  const left = repair(homeless, stepsFor(problem, homeless, { shortagesOf, bounds }) * effort)
  for (const vm of [...left, ...hopeless]) placeLeastBad(board, vm)
  closeUnused(board)
}

/** A long search is for those who may be placed by it: where counting proves that not all can be, it is a short one. */
function stepsFor(
  problem: SlotProblem,
  homeless: readonly number[],
  known: { readonly shortagesOf: HallCheck; readonly bounds: Int32Array },
): number {
  const isHopeless = homeless.length > 0 && hasConflicts(problem, usedBy(problem, homeless), known)
  return isHopeless ? homeless.length * STEPS.open : Math.min(problem.vms.count * STEPS.all, STEPS.most)
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
