import type { SlotFamily } from '../problem.js'
import type { Prices } from './floor.js'
import type { Room, Trail } from './room.js'

const TRIES = 6

/**
 * Sends a VM away from home for another that goes back there: as many moves, and less at work where it counts. Of those
 * that have a home with the same starts, short ones come first: limits are full where VMs had to leave.
 */
export function createTrades(room: Room): (stayer: number, prices: Prices, trail: Trail) => boolean {
  const { floor } = room
  const { home } = floor.problem.vms
  let byHome: ReadonlyMap<string, readonly number[]> | undefined
  return (stayer, prices, trail) => {
    byHome ??= groupByHome(room)
    let tries = 0
    for (const mover of byHome.get(startsAtHome(room, stayer)) ?? []) {
      const from = floor.slots[mover] as number
      if (from === home[mover] || tries >= TRIES) continue
      tries += 1
      if (!floor.trade(stayer, mover, prices)) continue
      trail.push(mover, from, stayer, home[stayer] as number)
      return true
    }
    return false
  }
}

function groupByHome(room: Room): Map<string, number[]> {
  const { duration, home, allowance, allowances } = room.floor.problem.vms
  const groups = new Map<string, number[]>()
  for (const vm of room.vms) {
    if (!allowances[allowance[vm] as number]?.includes(home[vm] as number)) continue
    const key = startsAtHome(room, vm)
    const group = groups.get(key)
    if (group) group.push(vm)
    else groups.set(key, [vm])
  }
  for (const group of groups.values()) group.sort((a, b) => (duration[a] as number) - (duration[b] as number) || a - b)
  return groups
}

function startsAtHome({ floor: { problem } }: Room, vm: number): string {
  const { slots } = problem.families[problem.vms.family[vm] as number] as SlotFamily
  return slots[problem.vms.home[vm] as number]?.starts.join() ?? ''
}
