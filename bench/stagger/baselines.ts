import { createLoadTable } from '../../src/slots/load-table.js'
import type { SlotProblem } from '../../src/slots/problem.js'

/** What people script today: the VMs of a family take turns at the slots that they may have. */
export function roundRobin({ families, vms }: SlotProblem): Int32Array {
  const turn = new Int32Array(families.length)
  return Int32Array.from({ length: vms.count }, (_, vm) => {
    const allowed = vms.allowances[vms.allowance[vm] as number] as Uint16Array
    const family = vms.family[vm] as number
    const at = turn[family] as number
    turn[family] = at + 1
    return allowed[at % allowed.length] ?? -1
  })
}

/** First fit in the order of the input; who fits nowhere stays without a slot. */
export function firstFit(problem: SlotProblem): Int32Array {
  const table = createLoadTable(problem)
  const { vms } = problem
  for (let vm = 0; vm < vms.count; vm += 1) {
    const allowed = vms.allowances[vms.allowance[vm] as number] as Uint16Array
    const slot = allowed.find((each) => table.fits(vm, each))
    if (slot !== undefined) table.place(vm, slot)
  }
  return table.slots
}
