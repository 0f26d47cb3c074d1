import type { Mip, MipLimits, MipResult } from './mip.js'
import type { Solver } from './solver.js'
import type { TradeRound } from './trade-round.js'

/** How much to polish: branch-and-bound nodes for each model (the same result everywhere), or time. */
export type PolishBudget = { readonly nodes: number } | { readonly leftMs: () => number }

/** Most models need far less than a fair share of the time: each may have so many, and something is left for the next. */
const SHARES = 4

/** Share of the time in which plans are made better by trades of slots; proofs need the rest. */
const TRADES = 0.5

/** All plans have whole-number objectives: a plan closer to the bound than one is the best. */
const ABSOLUTE_GAP = 0.99

/** Solves models one after the other within a budget. */
export class BudgetedSolver {
  readonly #solver: Solver
  readonly #budget: PolishBudget
  readonly #workers: number
  readonly #startMs: number
  /** Models that are still to come, as far as known. */
  modelsLeft = 0

  constructor(solver: Solver, budget: PolishBudget, workers: number) {
    this.#solver = solver
    this.#budget = budget
    this.#workers = workers
    this.#startMs = 'nodes' in budget ? 0 : budget.leftMs()
  }

  /** Undefined when the time for trades is over. */
  async trade(round: TradeRound): Promise<Int32Array | undefined> {
    const isOver = 'leftMs' in this.#budget && this.#budget.leftMs() <= (1 - TRADES) * this.#startMs
    return isOver ? undefined : this.#solver.trade(round)
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
    const models = Math.max(1, this.modelsLeft)
    const share = Math.min((SHARES * this.#workers) / models, 1 / Math.min(SHARES, models))
    return leftMs > 0 ? { seconds: (share * leftMs) / 1000 } : undefined
  }
}
