import type { SlotProblem } from '../problem.js'

/**
 * How hard a VM is to place: how full its resources will be if all who use them spread over as many cells as they may,
 * how much of a resource it takes at once, and how few slots it may have. Weights by experience.
 */
export function difficulties({ resources, vms, time }: SlotProblem): Float64Array {
  const { from, resource: used, amount: amounts } = vms.use
  const total = new Float64Array(resources.length)
  used.forEach((resource, i) => {
    total[resource] = (total[resource] as number) + (amounts[i] as number)
  })
  return Float64Array.from({ length: vms.count }, (_, vm) => {
    const choices = Math.max(1, vms.allowances[vms.allowance[vm] as number]?.length ?? 1)
    let fullest = 0
    let share = 0
    for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
      const resource = used[i] as number
      const capacity = resources[resource]?.capacity || 1
      fullest = Math.max(fullest, (total[resource] as number) / (capacity * Math.min(choices, time.ticks)))
      share = Math.max(share, (amounts[i] as number) / capacity)
    }
    return 3 * fullest + 2 * share + 6 / choices
  })
}
