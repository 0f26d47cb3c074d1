import type { Board } from './repair/board.js'
import { emptySlots } from './repair/empty-slots.js'
import type { Repair } from './repair/repair.js'

export interface EliminateOptions {
  readonly repair: Repair
  /** Fewest slots of each family; who has no more is left alone. */
  readonly bounds: Int32Array
  readonly effort: number
}

/** Repair steps for each VM of a slot: a quick look at all slots, then a longer one within an allowance for each VM of the problem. */
const STEPS = { quick: 5, long: 50, allowance: 2 }

/** Closes slots whose VMs find room in the others of their family, those of the fewest VMs first. */
export function eliminate(board: Board, { repair, bounds, effort }: EliminateOptions): void {
  let allowance = board.problem.vms.count * STEPS.allowance * effort
  const close = (stepsPerVm: number) => (at: number) =>
    emptySlots(board, [at], { repair, stepsPerVm: Math.ceil(stepsPerVm * effort) })
  closeSlots(board, bounds, close(STEPS.quick))
  closeSlots(board, bounds, (at) => {
    allowance -= (board.table.counts[at] as number) * STEPS.long * effort
    return allowance >= 0 && close(STEPS.long)(at)
  })
}

function closeSlots({ problem, table, isClosed }: Board, bounds: Int32Array, close: (at: number) => boolean): void {
  for (let family = 0; family < problem.families.length; family += 1) {
    const [base, end] = [table.slotBase[family] as number, table.slotBase[family + 1] as number]
    const used: number[] = []
    for (let at = base; at < end; at += 1) if ((table.counts[at] as number) > 0) used.push(at)
    let left = used.length
    if (left <= (bounds[family] as number)) continue
    used.sort((a, b) => (table.counts[a] as number) - (table.counts[b] as number) || a - b)
    for (const at of used) {
      if (left <= (bounds[family] as number)) break
      if (isClosed[at] === 0 && close(at)) left -= 1
    }
  }
}
