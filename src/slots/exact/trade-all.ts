import { mapLimited } from '../../core/limits.js'
import { slotBaseOf } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import type { BudgetedSolver } from './budget.js'
import { boundOf, type PartWork } from './part-work.js'

/** Rounds without gain after which a part is left as it is. */
const PATIENCE = 10

/**
 * Trades for all parts, round by round, so that each gets its share of the time; none where policies do not count. The
 * parts stay as they are: slots come in their order.
 */
export async function tradeAll(
  parts: readonly PartWork[],
  { solver, workers }: { readonly solver: BudgetedSolver; readonly workers: number },
): Promise<Int32Array[]> {
  const works = parts.map((part) => ({ part, slots: part.table.slots, best: part.table.slots, idle: 0 }))
  const isActive = ({ part, slots, idle }: Work) =>
    part.bounds && idle < PATIENCE && slotsInUse(part.problem, slots) > boundOf(part)
  for (let seed = 1, active = works; active.length > 0; seed += 1) {
    active = active.filter(isActive)
    await mapLimited(active, workers, (work) => tradeRound(work, seed, solver))
  }
  return works.map(({ best }) => best)
}

interface Work {
  readonly part: PartWork
  slots: Int32Array
  /** The first plan of so few slots: nobody is moved on for nothing. */
  best: Int32Array
  idle: number
}

async function tradeRound(work: Work, seed: number, solver: BudgetedSolver): Promise<void> {
  const { problem, bounds = new Int32Array() } = work.part
  const slots = await solver.trade({ problem, slots: work.slots, bounds, seed })
  if (slots === undefined) {
    work.idle = PATIENCE
    return
  }
  const hasGained = slotsInUse(problem, slots) < slotsInUse(problem, work.slots)
  work.idle = hasGained ? 0 : work.idle + 1
  work.slots = slots
  if (hasGained) work.best = slots
}

function slotsInUse(problem: SlotProblem, slots: Int32Array): number {
  const base = slotBaseOf(problem)
  const used = new Set<number>()
  slots.forEach((slot, vm) => {
    if (slot >= 0) used.add((base[problem.vms.family[vm] as number] as number) + slot)
  })
  return used.size
}
