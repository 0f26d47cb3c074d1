import type { Board } from '../repair/board.js'

/**
 * Places VMs, in the order given, in the open slot where their resources are least busy: disks of an account spread over
 * the starts, so that VMs of many disks still find room. Returns those that fit in none.
 */
export function bestFit(board: Board, order: Iterable<number>): number[] {
  const { table, isClosed, problem } = board
  const left: number[] = []
  for (const vm of order) {
    const base = table.slotBase[problem.vms.family[vm] as number] as number
    let best = -1
    let lowest = Number.POSITIVE_INFINITY
    for (const slot of board.allowed(vm)) {
      if (isClosed[base + slot] === 1 || !table.fits(vm, slot)) continue
      const pressure = pressureOf(board, vm, slot)
      if (pressure >= lowest) continue
      best = slot
      lowest = pressure
    }
    if (best < 0) left.push(vm)
    else board.place(vm, best)
  }
  return left
}

/** How full the VM's resources are there, the fuller the heavier: the sum of the squares of their shares. */
function pressureOf({ problem: { vms, resources }, table }: Board, vm: number, slot: number): number {
  const { from, resource: used } = vms.use
  const { startCells, loads, cells } = table
  const at = (table.slotBase[vms.family[vm] as number] as number) + slot
  const pattern = startCells.patternOf[at] as number
  let pressure = 0
  for (let i = from[vm] as number, end = from[vm + 1] as number; i < end; i += 1) {
    const resource = used[i] as number
    const list = (startCells.listBase[resource] as number) + pattern
    const cell = startCells.cells[startCells.from[list] as number] as number
    const share = (loads[resource * cells + cell] as number) / (resources[resource]?.capacity || 1)
    pressure += share * share
  }
  return pressure
}
