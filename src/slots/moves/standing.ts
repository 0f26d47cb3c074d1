import type { SlotProblem } from '../problem.js'

/** Slots that the VM may have; the empty list when no window fits. */
export function allowedSlots({ vms }: SlotProblem, vm: number): Uint16Array {
  return vms.allowances[vms.allowance[vm] as number] as Uint16Array
}

/** Whether the VM stays where it is: pinned there, or without any other place to go. */
export function isFixed(problem: SlotProblem, vm: number): boolean {
  const home = problem.vms.home[vm] as number
  if (home < 0) return allowedSlots(problem, vm).length === 0
  if (problem.vms.pinned[vm]) return true
  const allowed = allowedSlots(problem, vm)
  return allowed.length === 0 || (allowed.length === 1 && allowed[0] === home)
}

/** Whether the VM has to leave its home: the home is outside its windows, and there is another place. */
export function isForced(problem: SlotProblem, vm: number): boolean {
  const home = problem.vms.home[vm] as number
  return home >= 0 && !isFixed(problem, vm) && !allowedSlots(problem, vm).includes(home)
}

/** All that the VM uses: VMs and disks together. */
export function sizeOf({ vms }: SlotProblem, vm: number): number {
  const { from, amount } = vms.use
  let size = 0
  for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) size += amount[i] as number
  return size
}
