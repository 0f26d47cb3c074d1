import type { SlotProblem } from '../problem.js'

/** The slots that a VM can have in any plan: its home alone when it is pinned, or when nothing is allowed. */
export function choicesOf({ vms }: SlotProblem, vm: number): ArrayLike<number> {
  const home = vms.home[vm] as number
  const allowed = vms.allowances[vms.allowance[vm] as number] as Uint16Array
  if (home >= 0 && (vms.pinned[vm] || allowed.length === 0)) return [home]
  return allowed
}
