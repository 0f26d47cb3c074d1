import type { Survey } from '../moves/survey.js'
import type { SlotProblem } from '../problem.js'

/**
 * Who may leave home in a plan without violation and with so many moves. By the prices of the move bound, moves are
 * sum over leavers of r(v) + sum over covers of price * (what leaves them), with r(v) = 1 - sum of price * amount. Each
 * cover loses at least its need. So what its leavers exceed that by, at its price, and the r(v) > 0 of all leavers add up
 * to no more than the `slack`: the moves less the move bound.
 */
export interface Leavers {
  readonly slack: number
  /** By VM: a cover that it is in; -1: none; or NOT_HOME, when it has no home that it may have and may leave. */
  readonly cover: Int32Array
  /** By VM: how much it takes from that cover. */
  readonly amount: Int32Array
  /** By VM: what its leaving costs of the slack when its cover has lost what it needs to lose. */
  readonly cost: Float64Array
  /** By cover: what leaves it without a cost. */
  readonly need: Int32Array
}

const NO_COVER = -1
export const NOT_HOME = -2

/** Costs are rounded down to such steps, so that fewer VMs differ. */
const STEPS = 8

export function leaversOf({ vms }: SlotProblem, survey: Omit<Survey, 'fleet'>, moves: number): Leavers {
  const { covers, prices, mayLeave, forced } = survey
  const cover = Int32Array.from(mayLeave, (may) => (may === 1 ? NO_COVER : NOT_HOME))
  const amount = new Int32Array(vms.count)
  const reduced = Float64Array.from(mayLeave)
  const dearest = new Float64Array(vms.count)
  let needed = 0
  covers.forEach((each, c) => {
    const price = prices[c] as number
    needed += price * each.need
    each.vms.forEach((vm, i) => {
      const worth = price * (each.amounts[i] as number)
      reduced[vm] = (reduced[vm] as number) - worth
      if (worth <= (dearest[vm] as number)) return
      dearest[vm] = worth
      cover[vm] = c
      amount[vm] = each.amounts[i] as number
    })
  })
  const below = reduced.reduce((sum, each) => sum + Math.min(0, each), 0)
  return {
    slack: moves - forced - needed - below,
    cover,
    amount,
    cost: dearest.map((worth, vm) => Math.floor(STEPS * (worth + Math.max(0, reduced[vm] as number)) + 1e-6) / STEPS),
    need: Int32Array.from(covers, ({ need }) => need),
  }
}
