import { createLoadTable, type LoadTable } from './load-table.js'
import type { Level } from './objective.js'
import { peakOf } from './peak/peak-of.js'
import type { SlotProblem } from './problem.js'

/** What a plan achieves at each level, in the units of {@link Level}. */
export function measureSlots(problem: SlotProblem, slots: Int32Array): Record<Level, number> {
  const table = createLoadTable(problem)
  slots.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  return {
    violations: overloadOf(problem, table) + misplaced(problem, slots),
    moves: movesOf(problem, slots),
    policies: table.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
    peak: peakOf(problem, slots),
    night: nightOf(problem, slots),
  }
}

/** Units over the capacity of resources, and VMs over that of slots. */
function overloadOf({ resources, families }: SlotProblem, { loads, cells, counts, slotBase }: LoadTable): number {
  let over = 0
  resources.forEach(({ capacity }, r) => {
    for (let c = r * cells; c < (r + 1) * cells; c += 1) over += Math.max(0, (loads[c] as number) - capacity)
  })
  families.forEach(({ slots }, f) => {
    const base = slotBase[f] as number
    slots.forEach(({ capacity }, s) => {
      over += Math.max(0, (counts[base + s] as number) - capacity)
    })
  })
  return over
}

/** VMs without a slot that they may have, although there are such. */
export function misplaced(problem: SlotProblem, slots: Int32Array): number {
  return slots.reduce((sum, slot, vm) => sum + (isMisplaced(problem, vm, slot) ? 1 : 0), 0)
}

export function isMisplaced({ vms }: SlotProblem, vm: number, slot: number): boolean {
  const allowed = vms.allowances[vms.allowance[vm] as number] as Uint16Array
  const stays = vms.pinned[vm] === 1 && slot >= 0 && slot === vms.home[vm]
  return allowed.length > 0 && !stays && !allowed.includes(slot)
}

function movesOf({ vms }: SlotProblem, slots: Int32Array): number {
  return slots.reduce((sum, slot, vm) => sum + ((vms.home[vm] as number) >= 0 && slot !== vms.home[vm] ? 1 : 0), 0)
}

/** Half hours from the first to the last start of the night, summed over vaults. */
export function nightOf({ vaults, families, vms }: SlotProblem, slots: Int32Array): number {
  const first = new Int32Array(vaults.length).fill(-1)
  const last = new Int32Array(vaults.length).fill(-1)
  for (let vm = 0; vm < vms.count; vm += 1) {
    const family = families[vms.family[vm] as number]
    const rank = family?.slots[slots[vm] as number]?.rank
    if (family === undefined || rank === undefined) continue
    const { vault } = family
    if (last[vault] === -1 || rank < (first[vault] as number)) first[vault] = rank
    if (rank > (last[vault] as number)) last[vault] = rank
  }
  return last.reduce((sum, rank, vault) => sum + rank - (first[vault] as number), 0)
}
