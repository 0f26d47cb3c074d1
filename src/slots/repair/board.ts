import { type CountedCells, createLoadTable, type LoadTable } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import { createOccupants, type Occupants } from './occupants.js'

/** The plan under work: loads, who is where, what must not be touched, and which slots may be used at present. */
export interface Board {
  readonly problem: SlotProblem
  readonly table: LoadTable
  readonly occupants: Occupants
  /** 1: stays where it is. */
  readonly isFixed: Uint8Array
  /** 1: no VM may come to this slot (`slotBase[f] + s`). */
  readonly isClosed: Uint8Array
  /** Slots that the VM may have, ascending. */
  allowed(vm: number): Uint16Array
  /** VMs of a slot (`slotBase[f] + s`), in their order. */
  membersOf(at: number): number[]
  place(vm: number, slot: number): void
  remove(vm: number): void
  /** What was placed and removed since `mark()`; `undo(mark)` takes it back. */
  mark(): number
  undo(mark: number): void
}

/** Pinned VMs, and those with no slot allowed, are at home already; the others where `slots` says, or nowhere. */
export function createBoard(problem: SlotProblem, slots?: Int32Array | null, counted?: CountedCells): Board {
  const { vms } = problem
  const table = createLoadTable(problem, counted)
  const isFixed = new Uint8Array(vms.count)
  for (let vm = 0; vm < vms.count; vm += 1) {
    const home = vms.home[vm] as number
    const stays = vms.allowances[vms.allowance[vm] as number]?.length === 0 || (vms.pinned[vm] === 1 && home >= 0)
    isFixed[vm] = stays ? 1 : 0
    const slot = stays ? home : (slots?.[vm] ?? -1)
    if (slot >= 0) table.place(vm, slot)
  }
  return boardOf(problem, table, isFixed)
}

/** The plan that the table holds. */
export function boardOf(problem: SlotProblem, table: LoadTable, isFixed: Uint8Array): Board {
  const { vms } = problem
  const occupants = createOccupants(problem, table)
  // One entry for each change: the VM, and the slot that it left (-1 when it was placed).
  const log: number[] = []
  const put = (vm: number, slot: number) => {
    table.place(vm, slot)
    occupants.add(vm)
  }
  const take = (vm: number) => {
    occupants.drop(vm)
    table.remove(vm)
  }
  return {
    problem,
    table,
    occupants,
    isFixed,
    isClosed: new Uint8Array(table.counts.length),
    allowed: (vm) => vms.allowances[vms.allowance[vm] as number] as Uint16Array,
    membersOf(at) {
      const members: number[] = []
      for (let vm = occupants.firstVm[at] as number; vm >= 0; vm = occupants.nextVm[vm] as number) members.push(vm)
      return members.sort((a, b) => a - b)
    },
    place(vm, slot) {
      put(vm, slot)
      log.push(vm, -1)
    },
    remove(vm) {
      log.push(vm, table.slots[vm] as number)
      take(vm)
    },
    mark: () => log.length,
    undo(mark) {
      while (log.length > mark) {
        const slot = log.pop() as number
        const vm = log.pop() as number
        if (slot < 0) take(vm)
        else put(vm, slot)
      }
    },
  }
}
