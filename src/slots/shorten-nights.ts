import type { SlotProblem } from './problem.js'
import { type Board, createBoard } from './repair/board.js'
import { type EmptyOptions, emptySlots } from './repair/empty-slots.js'
import { createRepair } from './repair/repair.js'

const STEPS_PER_VM = 20

/**
 * A plan whose nights are shorter, from one that is given: the VMs of the first or the last starts of a vault, the fewer
 * of the two first, move inwards by ejection chains, until neither end gives way.
 */
export function shortenNights(
  problem: SlotProblem,
  slots: Int32Array,
  { seed, effort }: { seed: number; effort: number },
): Int32Array {
  const board = createBoard(problem, slots)
  const options = { repair: createRepair(board, { seed }), stepsPerVm: Math.ceil(STEPS_PER_VM * effort) }
  const ranks = ranksByVault(problem, board)
  ranks.forEach((vault) => {
    closeOutside(board, vault)
  })
  for (const vault of ranks) shorten(board, vault, options)
  return board.table.slots
}

/** Slots of a vault by rank, as entries `slotBase[f] + s`; ranks from `first` to `last` are in use. */
interface Night {
  readonly slotsAt: ReadonlyMap<number, readonly number[]>
  first: number
  last: number
}

function ranksByVault({ vaults, families }: SlotProblem, { table }: Board): Night[] {
  const maps = vaults.map(() => new Map<number, number[]>())
  families.forEach(({ vault, slots }, f) => {
    slots.forEach(({ rank }, s) => {
      const at = (table.slotBase[f] as number) + s
      const list = maps[vault]?.get(rank)
      if (list === undefined) maps[vault]?.set(rank, [at])
      else list.push(at)
    })
  })
  return maps.map((slotsAt) => {
    const used = [...slotsAt].flatMap(([rank, list]) =>
      list.some((at) => (table.counts[at] as number) > 0) ? rank : [],
    )
    used.sort((a, b) => a - b)
    return { slotsAt, first: used[0] ?? Number.POSITIVE_INFINITY, last: used.at(-1) ?? Number.NEGATIVE_INFINITY }
  })
}

function closeOutside({ isClosed }: Board, { slotsAt, first, last }: Night): void {
  for (const [rank, list] of slotsAt) {
    for (const at of list) isClosed[at] = rank < first || rank > last ? 1 : 0
  }
}

function shorten(board: Board, night: Night, options: EmptyOptions): void {
  const inUse = (rank: number) => (night.slotsAt.get(rank) ?? []).some((at) => (board.table.counts[at] as number) > 0)
  const count = (rank: number) =>
    (night.slotsAt.get(rank) ?? []).reduce((sum, at) => sum + (board.table.counts[at] as number), 0)
  while (night.first < night.last) {
    const ends = count(night.first) <= count(night.last) ? [night.first, night.last] : [night.last, night.first]
    const closed = ends.find((rank) => emptySlots(board, night.slotsAt.get(rank) ?? [], options))
    if (closed === undefined) return
    if (closed === night.first)
      do night.first += 1
      while (!inUse(night.first))
    else
      do night.last -= 1
      while (!inUse(night.last))
    closeOutside(board, night)
  }
}
