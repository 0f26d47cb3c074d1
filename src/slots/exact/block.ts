import { groupBy } from '../../core/group.js'
import type { LoadTable } from '../load-table.js'
import { earlier } from '../load-table.js'
import type { Slot, SlotProblem } from '../problem.js'

/** VMs of one or more vaults that are planned together, with those that differ in nothing but their name merged. */
export interface Block {
  readonly problem: SlotProblem
  /** For messages. */
  readonly name: string
  readonly vaults: readonly number[]
  readonly types: readonly VmType[]
}

export interface VmType {
  readonly family: number
  /** Slots of the family that these VMs may have. */
  readonly slots: readonly number[]
  /** Slot in which they are not moved; -1 when home does not matter, or there is none. */
  readonly home: number
  /** Ticks; 0 when it does not matter. */
  readonly duration: number
  /** VMs of the problem. */
  readonly members: readonly number[]
  /** How much of which resource each of them uses. */
  readonly use: ReadonlyMap<number, number>
}

/** What else has to be equal for VMs to be merged. */
export interface MergeBy {
  readonly home?: boolean
  readonly duration?: boolean
}

/** VMs with a slot, by vault, and the slots of all VMs. */
export interface Placed {
  readonly slots: Int32Array
  readonly byVault: readonly (readonly number[])[]
}

export function placedByVault({ vms, vaults, families }: SlotProblem, slots: Int32Array): Placed {
  const byVault: number[][] = vaults.map(() => [])
  for (let vm = 0; vm < vms.count; vm++)
    if ((slots[vm] as number) >= 0) byVault[families[vms.family[vm] as number]?.vault as number]?.push(vm)
  return { slots, byVault }
}

/** Merges the VMs of the vaults that have a slot now. */
export function createBlock(problem: SlotProblem, vaults: readonly number[], from: Placed & MergeBy): Block {
  const members = vaults.flatMap((vault) => from.byVault[vault] ?? [])
  const merged = groupBy(members, (vm) => mergeKey(problem, vm, from))
  const name = vaults.map((vault) => problem.vaults[vault]?.name).join(' and ')
  return { problem, name, vaults, types: [...merged.values()].map((vms) => typeOf(problem, vms, from)) }
}

function mergeKey(problem: SlotProblem, vm: number, from: Placed & MergeBy): string {
  const { vms } = problem
  const fixed = fixedSlot(problem, vm, from.slots)
  const parts = [vms.family[vm], fixed ?? -1, fixed === undefined ? vms.allowance[vm] : -1]
  if (from.home) parts.push(vms.home[vm])
  if (from.duration) parts.push(vms.duration[vm])
  for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i++)
    parts.push(vms.use.resource[i], vms.use.amount[i])
  return parts.join(' ')
}

/** The only slot that a VM may have: a pinned one its home, one that has no allowed slot that in which it is. */
function fixedSlot({ vms }: SlotProblem, vm: number, slots: Int32Array): number | undefined {
  const [home, slot] = [vms.home[vm] as number, slots[vm] as number]
  if (vms.pinned[vm] === 1 && home >= 0) return home
  return vms.allowances[vms.allowance[vm] as number]?.includes(slot) ? undefined : slot
}

function typeOf(problem: SlotProblem, members: readonly number[], from: Placed & MergeBy): VmType {
  const { vms } = problem
  const vm = members[0] as number
  const fixed = fixedSlot(problem, vm, from.slots)
  const use = new Map<number, number>()
  for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i++)
    use.set(
      vms.use.resource[i] as number,
      (use.get(vms.use.resource[i] as number) ?? 0) + (vms.use.amount[i] as number),
    )
  return {
    family: vms.family[vm] as number,
    slots: fixed === undefined ? [...(vms.allowances[vms.allowance[vm] as number] ?? [])] : [fixed],
    home: from.home ? (vms.home[vm] as number) : -1,
    duration: from.duration ? (vms.duration[vm] as number) : 0,
    members,
    use,
  }
}

/** How much of a resource the block may use in a cell. */
export type Room = (resource: number, cell: number) => number

/** All of it: what holds when the rest of the world is left out, for bounds. */
export function wholeRoom({ resources }: SlotProblem): Room {
  return (resource) => resources[resource]?.capacity ?? 0
}

/**
 * What the others leave, and never less than the block uses now: a plan that breaks a limit may not break it more.
 * Read it while the table stands as it does now.
 */
export function roomLeft(block: Block, table: LoadTable): Room {
  const { resources, time } = block.problem
  const own = new Map<number, number>()
  for (const { members, use } of block.types)
    for (const vm of members) {
      const { starts } = slotOf(block.problem, vm, table.slots[vm] as number)
      for (const [resource, amount] of use)
        for (const cell of touched(starts, resources[resource]?.span ?? 1, time.ticks)) {
          const at = resource * table.cells + cell
          own.set(at, (own.get(at) ?? 0) + amount)
        }
    }
  return (resource, cell) => {
    const at = resource * table.cells + cell
    const mine = own.get(at) ?? 0
    return Math.max(mine, (resources[resource]?.capacity ?? 0) - (table.loads[at] as number) + mine)
  }
}

/** Cells in which a start counts, one entry for each time it does. */
export function touched(starts: Iterable<number>, span: number, ticks: number): number[] {
  return [...starts].flatMap((start) => Array.from({ length: span }, (_, back) => earlier(start, back, ticks)))
}

function slotOf({ families, vms }: SlotProblem, vm: number, slot: number): Slot {
  return families[vms.family[vm] as number]?.slots[slot] as Slot
}
