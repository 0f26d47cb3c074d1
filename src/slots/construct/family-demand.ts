import type { SlotProblem } from '../problem.js'

/** The VMs of a family that have to be served, those of the same allowance together. */
export interface FamilyDemand {
  /** VMs that no slot serves yet. */
  left(): number
  /** How many of these the slot could serve if it has room for so many. */
  servable(slot: number, room: number): number
  /** How many of all VMs may have the slot. */
  popularity(slot: number): number
  /** Counts on the slot for so many VMs, those with the fewest choices first; returns how many. */
  serve(slot: number, room: number): number
}

export function createFamilyDemand({ vms }: SlotProblem, machines: readonly number[]): FamilyDemand {
  const counts = new Map<number, number>()
  for (const vm of machines) {
    const allowance = vms.allowance[vm] as number
    counts.set(allowance, (counts.get(allowance) ?? 0) + 1)
  }
  const groups = [...counts].map(([allowance, count]) => {
    const slots = vms.allowances[allowance] as Uint16Array
    return { choices: slots.length, allows: new Set(slots), count, left: count }
  })
  groups.sort((a, b) => a.choices - b.choices)
  return {
    left: () => groups.reduce((sum, group) => sum + group.left, 0),
    servable(slot, room) {
      let servable = 0
      for (const { allows, left } of groups) if (left > 0 && allows.has(slot)) servable += left
      return Math.min(servable, room)
    },
    popularity: (slot) => groups.reduce((sum, group) => sum + (group.allows.has(slot) ? group.count : 0), 0),
    serve(slot, room) {
      let free = room
      for (const group of groups) {
        if (!group.allows.has(slot)) continue
        const taken = Math.min(group.left, free)
        group.left -= taken
        free -= taken
      }
      return room - free
    },
  }
}
