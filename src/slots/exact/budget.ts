import type { Mip, MipLimits, MipResult } from './mip.js'
import type { Solver } from './solver.js'

/** How much to polish: branch-and-bound nodes for each model (the same result everywhere), or time. */
export type PolishBudget = { readonly nodes: number } | { readonly leftMs: () => number }

/** Most models need far less than a fair share of the time: each may have so many, but never most of what is left. */
const SHARES = 4
const MOST_OF_LEFT = 1 / 4

/** All plans have whole-number objectives: a plan closer to the bound than one is the best. */
const ABSOLUTE_GAP = 0.99

/** Solves models one after the other within a budget. */
export class BudgetedSolver {
  readonly #solver: Solver
  readonly #budget: PolishBudget
  readonly #workers: number
  /** Models that are still to come, as far as known. */
  modelsLeft = 0

  constructor(solver: Solver, budget: PolishBudget, workers: number) {
    this.#solver = solver
    this.#budget = budget
    this.#workers = workers
  }

  /** Undefined when the budget is spent. */
  async solve(mip: Mip): Promise<MipResult | undefined> {
    const limits = this.#limits()
    this.modelsLeft--
    return limits && this.#solver.solve(mip, { ...limits, absoluteGap: ABSOLUTE_GAP })
  }

  #limits(): MipLimits | undefined {
    if ('nodes' in this.#budget) return this.#budget
    const leftMs = this.#budget.leftMs()
    const share = (SHARES * leftMs * this.#workers) / Math.max(1, this.modelsLeft)
    return leftMs > 0 ? { seconds: Math.min(MOST_OF_LEFT * leftMs, share) / 1000 } : undefined
  }
}
