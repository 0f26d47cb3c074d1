import { groupBy } from '../../core/group.js'
import { policyBounds } from '../bounds/policies.js'
import { alone } from './alone.js'
import { type Block, type Room, touched, type VmType } from './block.js'
import { type BlockModel, createBlockModel, mostInSlot, type Place, placesBySlot } from './block-model.js'
import type { Goal, GoalModel } from './goal.js'

/** A slot that VMs of the block may have. */
interface OpenSlot {
  readonly family: number
  readonly slot: number
  readonly places: readonly Place[]
  /** 1 when the slot is in use. */
  readonly column: number
  /** VMs that fit into it together, at most. */
  readonly most: number
}

/**
 * The block with the fewest slots in use: a binary column for each slot, which has to be 1 for VMs to be there.
 * Added rows cut off fractions, no plan: a slot holds only so many VMs of one type, and the VMs that must be within
 * some slots need so many of them.
 */
export const fewestPolicies: Goal = {
  level: 'policies',
  mergeBy: {},
  achieved: ({ types }, slots) =>
    new Set(types.flatMap(({ family, members }) => members.map((vm) => `${family} ${slots[vm]}`))).size,
  bounds: (problem) => policyBounds(problem, 'limits'),
  alone,
  model(block, room, { least, most }): GoalModel {
    const model = createBlockModel(block, room, () => 0)
    const open = placesBySlot(model).map((places) => openSlot(model, places))
    for (const slot of open) linkPlaces(model, slot)
    addCoverRows(model, open)
    addNewPolicyRows(model, open)
    model.builder.addRow({
      columns: open.map(({ column }) => column),
      lower: least,
      ...(most !== undefined && { upper: most }),
    })
    const complete = (values: Float64Array) => {
      for (const { places, column } of open)
        values[column] = places.some((place) => (values[place.column] ?? 0) > 0) ? 1 : 0
    }
    return { ...model, complete }
  },
}

/** The same for families one by one: small models, which prove most vaults, as families seldom need the same starts. */
export const fewestInFamilies: Goal = {
  ...fewestPolicies,
  makesRoom: true,
  split: (block) => [...groupBy(block.types, ({ family }) => family).values()].map((types) => ({ ...block, types })),
}

function openSlot(model: BlockModel, places: readonly Place[]): OpenSlot {
  const [{ type, slot }] = places as [Place]
  const column = model.builder.addColumn({ cost: 1, upper: 1, integer: true })
  return { family: type.family, slot, places, column, most: mostTogether(model, places) }
}

/** By what all VMs of the slot use: a vault's starts, and disks where all have some on one account. */
function mostTogether({ block, room }: BlockModel, places: readonly Place[]): number {
  const { families, resources, time } = block.problem
  const [{ type: first, slot }] = places as [Place]
  const { starts, capacity } = families[first.family]?.slots[slot] ?? { starts: [], capacity: 0 }
  const common = [...first.use.keys()].filter((resource) => places.every(({ type }) => type.use.has(resource)))
  const limits = common.map((resource) => {
    const least = Math.min(...places.map(({ type }) => type.use.get(resource) ?? 0))
    const cells = touched(starts, resources[resource]?.span ?? 1, time.ticks)
    return Math.floor(Math.min(...cells.map((cell) => room(resource, cell))) / least)
  })
  return Math.min(
    sumOf(places, ({ type }) => type.members.length),
    capacity,
    ...limits,
  )
}

function linkPlaces(model: BlockModel, { places, column, most }: OpenSlot): void {
  const { builder } = model
  builder.addRow({
    columns: [...places.map((place) => place.column), column],
    factors: [...places.map(() => 1), -most],
    upper: 0,
  })
  if (places.length === 1) return
  for (const place of places) {
    const cap = mostInSlot(model, place.type, place.slot)
    if (cap < most) builder.addRow({ columns: [place.column, column], factors: [1, -cap], upper: 0 })
  }
}

/** For each set of slots that some VMs are bound to: as many slots as they need by their number, and by each resource. */
function addCoverRows({ builder, block, room }: BlockModel, open: readonly OpenSlot[]): void {
  for (const [family, slots] of groupBy(open, ({ family }) => family)) {
    const types = block.types.filter((type) => type.family === family)
    const sets = new Map(types.map((type) => [type.slots.join(' '), new Set(type.slots)]))
    sets.set('all', new Set(types.flatMap((type) => type.slots)))
    for (const within of sets.values()) {
      const bound = types.filter((type) => type.slots.every((slot) => within.has(slot)))
      const among = slots.filter(({ slot }) => within.has(slot))
      const need = slotsNeeded(block, bound, { room, most: Math.max(...among.map(({ most }) => most)) })
      if (need > 1) builder.addRow({ columns: among.map(({ column }) => column), lower: need })
    }
  }
}

function slotsNeeded(
  { problem }: Block,
  types: readonly VmType[],
  { room, most }: { room: Room; most: number },
): number {
  const count = (type: VmType) => type.members.length
  const perResource = [...new Set(types.flatMap(({ use }) => [...use.keys()]))].map((resource) => {
    const cells = problem.time.ticks * problem.time.regimes
    let largest = 1
    for (let cell = 0; cell < cells; cell++) largest = Math.max(largest, room(resource, cell))
    return Math.ceil(sumOf(types, (type) => count(type) * (type.use.get(resource) ?? 0)) / largest)
  })
  return Math.max(1, Math.ceil(sumOf(types, count) / Math.max(1, most)), ...perResource)
}

/** A vault holds so many policies: slots that have to be made are limited. */
function addNewPolicyRows({ builder, block }: BlockModel, open: readonly OpenSlot[]): void {
  const { families, vaults } = block.problem
  const isNew = ({ family, slot }: OpenSlot) => families[family]?.slots[slot]?.policies === 0
  for (const [vault, slots] of groupBy(open.filter(isNew), ({ family }) => families[family]?.vault ?? 0)) {
    const upper = vaults[vault]?.newPolicies ?? 0
    if (slots.length > upper) builder.addRow({ columns: slots.map(({ column }) => column), upper })
  }
}

function sumOf<T>(list: readonly T[], of: (entry: T) => number): number {
  return list.reduce((sum, entry) => sum + of(entry), 0)
}
