import { mapLimited } from '../../core/limits.js'
import { slotBaseOf } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import type { BudgetedSolver } from './budget.js'

export interface ExchangePart {
  readonly problem: SlotProblem
  readonly slots: Int32Array
  /** Fewest slots by family. */
  readonly bounds: Int32Array
}

/** Rounds without gain after which a part is left as it is. */
const PATIENCE = 5

/** Exchanges for all parts, round by round, so that each gets its share of the time. Slots come in the order of the parts. */
export async function exchangeAll(
  parts: readonly ExchangePart[],
  solver: BudgetedSolver,
  workers: number,
): Promise<Int32Array[]> {
  const works = parts.map((part) => ({ ...part, idle: 0 }))
  const isActive = (work: Work) => work.idle < PATIENCE && slotsInUse(work) > work.bounds.reduce((sum, n) => sum + n, 0)
  for (let seed = 1, active = works; active.length > 0; seed += 1) {
    active = active.filter(isActive)
    await mapLimited(active, workers, (work) => exchangeRound(work, seed, solver))
  }
  return works.map(({ slots }) => slots)
}

interface Work extends ExchangePart {
  slots: Int32Array
  idle: number
}

async function exchangeRound(work: Work, seed: number, solver: BudgetedSolver): Promise<void> {
  const slots = await solver.exchange({ ...work, seed })
  if (slots === undefined) {
    work.idle = PATIENCE
    return
  }
  work.idle = slotsInUse({ ...work, slots }) < slotsInUse(work) ? 0 : work.idle + 1
  work.slots = slots
}

function slotsInUse({ problem, slots }: Pick<ExchangePart, 'problem' | 'slots'>): number {
  const base = slotBaseOf(problem)
  const used = new Set<number>()
  slots.forEach((slot, vm) => {
    if (slot >= 0) used.add((base[problem.vms.family[vm] as number] as number) + slot)
  })
  return used.size
}
