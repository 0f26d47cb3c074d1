import type { Board } from './repair/board.js'
import { type EmptyOptions, emptySlots } from './repair/empty-slots.js'

/**
 * Closes slots whose VMs find room in the others of their family, those of the fewest VMs first. `bounds`: the fewest
 * slots of each family; who has no more is left alone.
 */
export function eliminate(board: Board, bounds: Int32Array, options: EmptyOptions): void {
  const { problem, table, isClosed } = board
  for (let family = 0; family < problem.families.length; family += 1) {
    const [base, end] = [table.slotBase[family] as number, table.slotBase[family + 1] as number]
    const used = Array.from({ length: end - base }, (_, i) => base + i).filter((at) => (table.counts[at] as number) > 0)
    used.sort((a, b) => (table.counts[a] as number) - (table.counts[b] as number) || a - b)
    let left = used.length
    for (const at of used) {
      if (left <= (bounds[family] as number)) break
      if (isClosed[at] === 0 && emptySlots(board, [at], options)) left -= 1
    }
  }
}
