import { bestFit } from '../construct/best-fit.js'
import type { Board } from './board.js'
import type { Repair } from './repair.js'

export interface EmptyOptions {
  readonly repair: Repair
  /** Repair steps for each VM that has to leave. */
  readonly stepsPerVm: number
}

/**
 * Moves the VMs of slots (`slotBase[f] + s`) into others that are open, and closes these. VMs for which there is no room
 * find some by ejection chains; where that fails, all is as it was, and the answer is false.
 */
export function emptySlots(board: Board, slots: readonly number[], { repair, stepsPerVm }: EmptyOptions): boolean {
  const members = slots.flatMap((at) => board.membersOf(at))
  if (members.some((vm) => board.isFixed[vm] === 1)) return false
  const mark = board.mark()
  for (const at of slots) board.isClosed[at] = 1
  for (const vm of members) board.remove(vm)
  const left = bestFit(board, members)
  if (left.length === 0 || repair(left, stepsPerVm * members.length).length === 0) return true
  board.undo(mark)
  for (const at of slots) board.isClosed[at] = 0
  return false
}

/** Nobody comes to slots that are not in use. */
export function closeUnused({ table, isClosed }: Board): void {
  table.counts.forEach((count, at) => {
    isClosed[at] = count > 0 ? 0 : 1
  })
}
