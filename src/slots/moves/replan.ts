import { misplaced } from '../measure.js'
import type { SlotProblem } from '../problem.js'
import { boundOf, type MovesBound } from './bound.js'
import { ejectInto } from './eject.js'
import type { Fleet } from './fleet.js'
import { giveBack } from './give-back.js'
import { kindReader } from './kinds.js'
import { peel } from './peel.js'
import { leastBadPlace, placeHardestFirst } from './places.js'
import { isFixed } from './standing.js'
import { surveyHomes } from './survey.js'
import { indexUsers } from './users.js'
import { excessOf } from './violations.js'

export interface ReplanOptions {
  readonly seed: number
  /** How long to search, as a factor of the usual number of steps. */
  readonly effort?: number
}

export interface Replan {
  readonly slots: Int32Array
  /** Of the moves of any plan that has no more violations than this one. */
  readonly bound: MovesBound
}

const STEPS = 400
const STEPS_PER_VM = 20

/**
 * The nearest plan without violation: everybody stays home who can. VMs leave limits that do not hold; they and those
 * that have to be given a slot get a place; who finds none ejects others; and who fits at home again goes back. New
 * policies are made only where no existing one will do, and never more than a vault may have.
 */
export function replan(problem: SlotProblem, { effort = 1 }: ReplanOptions): Replan {
  const survey = surveyHomes(problem)
  const { fleet, waiting } = survey
  const leaving = peel(survey)
  const placeless = placeHardestFirst(fleet, [...waiting, ...leaving])
  const fixed = Uint8Array.from({ length: problem.vms.count }, (_, vm) => (isFixed(problem, vm) ? 1 : 0))
  const context = {
    fleet,
    users: indexUsers(problem),
    mayGo: (vm: number) => fixed[vm] === 0,
    kindOf: kindReader(problem),
    weight: new Int32Array(problem.vms.count),
  }
  const left = ejectInto(context, placeless, effort * (STEPS + STEPS_PER_VM * placeless.length))
  giveBack(context)
  settle(fleet, left)
  const { slots } = fleet.table
  return { slots, bound: boundOf(survey, { violations: excessOf(fleet) + misplaced(problem, slots) }) }
}

/** Puts who still waits where it does least harm, or back home when nothing else may be opened. */
function settle(fleet: Fleet, waiting: readonly number[]): void {
  for (const vm of waiting) {
    const place = leastBadPlace(fleet, vm)
    const slot = place < 0 ? (fleet.problem.vms.home[vm] as number) : place
    if (slot >= 0) fleet.table.place(vm, slot)
  }
}
