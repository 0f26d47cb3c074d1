import type { SlotProblem } from '../problem.js'
import { createFleet, type Fleet } from './fleet.js'
import { allowedSlots, isFixed, isForced } from './standing.js'

/** A fleet in which all VMs are where they have to be or would best stay. */
export interface Homecoming {
  readonly fleet: Fleet
  /** VMs whose home is outside their windows: each is a move in every plan. */
  readonly forced: number
  /** VMs that have to be given a slot: forced or new, with more than one to choose from. */
  readonly waiting: readonly number[]
  /** 1: the VM is at home, and may leave it. */
  readonly mayLeave: Uint8Array
}

/** Everybody home. Who has to leave and can go to one slot only, is there already. */
export function bringHome(problem: SlotProblem): Homecoming {
  const fleet = createFleet(problem)
  const mayLeave = new Uint8Array(problem.vms.count)
  const waiting: number[] = []
  let forced = 0
  for (let vm = 0; vm < problem.vms.count; vm += 1) {
    const home = problem.vms.home[vm] as number
    const isSettled = home >= 0 && !isForced(problem, vm)
    if (home >= 0 && !isSettled) forced += 1
    if (isSettled) {
      fleet.table.place(vm, home)
      mayLeave[vm] = isFixed(problem, vm) ? 0 : 1
    } else if (allowedSlots(problem, vm).length === 1) fleet.table.place(vm, allowedSlots(problem, vm)[0] as number)
    else if (!isFixed(problem, vm)) waiting.push(vm)
  }
  return { fleet, forced, waiting, mayLeave }
}
