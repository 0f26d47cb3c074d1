import type { SlotProblem } from '../problem.js'

/** Numbers VMs of one kind alike: they may have the same slots, and use the same. Worked out for those that are asked for. */
export function kindReader({ vms }: SlotProblem): (vm: number) => number {
  const kinds = new Int32Array(vms.count).fill(-1)
  const known = new Map<string, number>()
  const { from, resource, amount } = vms.use
  const read = (vm: number) => {
    let key = `${vms.family[vm]} ${vms.allowance[vm]}`
    for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) key += ` ${resource[i]}:${amount[i]}`
    const kind = known.get(key) ?? known.size
    known.set(key, kind)
    return kind
  }
  return (vm) => {
    if (kinds[vm] === -1) kinds[vm] = read(vm)
    return kinds[vm] as number
  }
}
