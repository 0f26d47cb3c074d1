import type { Fleet } from './fleet.js'
import type { ResourceUsers } from './users.js'

/** A VM, and how much it adds to a limit. */
export interface Occupant {
  readonly vm: number
  readonly amount: number
}

/** Who is in which limit, while nobody moves. */
export interface Occupants {
  ofCell(resource: number, cell: number): readonly Occupant[]
  ofSlot(family: number, slot: number): readonly Occupant[]
}

/** Looked up when asked for the first time: a search asks for few of the many limits. */
export function createOccupants(fleet: Fleet, users: ResourceUsers): Occupants {
  const resources = new Map<number, Map<number, Occupant[]>>()
  return {
    ofCell(resource, cell) {
      let cells = resources.get(resource)
      if (!cells) {
        cells = groupByCell(fleet, users, resource)
        resources.set(resource, cells)
      }
      return cells.get(cell) ?? []
    },
    ofSlot(family, slot) {
      const { family: families } = fleet.problem.vms
      const vms: Occupant[] = []
      for (let vm = 0; vm < families.length; vm += 1)
        if (families[vm] === family && fleet.table.slots[vm] === slot) vms.push({ vm, amount: 1 })
      return vms
    },
  }
}

function groupByCell(fleet: Fleet, users: ResourceUsers, resource: number): Map<number, Occupant[]> {
  const cells = new Map<number, Occupant[]>()
  for (let i = users.from[resource] as number; i < (users.from[resource + 1] as number); i += 1) {
    const occupant = { vm: users.vm[i] as number, amount: users.amount[i] as number }
    const slot = fleet.table.slots[occupant.vm] as number
    if (slot < 0) continue
    for (const cell of fleet.windowsOf(occupant.vm, slot, resource)) {
      const list = cells.get(cell)
      if (list) list.push(occupant)
      else cells.set(cell, [occupant])
    }
  }
  return cells
}
