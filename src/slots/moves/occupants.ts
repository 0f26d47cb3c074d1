import type { Fleet } from './fleet.js'
import type { ResourceUsers } from './users.js'

/** VMs, and how much each adds to a limit: entry i of each column. One with several starts in a window is there as often. */
export interface Occupants {
  readonly vms: readonly number[]
  readonly amounts: readonly number[]
}

/** Who is in which limit. */
export interface OccupantIndex {
  ofCell(resource: number, cell: number): Occupants
  ofSlot(family: number, slot: number): Occupants
  /** Has to hear of each VM that comes to a slot, or leaves it. */
  come(vm: number, slot: number): void
  leave(vm: number, slot: number): void
}

interface OpenOccupants extends Occupants {
  readonly vms: number[]
  readonly amounts: number[]
}

/** Looked up when asked for the first time, and kept up to date from then on: a search asks for few of the many limits. */
export function indexOccupants(fleet: Fleet, users: ResourceUsers): OccupantIndex {
  const resources = new Map<number, OpenOccupants[]>()
  const { family: families, use } = fleet.problem.vms
  const visit = (vm: number, slot: number, see: (list: OpenOccupants, amount: number) => void) => {
    for (let i = use.from[vm] as number; i < (use.from[vm + 1] as number); i += 1) {
      const resource = use.resource[i] as number
      const lists = resources.get(resource)
      if (lists === undefined) continue
      for (const cell of fleet.windowsOf(vm, slot, resource)) see(lists[cell] as OpenOccupants, use.amount[i] as number)
    }
  }
  return {
    ofCell(resource, cell) {
      const lists = resources.get(resource) ?? groupByCell(fleet, users, resource)
      resources.set(resource, lists)
      return lists[cell] as Occupants
    },
    ofSlot(family, slot) {
      const vms: number[] = []
      for (let vm = 0; vm < families.length; vm += 1)
        if (families[vm] === family && fleet.table.slots[vm] === slot) vms.push(vm)
      return { vms, amounts: vms.map(() => 1) }
    },
    come: (vm, slot) => visit(vm, slot, (list, amount) => join(list, vm, amount)),
    leave: (vm, slot) => visit(vm, slot, (list) => part(list, vm)),
  }
}

function groupByCell(fleet: Fleet, users: ResourceUsers, resource: number): OpenOccupants[] {
  const lists = Array.from({ length: fleet.table.cells }, (): OpenOccupants => ({ vms: [], amounts: [] }))
  for (let i = users.from[resource] as number; i < (users.from[resource + 1] as number); i += 1) {
    const vm = users.vm[i] as number
    const slot = fleet.table.slots[vm] as number
    if (slot < 0) continue
    for (const cell of fleet.windowsOf(vm, slot, resource))
      join(lists[cell] as OpenOccupants, vm, users.amount[i] as number)
  }
  return lists
}

function join({ vms, amounts }: OpenOccupants, vm: number, amount: number): void {
  vms.push(vm)
  amounts.push(amount)
}

/** The last takes the place of the one that goes. */
function part({ vms, amounts }: OpenOccupants, vm: number): void {
  const at = vms.indexOf(vm)
  const [lastVm, lastAmount] = [vms.pop() as number, amounts.pop() as number]
  if (at === vms.length) return
  vms[at] = lastVm
  amounts[at] = lastAmount
}
