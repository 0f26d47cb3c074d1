import { mapLimited } from '../../core/limits.js'
import { slotBaseOf } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import type { BudgetedSolver } from './budget.js'

export interface TradePart {
  readonly problem: SlotProblem
  readonly slots: Int32Array
  /** Fewest slots by family. */
  readonly bounds: Int32Array
}

/** Rounds without gain after which a part is left as it is. */
const PATIENCE = 10

/** Trades for all parts, round by round, so that each gets its share of the time. Slots come in the order of the parts. */
export async function tradeAll(
  parts: readonly TradePart[],
  solver: BudgetedSolver,
  workers: number,
): Promise<Int32Array[]> {
  const works = parts.map((part) => ({ ...part, best: part.slots, idle: 0 }))
  const isActive = (work: Work) => work.idle < PATIENCE && slotsInUse(work) > work.bounds.reduce((sum, n) => sum + n, 0)
  for (let seed = 1, active = works; active.length > 0; seed += 1) {
    active = active.filter(isActive)
    await mapLimited(active, workers, (work) => tradeRound(work, seed, solver))
  }
  return works.map(({ best }) => best)
}

interface Work extends TradePart {
  slots: Int32Array
  /** The first plan of so few slots: nobody is moved on for nothing. */
  best: Int32Array
  idle: number
}

async function tradeRound(work: Work, seed: number, solver: BudgetedSolver): Promise<void> {
  const { problem, bounds } = work
  const slots = await solver.trade({ problem, slots: work.slots, bounds, seed })
  if (slots === undefined) {
    work.idle = PATIENCE
    return
  }
  const hasGained = slotsInUse({ problem, slots }) < slotsInUse(work)
  work.idle = hasGained ? 0 : work.idle + 1
  work.slots = slots
  if (hasGained) work.best = slots
}

function slotsInUse({ problem, slots }: Pick<TradePart, 'problem' | 'slots'>): number {
  const base = slotBaseOf(problem)
  const used = new Set<number>()
  slots.forEach((slot, vm) => {
    if (slot >= 0) used.add((base[problem.vms.family[vm] as number] as number) + slot)
  })
  return used.size
}
