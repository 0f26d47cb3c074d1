import type { Board } from '../repair/board.js'
import type { Filling } from './filling.js'

export interface OpenBestInput {
  readonly filling: Filling
  readonly family: number
  /** Not placed; those first that are hard to place. */
  readonly vms: readonly number[]
  /** Most slots to open. */
  readonly most: number
  /** What a slot that takes one VM is worth; 1 when absent. */
  readonly taste?: () => number
}

/** Opens the closed slot that takes most of the VMs and fills it, again and again. */
export function openBest(board: Board, input: OpenBestInput) {
  const { filling, family, vms, most, taste = () => 1 } = input
  const { slotBase } = board.table
  const base = slotBase[family] as number
  const opened: number[] = []
  const slots = slotsFor(board, vms)
  let left = vms
  while (left.length > 0 && opened.length < most) {
    let best = -1
    let bestWorth = 0
    for (const slot of slots) {
      if (board.isClosed[base + slot] === 0) continue
      const factor = taste()
      const worth = filling.count({ family, slot }, left, bestWorth / factor) * factor
      if (worth <= bestWorth) continue
      best = slot
      bestWorth = worth
    }
    if (best < 0) break
    board.isClosed[base + best] = 0
    opened.push(base + best)
    left = filling.fill({ family, slot: best }, left)
  }
  return { opened, left }
}

/** Slots that any of the VMs may have, ascending. */
export function slotsFor({ problem }: Board, vms: readonly number[]): number[] {
  const { allowance, allowances, family } = problem.vms
  const has = new Uint8Array(problem.families[family[vms[0] ?? 0] as number]?.slots.length ?? 0)
  const seen = new Set<number>()
  for (const vm of vms) {
    const list = allowance[vm] as number
    if (seen.has(list)) continue
    seen.add(list)
    for (const slot of allowances[list] as Uint16Array) has[slot] = 1
  }
  const slots: number[] = []
  for (let slot = 0; slot < has.length; slot += 1) if (has[slot] === 1) slots.push(slot)
  return slots
}
