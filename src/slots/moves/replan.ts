import type { SlotProblem } from '../problem.js'
import { ejectInto } from './eject.js'
import { giveBack } from './give-back.js'
import { bringHome } from './homecoming.js'
import { peel } from './peel.js'
import { leastBadPlace, placeHardestFirst } from './places.js'
import { isFixed } from './standing.js'
import { indexUsers } from './users.js'

export interface ReplanOptions {
  readonly seed: number
  /** How long to search, as a factor of the usual number of steps. */
  readonly effort?: number
}

const STEPS = 400
const STEPS_PER_VM = 20

/**
 * The nearest plan without violation: everybody stays home who can. VMs that have to be given a slot get one, limits
 * that do not hold are peeled, who found no place ejects others, and who fits at home again goes back. New policies are
 * made only where no existing one will do, and never more than a vault may have.
 */
export function replan(problem: SlotProblem, { effort = 1 }: ReplanOptions): { slots: Int32Array } {
  const { fleet, waiting, mayLeave } = bringHome(problem)
  const users = indexUsers(problem)
  const leaving = peel(fleet, users, mayLeave)
  const placeless = placeHardestFirst(fleet, [...waiting, ...leaving])
  const mayGo = Uint8Array.from({ length: problem.vms.count }, (_, vm) => (isFixed(problem, vm) ? 0 : 1))
  const context = { fleet, users, mayGo, weight: new Map<number, number>() }
  const left = ejectInto(fleet, placeless, { users, mayGo, steps: effort * (STEPS + STEPS_PER_VM * placeless.length) })
  giveBack(context)
  for (const vm of left) {
    const place = leastBadPlace(fleet, vm)
    if (place >= 0) fleet.table.place(vm, place)
    else if ((problem.vms.home[vm] as number) >= 0) fleet.table.place(vm, problem.vms.home[vm] as number)
  }
  return { slots: fleet.table.slots }
}
