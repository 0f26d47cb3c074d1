import { groupBy } from '../../core/group.js'
import { DAY_MINUTES } from '../patterns.js'
import { choicesOf } from '../peak/choices.js'
import type { Slot, SlotProblem, SlotResource } from '../problem.js'
import { startsDiffer } from '../trade/starts.js'

/** Most units of a resource that one slot of a family can take, in plans that keep the limit; at least 1. */
export type SlotRoom = (family: number, resource: number) => number

/**
 * Less than the capacity where other families of the vault crowd the days on which a family starts: of the cells in which
 * it may start on a day, all but one hold their capacity at most, so that what else starts there that day, whatever slots
 * it gets, is in that one too as far as it is more. VMs that start every day leave no cell empty for those of once a week.
 */
export function createSlotRoom(problem: SlotProblem): SlotRoom {
  if (!startsDiffer(problem)) return (_, resource) => problem.resources[resource]?.capacity ?? 0
  const crews = crewsOf(problem)
  const byVault = groupBy(crews, ({ family }) => problem.families[family]?.vault)
  return (family, resource) => {
    const { kind, span, capacity } = problem.resources[resource] as SlotResource
    if (kind !== 'machines' || span > 1) return capacity
    const all = byVault.get(problem.families[family]?.vault) ?? []
    const own = all.filter((crew) => crew.family === family)
    const days = daysOf(problem, own)
    const rooms = Array.from(days.cells, (cells) => cells * capacity)
    for (const { family: other, slots, units } of all) {
      if (other === family || !units.has(resource)) continue
      leastStarts(slots, days).forEach((least, day) => {
        rooms[day] = (rooms[day] as number) - least * (units.get(resource) as number)
      })
    }
    return rooms.reduce((most, room) => Math.max(most, Math.min(room, capacity)), 1)
  }
}

/** VMs of a family with the same choices. */
interface Crew {
  readonly family: number
  readonly slots: readonly Slot[]
  /** Used by all of them together, by resource. */
  readonly units: Map<number, number>
}

function crewsOf(problem: SlotProblem): Crew[] {
  const { families, vms } = problem
  const { from, resource, amount } = vms.use
  const crews = new Map<string, Crew>()
  for (let vm = 0; vm < vms.count; vm += 1) {
    const choices = choicesOf(problem, vm)
    if (choices.length === 0) continue
    const family = vms.family[vm] as number
    const key = `${family} ${choices.length === 1 ? `slot ${choices[0]}` : vms.allowance[vm]}`
    let crew = crews.get(key)
    if (crew === undefined) {
      crew = { family, slots: Array.from(choices, (slot) => families[family]?.slots[slot] as Slot), units: new Map() }
      crews.set(key, crew)
    }
    for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
      const used = resource[i] as number
      crew.units.set(used, (crew.units.get(used) ?? 0) + (amount[i] as number))
    }
  }
  return [...crews.values()]
}

/** The cells of the first regime in which a family may start, by day. */
interface Days {
  /** By cell, the day; -1 when the family does not start there. */
  readonly dayOf: Int32Array
  /** How many there are, by day. */
  readonly cells: Int32Array
}

function daysOf({ time }: SlotProblem, own: readonly Crew[]): Days {
  const ticksOfDay = DAY_MINUTES / time.tickMinutes
  const dayOf = new Int32Array(time.ticks).fill(-1)
  const cells = new Int32Array(Math.ceil(time.ticks / ticksOfDay))
  for (const { slots } of own) {
    for (const { starts } of slots) {
      for (const cell of starts) if (cell < time.ticks) dayOf[cell] = Math.floor(cell / ticksOfDay)
    }
  }
  for (const day of dayOf) if (day >= 0) cells[day] = (cells[day] as number) + 1
  return { dayOf, cells }
}

/** Of the slots, the fewest starts in these cells of each day. */
function leastStarts(slots: readonly Slot[], { dayOf, cells }: Days): Int32Array {
  const least = new Int32Array(cells.length).fill(slots[0]?.starts.length ?? 0)
  for (const { starts } of slots) {
    const counts = new Int32Array(cells.length)
    for (const cell of starts) {
      const day = dayOf[cell] ?? -1
      if (day >= 0) counts[day] = (counts[day] as number) + 1
    }
    counts.forEach((count, day) => {
      least[day] = Math.min(least[day] as number, count)
    })
  }
  return least
}
