import type { SlotProblem } from '../problem.js'
import { createHallCheck, type Shortage } from './hall.js'

/** VMs that wait for a place, by whether a search for one can be of use, each in their order. */
export interface Hope {
  readonly hopeful: readonly number[]
  readonly hopeless: readonly number[]
}

/**
 * What a limit is short of in every plan is made up of those who wait, as far as they go: no search has to look for their
 * room. Those of much use go first, since then fewer are given up.
 */
export function sortByHope(problem: SlotProblem, waiting: readonly number[]): Hope {
  const { from, resource } = problem.vms.use
  const waitingFor = new Map<number, number[]>()
  for (const vm of waiting) {
    for (const r of resource.subarray(from[vm], from[vm + 1])) {
      const list = waitingFor.get(r)
      if (list) list.push(vm)
      else waitingFor.set(r, [vm])
    }
  }
  const given = new Set<number>()
  const shortagesOf = createHallCheck(problem, [...waitingFor.keys()])
  for (const [r, vms] of waitingFor) for (const shortage of shortagesOf(r)) giveUp(vms, shortage, given)
  return { hopeful: waiting.filter((vm) => !given.has(vm)), hopeless: waiting.filter((vm) => given.has(vm)) }
}

function giveUp(waiting: readonly number[], { confined, excess }: Shortage, given: Set<number>): void {
  const theirs = waiting.map((vm) => ({ vm, load: confined.get(vm) ?? 0 })).filter(({ load }) => load > 0)
  let rest = theirs.reduce((sum, { vm, load }) => sum - (given.has(vm) ? load : 0), excess)
  theirs.sort((a, b) => b.load - a.load || a.vm - b.vm)
  for (const { vm, load } of theirs) {
    if (load > rest || given.has(vm)) continue
    given.add(vm)
    rest -= load
  }
}
