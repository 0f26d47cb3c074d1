import { groupBy } from '../../core/group.js'
import { type Block, type Room, touched, type VmType } from './block.js'
import { MipBuilder } from './mip.js'

/**
 * The columns and rows that every model of a block has: how many VMs of each type have each slot, so that no resource
 * runs short.
 */
export interface BlockModel {
  readonly builder: MipBuilder
  readonly block: Block
  /** Column of `types[t]` in `types[t].slots[i]` at `[t][i]`. */
  readonly places: readonly (readonly number[])[]
  readonly room: Room
}

/** `costOf` is what a VM of the type costs in a slot. */
export function createBlockModel(block: Block, room: Room, costOf: (type: VmType, slot: number) => number): BlockModel {
  const builder = new MipBuilder()
  const places = block.types.map((type) =>
    type.slots.map((slot) =>
      builder.addColumn({ cost: costOf(type, slot), upper: type.members.length, integer: true }),
    ),
  )
  block.types.forEach(({ members }, t) => {
    builder.addRow({ columns: places[t] ?? [], lower: members.length, upper: members.length })
  })
  const model = { builder, block, places, room }
  addSlotRows(model)
  addResourceRows(model)
  return model
}

/** A type in one of its slots. */
export interface Place {
  readonly type: VmType
  readonly slot: number
  readonly column: number
}

/** The places of a block by slot, in the order of the types. */
export function placesBySlot({ block, places }: Pick<BlockModel, 'block' | 'places'>): Place[][] {
  const all = block.types.flatMap((type, t) =>
    type.slots.map((slot, i) => ({ type, slot, column: places[t]?.[i] ?? 0 })),
  )
  return [...groupBy(all, ({ type, slot }) => `${type.family} ${slot}`).values()]
}

function addSlotRows(model: BlockModel): void {
  const { families } = model.block.problem
  for (const places of placesBySlot(model)) {
    const [{ type, slot }] = places as [Place]
    const capacity = families[type.family]?.slots[slot]?.capacity ?? 0
    const most = places.reduce((sum, { type: { members } }) => sum + members.length, 0)
    if (most > capacity) model.builder.addRow({ columns: places.map(({ column }) => column), upper: capacity })
  }
}

function addResourceRows(model: BlockModel): void {
  for (const { upper, load } of cellLimits(model, model.room))
    model.builder.addRow({ columns: [...load.factors.keys()], factors: [...load.factors.values()], upper })
}

/** What the block can load a cell with, and the less that there is room for. */
export interface CellLimit {
  readonly key: string
  readonly upper: number
  readonly load: CellLoad
}

/** One for each resource and cell that could run short; cells in which the same places count share the tightest. */
export function cellLimits(model: BlockModel, room: Room): Iterable<CellLimit> {
  const { problem, types } = model.block
  const rows = new Map<string, { key: string; upper: number; load: CellLoad }>()
  for (const resource of new Set(types.flatMap(({ use }) => [...use.keys()]))) {
    const span = problem.resources[resource]?.span ?? 1
    for (const [cell, load] of loadsByCell(
      model,
      ({ use }) => use.get(resource) ?? 0,
      (starts) => touched(starts, span, problem.time.ticks),
    )) {
      const upper = room(resource, cell)
      const key = [...load.factors].join(' ')
      const known = rows.get(key)
      if (known) known.upper = Math.min(known.upper, upper)
      else if (load.most > upper) rows.set(key, { key, upper, load })
    }
  }
  return rows.values()
}

/** What places add up to in one cell. */
export interface CellLoad {
  /** By column. */
  readonly factors: Map<number, number>
  /** With every VM that can be there. */
  readonly most: number
}

/** What the VMs of a block add up to in each cell in which they count. */
export function loadsByCell(
  { block, places }: Pick<BlockModel, 'block' | 'places'>,
  amountOf: (type: VmType) => number,
  cellsOf: (starts: Uint16Array, type: VmType) => readonly number[],
): Map<number, CellLoad> {
  const byCell = new Map<number, { factors: Map<number, number>; most: number }>()
  block.types.forEach((type, t) => {
    const amount = amountOf(type)
    const most = new Map<number, number>()
    for (const [i, slot] of (amount === 0 ? [] : type.slots).entries()) {
      const column = places[t]?.[i] ?? 0
      for (const cell of cellsOf(startsOf(block, type, slot), type)) {
        const load = byCell.get(cell) ?? { factors: new Map<number, number>(), most: 0 }
        byCell.set(cell, load)
        const factor = (load.factors.get(column) ?? 0) + amount
        load.factors.set(column, factor)
        most.set(cell, Math.max(most.get(cell) ?? 0, factor))
      }
    }
    for (const [cell, factor] of most) (byCell.get(cell) as { most: number }).most += factor * type.members.length
  })
  return byCell
}

function startsOf({ problem }: Block, type: VmType, slot: number): Uint16Array {
  return problem.families[type.family]?.slots[slot]?.starts ?? new Uint16Array()
}

/** VMs of the type that fit into the slot when they have it for themselves. */
export function mostInSlot({ block, room }: BlockModel, type: VmType, slot: number): number {
  const { resources, time, families } = block.problem
  const limits = [...type.use].map(([resource, amount]) => {
    const cells = touched(startsOf(block, type, slot), resources[resource]?.span ?? 1, time.ticks)
    return Math.floor(Math.min(...cells.map((cell) => room(resource, cell))) / amount)
  })
  return Math.min(type.members.length, families[type.family]?.slots[slot]?.capacity ?? 0, ...limits)
}
