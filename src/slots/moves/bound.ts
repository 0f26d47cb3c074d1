import type { SlotProblem } from '../problem.js'
import { bringHome } from './homecoming.js'
import { indexUsers } from './users.js'
import { findViolations, type Violation } from './violations.js'

export interface MovesBound {
  readonly lowerBound: number
  /** The argument, in a phrase. */
  readonly bound: string
}

/**
 * A number of moves that no plan can do without. Who has to leave a home outside the windows is a move. With all others
 * at home, each limit c that does not hold has to lose a number need(c) of its VMs, the fewest whose amounts, biggest
 * first, add up to its excess. For any choice C of such limits, sum of need(c) - sum over VMs of (limits of C that the
 * VM is in - 1, at least 0) is a bound: a VM that leaves helps all its limits, and counts once for the first of them and
 * is taken off for each other. (This is the dual of the covering problem with prices 0 and 1.) C is found by trying
 * each limit in turn.
 *
 * A plan that leaves `violations` units over the limits may keep as many VMs at home for each: they are taken off.
 */
export function movesBound(problem: SlotProblem, { violations = 0 } = {}): MovesBound {
  const { fleet, forced, mayLeave } = bringHome(problem)
  const needs = findViolations(fleet, indexUsers(problem)).map((violation) => needOf(violation, mayLeave))
  const leaving = Math.max(0, choose(needs, problem.vms.count) - violations)
  return { lowerBound: forced + leaving, bound: phrase(forced, leaving) }
}

interface Need {
  readonly fewest: number
  /** The VMs of which so many have to leave. */
  readonly vms: Int32Array
}

/** VMs that stay in any case cure nothing. */
function needOf({ vms, amounts, excess }: Violation, mayLeave: Uint8Array): Need {
  const movable = vms.filter((vm) => mayLeave[vm])
  const biggestFirst = amounts.filter((_, i) => mayLeave[vms[i] as number]).sort((a, b) => b - a)
  let fewest = 0
  for (let cured = 0; cured < excess && fewest < biggestFirst.length; fewest += 1)
    cured += biggestFirst[fewest] as number
  return { fewest, vms: movable }
}

const PASSES = 4

/** Takes limits in and out of the choice while that makes the bound better; biggest needs first. */
function choose(needs: readonly Need[], vmCount: number): number {
  const order = needs.map((_, i) => i).sort((a, b) => (needs[b] as Need).fewest - (needs[a] as Need).fewest || a - b)
  const chosen = new Uint8Array(needs.length)
  const covered = new Uint16Array(vmCount)
  let best = 0
  for (let pass = 0, before = -1; pass < PASSES && best > before; pass += 1) {
    before = best
    for (const i of order) {
      const { fewest, vms } = needs[i] as Need
      const isIn = chosen[i] === 1
      const shared = countAbove(covered, vms, isIn ? 1 : 0)
      const gain = isIn ? shared - fewest : fewest - shared
      if (gain <= 0) continue
      best += gain
      chosen[i] = isIn ? 0 : 1
      for (const vm of vms) covered[vm] = (covered[vm] as number) + (isIn ? -1 : 1)
    }
  }
  return best
}

function countAbove(covered: Uint16Array, vms: Int32Array, least: number): number {
  let count = 0
  for (const vm of vms) if ((covered[vm] as number) > least) count += 1
  return count
}

function phrase(forced: number, leaving: number): string {
  if (forced + leaving === 0) return 'nothing has to move'
  const parts = [
    ...(forced > 0 ? [`${forced} outside their windows`] : []),
    ...(leaving > 0 ? [`${leaving} to bring starts under their limits`] : []),
  ]
  return parts.join(', ')
}
