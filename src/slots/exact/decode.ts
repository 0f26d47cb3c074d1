import type { LoadTable } from '../load-table.js'
import type { Block } from './block.js'
import type { GoalModel } from './goal.js'

/** The slots that VMs have now, as values of a model. */
export function encode(model: GoalModel, slots: Int32Array): Float64Array {
  const values = new Float64Array(model.builder.columnCount)
  model.block.types.forEach((type, t) => {
    for (const vm of type.members) {
      const column = model.places[t]?.[type.slots.indexOf(slots[vm] as number)]
      if (column !== undefined) values[column] = (values[column] as number) + 1
    }
  })
  model.complete(values)
  return values
}

/**
 * A slot for each VM of the block as the values of a model say. Of VMs that are the same, those stay where they are
 * that can; then those go home that can.
 */
export function decode(model: GoalModel, values: Float64Array, slots: Int32Array): Map<number, number> {
  const { home } = model.block.problem.vms
  const chosen = new Map<number, number>()
  model.block.types.forEach(({ members, slots: allowed }, t) => {
    const left = new Map(allowed.map((slot, i) => [slot, values[model.places[t]?.[i] ?? 0] ?? 0]))
    const take = (vm: number, slot: number | undefined) => {
      const free = slot === undefined ? 0 : (left.get(slot) ?? 0)
      if (chosen.has(vm) || slot === undefined || free < 1) return
      left.set(slot, free - 1)
      chosen.set(vm, slot)
    }
    for (const vm of members) take(vm, slots[vm])
    for (const vm of members) take(vm, home[vm])
    for (const vm of members)
      take(
        vm,
        allowed.find((slot) => (left.get(slot) ?? 0) >= 1),
      )
  })
  return chosen
}

/** Moves the VMs if that breaks no limit more than now; says whether it did. */
export function applyIfSound(table: LoadTable, block: Block, chosen: ReadonlyMap<number, number>): boolean {
  const vms = block.types.flatMap(({ members }) => members)
  if (vms.some((vm) => !chosen.has(vm))) return false
  const before = vms.map((vm) => table.slots[vm] as number)
  const overBefore = overload(table, block)
  place(table, vms, (_, i) => chosen.get(vms[i] as number) as number)
  if (overload(table, block) <= overBefore) return true
  place(table, vms, (_, i) => before[i] as number)
  return false
}

/** Puts VMs where a plan has them; -1: nowhere. */
export function replan(table: LoadTable, slots: Int32Array): void {
  slots.forEach((slot, vm) => {
    if (slot === table.slots[vm]) return
    if ((table.slots[vm] as number) >= 0) table.remove(vm)
    if (slot >= 0) table.place(vm, slot)
  })
}

function place(table: LoadTable, vms: readonly number[], slotOf: (vm: number, i: number) => number): void {
  for (const vm of vms) table.remove(vm)
  for (const [i, vm] of vms.entries()) table.place(vm, slotOf(vm, i))
}

/** Starts above what the block's resources and slots hold, and policies above what its vaults may have. */
export function overload(table: LoadTable, { problem, types, vaults }: Block): number {
  let over = 0
  for (const resource of new Set(types.flatMap(({ use }) => [...use.keys()]))) {
    const capacity = problem.resources[resource]?.capacity ?? 0
    for (let cell = 0; cell < table.cells; cell++)
      over += Math.max(0, (table.loads[resource * table.cells + cell] as number) - capacity)
  }
  const made = new Map<number, number>()
  for (const [family, { vault, slots }] of problem.families.entries()) {
    if (!vaults.includes(vault)) continue
    for (const [slot, { capacity, policies }] of slots.entries()) {
      const count = table.counts[(table.slotBase[family] as number) + slot] as number
      over += Math.max(0, count - capacity)
      if (count > 0 && policies === 0) made.set(vault, (made.get(vault) ?? 0) + 1)
    }
  }
  for (const [vault, count] of made) over += Math.max(0, count - (problem.vaults[vault]?.newPolicies ?? 0))
  return over
}
