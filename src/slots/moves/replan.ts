import { sortByHope } from '../bounds/hopeless.js'
import { misplaced } from '../measure.js'
import type { SlotProblem } from '../problem.js'
import { boardOf } from '../repair/board.js'
import { createRepair } from '../repair/repair.js'
import { boundOf, type MovesBound } from './bound.js'
import type { Fleet } from './fleet.js'
import { giveBack } from './give-back.js'
import { peel } from './peel.js'
import { findPlace, leastBadPlace, placeHardestFirst } from './places.js'
import { isFixed } from './standing.js'
import { type Survey, surveyHomes } from './survey.js'
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
  /** What was wrong when everybody was at home. */
  readonly survey: Omit<Survey, 'fleet'>
}

/** How much dearer a VM is to send away that is at home: it becomes a move. */
const HOMESICKNESS = 4
const STEPS = 400
const STEPS_PER_VM = 20

/**
 * The nearest plan without violation: everybody stays home who can. VMs leave limits that do not hold; they and those
 * that have to be given a slot get a place; who finds none ejects others; and who fits at home again goes back. New
 * policies are made only where no existing one will do, and never more than a vault may have.
 */
export function replan(problem: SlotProblem, { seed, effort = 1 }: ReplanOptions): Replan {
  const survey = surveyHomes(problem)
  const { fleet, ...found } = survey
  const leaving = peel(survey)
  const placeless = placeHardestFirst(fleet, [...found.waiting, ...leaving])
  const fixed = Uint8Array.from({ length: problem.vms.count }, (_, vm) => (isFixed(problem, vm) ? 1 : 0))
  const board = boardOf(problem, fleet.table, fixed)
  const repair = createRepair(board, { seed, homesickness: HOMESICKNESS, findPlace: (vm) => findPlace(fleet, vm) })
  const { hopeful, hopeless } = sortByHope(problem, placeless)
  const left = repair(hopeful, effort * (STEPS + STEPS_PER_VM * hopeful.length))
  giveBack(fleet, board)
  settle(fleet, [...left, ...hopeless])
  const { slots } = fleet.table
  return { slots, bound: boundOf(survey, { violations: excessOf(fleet) + misplaced(problem, slots) }), survey: found }
}

/** Puts who still waits where it does least harm, or back home when nothing else may be opened. */
function settle(fleet: Fleet, waiting: readonly number[]): void {
  for (const vm of waiting) {
    const place = leastBadPlace(fleet, vm)
    const slot = place < 0 ? (fleet.problem.vms.home[vm] as number) : place
    if (slot >= 0) fleet.table.place(vm, slot)
  }
}
