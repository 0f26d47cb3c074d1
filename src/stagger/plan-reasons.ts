import type { CompiledPart } from '../slots/compile-part.js'
import { createLoadTable, type LoadTable } from '../slots/load-table.js'
import type { Objective } from '../slots/objective.js'
import type { SlotProblem } from '../slots/problem.js'

const BY_OBJECTIVE: Readonly<Record<Objective, string>> = {
  'least-moves': 'makes room for others',
  'fewest-policies': 'so that fewer policies are needed',
  'lowest-peak': 'so that fewer backups run at the same time',
  'shortest-night': 'so that the night is shorter',
}

/** Tells why a VM leaves its slot, by the estate as it is. */
export function createReasons(part: CompiledPart, objective: Objective): (vm: number) => string {
  const { problem } = part
  const table = createLoadTable(problem)
  problem.vms.home.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  return (vm) => {
    const slot = problem.vms.home[vm] as number
    if (slot < 0) return 'has no policy yet'
    const words = part.families[problem.vms.family[vm] as number]?.slotAt(slot)
    const allowed = problem.vms.allowances[problem.vms.allowance[vm] as number]
    if (!allowed?.includes(slot)) return `${words?.time} lies outside of its window`
    return crowdedPlace(problem, table, { vm, slot, time: words?.time ?? '' }) ?? BY_OBJECTIVE[objective]
  }
}

function crowdedPlace(
  problem: SlotProblem,
  { loads, cells, startCells, counts, slotBase }: LoadTable,
  { vm, slot, time }: { readonly vm: number; readonly slot: number; readonly time: string },
): string | undefined {
  const { vms, resources, families } = problem
  const family = vms.family[vm] as number
  const at = (slotBase[family] as number) + slot
  const { listBase, patternOf, from, cells: listCells } = startCells
  for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
    const r = vms.use.resource[i] as number
    const { name, kind, capacity } = resources[r] as SlotProblem['resources'][number]
    const list = (listBase[r] as number) + (patternOf[at] as number)
    let most = 0
    for (let j = from[list] as number; j < (from[list + 1] as number); j += 1) {
      most = Math.max(most, loads[r * cells + (listCells[j] as number)] as number)
    }
    const what = kind === 'disks' ? 'disks' : 'VMs'
    if (most > capacity) return `${most} ${what} of ${name} start at ${time}, at most ${capacity} may`
  }
  const capacity = families[family]?.slots[slot]?.capacity ?? 0
  const count = counts[at] as number
  return count > capacity ? `${count} VMs have the policy of ${time}, at most ${capacity} may` : undefined
}
