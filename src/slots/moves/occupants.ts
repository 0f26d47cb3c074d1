import type { Fleet } from './fleet.js'
import type { ResourceUsers } from './users.js'

/** VMs, and how much each adds to a limit: entry i of each column. One with several starts in a window is there as often. */
export interface Occupants {
  readonly vms: Int32Array
  readonly amounts: Int32Array
}

/** Who is in which limit, while nobody moves. */
export interface OccupantIndex {
  ofCell(resource: number, cell: number): Occupants
  ofSlot(family: number, slot: number): Occupants
}

/** Looked up when asked for the first time: a search asks for few of the many limits. */
export function indexOccupants(fleet: Fleet, users: ResourceUsers): OccupantIndex {
  const resources = new Map<number, (cell: number) => Occupants>()
  return {
    ofCell(resource, cell) {
      const known = resources.get(resource) ?? groupByCell(fleet, users, resource)
      resources.set(resource, known)
      return known(cell)
    },
    ofSlot(family, slot) {
      const { family: families } = fleet.problem.vms
      const vms: number[] = []
      for (let vm = 0; vm < families.length; vm += 1)
        if (families[vm] === family && fleet.table.slots[vm] === slot) vms.push(vm)
      return { vms: Int32Array.from(vms), amounts: new Int32Array(vms.length).fill(1) }
    },
  }
}

/** Counts first, so that all cells of a resource share two columns. */
function groupByCell({ problem, table }: Fleet, users: ResourceUsers, resource: number): (cell: number) => Occupants {
  const [first, end] = [users.from[resource] as number, users.from[resource + 1] as number]
  const { patternOf, listBase, from: listFrom, cells } = table.startCells
  const visit = (see: (user: number, cell: number) => void) => {
    for (let i = first; i < end; i += 1) {
      const vm = users.vm[i] as number
      const slot = table.slots[vm] as number
      if (slot < 0) continue
      const at = (table.slotBase[problem.vms.family[vm] as number] as number) + slot
      const list = (listBase[resource] as number) + (patternOf[at] as number)
      for (let j = listFrom[list] as number, stop = listFrom[list + 1] as number; j < stop; j += 1)
        see(i, cells[j] as number)
    }
  }
  const from = new Int32Array(table.cells + 1)
  visit((_, cell) => {
    from[cell + 1] = (from[cell + 1] as number) + 1
  })
  for (let cell = 0; cell < table.cells; cell += 1) from[cell + 1] = (from[cell + 1] as number) + (from[cell] as number)
  const next = from.slice()
  const vms = new Int32Array(from[table.cells] as number)
  const amounts = new Int32Array(vms.length)
  visit((user, cell) => {
    const at = next[cell] as number
    next[cell] = at + 1
    vms[at] = users.vm[user] as number
    amounts[at] = users.amount[user] as number
  })
  return (cell) => ({
    vms: vms.subarray(from[cell], from[cell + 1]),
    amounts: amounts.subarray(from[cell], from[cell + 1]),
  })
}
