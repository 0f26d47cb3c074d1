import type { Board } from './board.js'
import { type Bin, LARGEST_BIN, splitInTwo } from './split.js'

/** Makes room for a VM by packing two slots anew: disks that are free in both are of use in one. */
export interface PairPacking {
  /**
   * Places the VM, which fits nowhere, in the first pair of slots that takes it, beginning with the slot at this fraction
   * of all. A VM of fewer disks may have to leave: its index, or NOBODY. Null when no pair takes the VM.
   */
  insert(vm: number, fraction: number): number | null
}

export const NOBODY = -1

/** A slot as the VMs of one kind see it: what it holds of them, and could. */
interface Share extends Bin {
  readonly slot: number
  readonly members: readonly number[]
  /** Disks of the members. */
  readonly load: number
}

/**
 * VMs are of one kind when they have the same windows and limits and differ only in their disks on one account; only
 * these trade places.
 */
export function createPairPacking(board: Board): PairPacking {
  const { problem, table, occupants, isFixed, isClosed } = board
  const { vms, resources } = problem
  const { from, resource: used, amount } = vms.use
  const { startCells, loads, cells, slotBase } = table
  const firstUse = (vm: number) => from[vm] as number
  const lastUse = (vm: number) => (from[vm + 1] as number) - 1
  const disksOf = (vm: number) => amount[lastUse(vm)] as number

  const isPlain = (vm: number) => {
    const last = lastUse(vm)
    if (last < firstUse(vm) || resources[used[last] as number]?.kind !== 'disks' || disksOf(vm) > LARGEST_BIN)
      return false
    for (let i = firstUse(vm); i < last; i += 1) {
      if (amount[i] !== 1 || resources[used[i] as number]?.span !== 1) return false
    }
    return true
  }

  const isAkin = (vm: number, other: number) => {
    const shift = firstUse(other) - firstUse(vm)
    if (lastUse(vm) + shift !== lastUse(other) || vms.allowance[vm] !== vms.allowance[other]) return false
    for (let i = firstUse(vm); i <= lastUse(vm); i += 1) if (used[i] !== used[i + shift]) return false
    return isPlain(other)
  }

  /** What is left of the resource in the busiest of the slot's cells. */
  const roomAt = (resource: number, at: number) => {
    const list = (startCells.listBase[resource] as number) + (startCells.patternOf[at] as number)
    let busiest = 0
    for (let j = startCells.from[list] as number; j < (startCells.from[list + 1] as number); j += 1) {
      busiest = Math.max(busiest, loads[resource * cells + (startCells.cells[j] as number)] as number)
    }
    return (resources[resource]?.capacity as number) - busiest
  }

  const shareOf = (vm: number, slot: number): Share => {
    const at = (slotBase[vms.family[vm] as number] as number) + slot
    const members: number[] = []
    let load = 0
    for (let other = occupants.firstVm[at] as number; other >= 0; other = occupants.nextVm[other] as number) {
      if (isFixed[other] === 1 || !isAkin(vm, other)) continue
      members.push(other)
      load += disksOf(other)
    }
    let places = Number.POSITIVE_INFINITY
    for (let i = firstUse(vm); i < lastUse(vm); i += 1) places = Math.min(places, roomAt(used[i] as number, at))
    const size = Math.min(load + roomAt(used[lastUse(vm)] as number, at), LARGEST_BIN)
    return { slot, members, load, size, count: members.length + places }
  }

  /** Who may leave so that the disks of the others fit: of each number of disks one VM, of fewer than the VM has. */
  const leaversOf = (vm: number, pool: readonly number[], missing: number) => {
    const bySize = new Map<number, number>()
    for (const each of pool) {
      if (disksOf(each) >= missing && disksOf(each) < disksOf(vm)) bySize.set(disksOf(each), each)
    }
    const leavers = [...bySize].sort(([a], [b]) => a - b).map(([, each]) => each)
    return missing > 0 ? leavers : [NOBODY, ...leavers]
  }

  /** Slots may share cells, and policies may be full: where the VMs do not fit after all, nothing has changed. */
  const deal = (shares: readonly [Share, Share], machines: readonly number[], isFirst: (i: number) => boolean) => {
    const mark = board.mark()
    for (const { members } of shares) for (const vm of members) board.remove(vm)
    for (const [i, vm] of machines.entries()) {
      const { slot } = shares[isFirst(i) ? 0 : 1]
      if (!table.fits(vm, slot)) {
        board.undo(mark)
        return false
      }
      board.place(vm, slot)
    }
    return true
  }

  const insertInto = (vm: number, one: Share, other: Share): number | null => {
    const missing = one.load + other.load + disksOf(vm) - one.size - other.size
    if (missing >= disksOf(vm)) return null
    const pool = [...one.members, ...other.members, vm]
    for (const leaver of leaversOf(vm, pool, missing)) {
      const stay = pool.filter((each) => each !== leaver)
      const first = splitInTwo(stay.map(disksOf), one, other)
      if (first !== null && deal([one, other], stay, (i) => first.has(i))) return leaver
    }
    return null
  }

  return {
    insert(vm, fraction) {
      if (!isPlain(vm)) return null
      const base = slotBase[vms.family[vm] as number] as number
      const open = [...board.allowed(vm)].filter((slot) => isClosed[base + slot] === 0)
      const turn = Math.floor(fraction * open.length)
      const shares = [...open.slice(turn), ...open.slice(0, turn)].map((slot) => shareOf(vm, slot))
      for (const [i, one] of shares.entries()) {
        for (const other of shares.slice(i + 1)) {
          const leaver = insertInto(vm, one, other)
          if (leaver !== null) return leaver
        }
      }
      return null
    },
  }
}
