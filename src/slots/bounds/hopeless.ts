import type { SlotProblem } from '../problem.js'
import { createHallCheck, type HallCheck, type Shortage } from './hall.js'

/** VMs that wait for a place, by whether a search for one can be of use, each in their order. */
export interface Hope {
  readonly hopeful: readonly number[]
  readonly hopeless: readonly number[]
}

/** Resources that the VMs use. */
export function usedBy({ vms: { use } }: SlotProblem, machines: readonly number[]): number[] {
  const used = new Set<number>()
  for (const vm of machines)
    for (let i = use.from[vm] as number; i < (use.from[vm + 1] as number); i += 1) used.add(use.resource[i] as number)
  return [...used]
}

/**
 * What a limit is short of in every plan is made up of those who wait, as far as they go: no search has to look for their
 * room. Those of much use go first, since then fewer are given up.
 */
export function sortByHope(
  problem: SlotProblem,
  waiting: readonly number[],
  shortagesOf: HallCheck = createHallCheck(problem, usedBy(problem, waiting)),
): Hope {
  const given = new Set<number>()
  const isWaiting = new Set(waiting)
  for (const r of usedBy(problem, waiting)) for (const shortage of shortagesOf(r)) giveUp(isWaiting, shortage, given)
  return { hopeful: waiting.filter((vm) => !given.has(vm)), hopeless: waiting.filter((vm) => given.has(vm)) }
}

function giveUp(isWaiting: ReadonlySet<number>, { confined, excess }: Shortage, given: Set<number>): void {
  const theirs = [...confined].filter(([vm]) => isWaiting.has(vm))
  let rest = theirs.reduce((sum, [vm, load]) => sum - (given.has(vm) ? load : 0), excess)
  theirs.sort(([vmA, a], [vmB, b]) => b - a || vmA - vmB)
  for (const [vm, load] of theirs) {
    if (load > rest || given.has(vm)) continue
    given.add(vm)
    rest -= load
  }
}
