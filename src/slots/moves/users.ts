import type { SlotProblem } from '../problem.js'

/** Which VMs use each resource: `vm[i]` uses resource r by `amount[i]` for i from `from[r]` to before `from[r + 1]`. */
export interface ResourceUsers {
  readonly from: Int32Array
  readonly vm: Int32Array
  readonly amount: Int32Array
}

/** The uses of a problem by resource instead of by VM. */
export function indexUsers({ resources, vms }: SlotProblem): ResourceUsers {
  const { use } = vms
  const from = new Int32Array(resources.length + 1)
  const uses = use.from[vms.count] as number
  for (let i = 0; i < uses; i += 1) {
    const above = (use.resource[i] as number) + 1
    from[above] = (from[above] as number) + 1
  }
  for (let r = 0; r < resources.length; r += 1) from[r + 1] = (from[r + 1] as number) + (from[r] as number)
  const next = from.slice()
  const vm = new Int32Array(uses)
  const amount = new Int32Array(uses)
  for (let v = 0; v < vms.count; v += 1) {
    for (let i = use.from[v] as number; i < (use.from[v + 1] as number); i += 1) {
      const r = use.resource[i] as number
      const at = next[r] as number
      next[r] = at + 1
      vm[at] = v
      amount[at] = use.amount[i] as number
    }
  }
  return { from, vm, amount }
}
