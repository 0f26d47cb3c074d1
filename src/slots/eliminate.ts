import { bestFit } from './construct/best-fit.js'
import type { Board } from './repair/board.js'
import type { Repair } from './repair/repair.js'

export interface EliminateInput {
  readonly repair: Repair
  /** Fewest slots by family: who has no more is left alone. */
  readonly bounds: Int32Array
  /** Repair steps for each VM of the slot to be emptied. */
  readonly stepsPerVm: number
}

/**
 * Empties slots into the others of their family, those of the fewest VMs first, and closes them. VMs for which the others
 * have no room find some by ejection chains; where that fails, all is as it was.
 */
export function eliminate(board: Board, { repair, bounds, stepsPerVm }: EliminateInput): void {
  const { problem, table, isClosed } = board
  for (let family = 0; family < problem.families.length; family += 1) {
    const [base, end] = [table.slotBase[family] as number, table.slotBase[family + 1] as number]
    const used = Array.from({ length: end - base }, (_, i) => base + i).filter((at) => (table.counts[at] as number) > 0)
    used.sort((a, b) => (table.counts[a] as number) - (table.counts[b] as number) || a - b)
    let left = used.length
    for (const at of used) {
      if (left <= (bounds[family] as number)) break
      if (isClosed[at] === 1 || !close(board, { at, repair, stepsPerVm })) continue
      left -= 1
    }
  }
}

function close(board: Board, { at, repair, stepsPerVm }: { at: number; repair: Repair; stepsPerVm: number }): boolean {
  const members = membersOf(board, at)
  if (members.some((vm) => board.isFixed[vm] === 1)) return false
  const mark = board.mark()
  board.isClosed[at] = 1
  for (const vm of members) board.remove(vm)
  const left = bestFit(board, members)
  if (left.length === 0 || repair(left, stepsPerVm * members.length).length === 0) return true
  board.undo(mark)
  board.isClosed[at] = 0
  return false
}

/** VMs of a slot, in their order. */
function membersOf({ occupants }: Board, at: number): number[] {
  const members: number[] = []
  for (let vm = occupants.firstVm[at] as number; vm >= 0; vm = occupants.nextVm[vm] as number) members.push(vm)
  return members.sort((a, b) => a - b)
}
