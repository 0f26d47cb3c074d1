import type { Board } from './repair/board.js'
import { emptySlots } from './repair/empty-slots.js'
import type { Repair } from './repair/repair.js'

export interface EliminateOptions {
  readonly repair: Repair
  /** Fewest slots of each family; who has no more is left alone. */
  readonly bounds: Int32Array
  readonly effort: number
}

/** Repair steps for each VM of a slot. */
const STEPS = 5

/** Closes slots whose VMs find room in the others of their family, those of the fewest VMs first. */
export function eliminate(board: Board, { repair, bounds, effort }: EliminateOptions): void {
  const { problem, table, isClosed } = board
  const stepsPerVm = Math.ceil(STEPS * effort)
  for (let family = 0; family < problem.families.length; family += 1) {
    const [base, end] = [table.slotBase[family] as number, table.slotBase[family + 1] as number]
    const used: number[] = []
    for (let at = base; at < end; at += 1) if ((table.counts[at] as number) > 0) used.push(at)
    let left = used.length
    if (left <= (bounds[family] as number)) continue
    used.sort((a, b) => (table.counts[a] as number) - (table.counts[b] as number) || a - b)
    for (const at of used) {
      if (left <= (bounds[family] as number)) break
      if (isClosed[at] === 0 && emptySlots(board, [at], { repair, stepsPerVm })) left -= 1
    }
  }
}
