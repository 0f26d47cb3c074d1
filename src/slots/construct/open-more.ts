import type { Board } from '../repair/board.js'
import { bestFit } from './best-fit.js'

/** Opens slots for VMs that fit in no open one: again and again the one that most VMs of the family fit. Returns the rest. */
export function openMore(board: Board, machines: readonly number[]): number[] {
  const { family } = board.problem.vms
  const byFamily = new Map<number, number[]>()
  for (const vm of machines) {
    const list = byFamily.get(family[vm] as number) ?? []
    byFamily.set(family[vm] as number, list)
    list.push(vm)
  }
  return [...byFamily].flatMap(([each, list]) => openForFamily(board, each, list))
}

function openForFamily(board: Board, family: number, machines: readonly number[]): number[] {
  const { isClosed, table } = board
  const base = table.slotBase[family] as number
  let left = machines
  for (;;) {
    const fitting = new Map<number, number>()
    for (const vm of left) {
      for (const slot of board.allowed(vm)) {
        if (isClosed[base + slot] === 1 && table.fits(vm, slot)) fitting.set(slot, (fitting.get(slot) ?? 0) + 1)
      }
    }
    const [best] = [...fitting].sort((a, b) => b[1] - a[1] || a[0] - b[0])
    if (best === undefined) return [...left]
    isClosed[base + best[0]] = 0
    left = bestFit(board, left)
  }
}
