import { groupBy } from '../../core/group.js'
import type { Slot, SlotProblem } from '../problem.js'
import type { Block } from './block.js'

/** Slots of several families that start together, and apart from all others. */
interface Tick {
  /** By family. */
  readonly slots: ReadonlyMap<number, number>
  /** Types of the block that may be there. */
  readonly types: ReadonlySet<number>
}

/**
 * The block without slots that no plan of at most so many slots needs when there are no other VMs: then a tick is as
 * good as each that holds the same VMs, and VMs of a tick may as well be in one that holds more of them, as long as one
 * is free. Of what is left, each plan of the block has a twin of as many slots. What counts for an hour counts for its
 * tick only; so bounds hold, and plans need not. The block as it is where slots start together in part.
 */
export function alone(block: Block, most: number): Block {
  const ticks = ticksOf(block)
  if (!ticks) return block
  const classes = [...groupBy(ticks, (tick) => traitsOf(block.problem, tick)).values()]
  const kept = classes.flatMap((alike) => {
    const better = classes.filter((others) => isBetter(block.problem, others[0] as Tick, alike[0] as Tick))
    return alike.slice(0, Math.max(0, most - better.flat().length))
  })
  const isKept = new Set(kept.flatMap(({ slots }) => [...slots].map(([family, slot]) => `${family} ${slot}`)))
  const resources = block.problem.resources.map((resource) => ({ ...resource, span: 1 }))
  const types = block.types.map((type) => ({
    ...type,
    slots: type.slots.filter((slot) => isKept.has(`${type.family} ${slot}`)),
  }))
  return { ...block, problem: { ...block.problem, resources }, types }
}

/** Undefined where slots start together in part, or a family has two that do. */
function ticksOf({ problem, types }: Block): Tick[] | undefined {
  const ticks = new Map<string, { slots: Map<number, number>; types: Set<number> }>()
  const startsByCell = new Map<number, string>()
  for (const [t, type] of types.entries())
    for (const slot of type.slots) {
      const { starts: cells } = slotOf(problem, type.family, slot)
      const starts = cells.join(' ')
      for (const cell of cells) {
        if ((startsByCell.get(cell) ?? starts) !== starts) return undefined
        startsByCell.set(cell, starts)
      }
      const tick = ticks.get(starts) ?? { slots: new Map(), types: new Set() }
      ticks.set(starts, tick)
      if ((tick.slots.get(type.family) ?? slot) !== slot) return undefined
      tick.slots.set(type.family, slot)
      tick.types.add(t)
    }
  return [...ticks.values()]
}

/** Equal for ticks that take the same VMs in policies of the same kind. */
function traitsOf(problem: SlotProblem, { slots, types }: Tick): string {
  const policies = [...slots].map(([family, slot]) => {
    const { capacity, policies } = slotOf(problem, family, slot)
    return `${family} ${capacity} ${policies > 0}`
  })
  return [...policies, ...types].join(',')
}

/** Takes all that the other takes, and more. */
function isBetter(problem: SlotProblem, tick: Tick, other: Tick): boolean {
  return (
    tick.types.size > other.types.size &&
    [...other.types].every((type) => tick.types.has(type)) &&
    [...other.slots].every(([family, slot]) => {
      const [mine, its] = [slotOf(problem, family, tick.slots.get(family) as number), slotOf(problem, family, slot)]
      return mine.capacity >= its.capacity && (mine.policies > 0 || its.policies === 0)
    })
  )
}

function slotOf({ families }: SlotProblem, family: number, slot: number): Slot {
  return families[family]?.slots[slot] as Slot
}
