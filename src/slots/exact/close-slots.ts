import type { LoadTable } from '../load-table.js'
import type { Block, Room } from './block.js'
import { createBlockModel } from './block-model.js'
import type { GoalModel } from './goal.js'

/** Slots that are tried: those of fewest VMs are the likeliest to be closed. */
const TARGETS = 5

/**
 * For each of the slots in use with the fewest VMs: how few have to stay there when everybody may go to any slot in
 * use. Without the choice of slots the models are small, and big vaults can be solved too; 0 closes the slot.
 */
export function* closingModels(block: Block, room: Room, table: LoadTable): Iterable<GoalModel> {
  const inUse = slotsInUse(block, table)
  const isInUse = new Set(inUse.map(({ key }) => key))
  const types = block.types.map((type) => ({
    ...type,
    slots: type.slots.filter((slot) => isInUse.has(keyOf(type.family, slot))),
  }))
  const targets = inUse.sort((a, b) => a.count - b.count).slice(0, TARGETS)
  for (const { key } of targets) {
    const cost = ({ family }: { family: number }, slot: number) => (keyOf(family, slot) === key ? 1 : 0)
    yield { ...createBlockModel({ ...block, types }, room, cost), complete() {} }
  }
}

function slotsInUse({ types }: Block, table: LoadTable): { key: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { family, members } of types)
    for (const vm of members) {
      const key = keyOf(family, table.slots[vm] as number)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return [...counts].map(([key, count]) => ({ key, count }))
}

function keyOf(family: number, slot: number): string {
  return `${family} ${slot}`
}
