import type { Board } from '../repair/board.js'

/** A slot of a family. */
export interface SlotOf {
  readonly family: number
  readonly slot: number
}

/** Fills slots with VMs of their family, in their order, as far as limits allow. */
export interface Filling {
  /** How many of the VMs, none of which is placed, the slot would take; some number below `least` when it would take fewer than these. */
  count(target: SlotOf, vms: readonly number[], least: number): number
  /** Places those that it takes, and returns the others. */
  fill(target: SlotOf, vms: readonly number[]): number[]
}

/** All VMs of a slot load the same cells: what is left of a resource is looked up once for the slot, not for each VM. */
export function createFilling(board: Board): Filling {
  const { problem, table } = board
  const { vms, families } = problem
  const { from, resource: used, amount: amounts } = vms.use
  const mostSlots = families.reduce((most, { slots }) => Math.max(most, slots.length), 0)
  const allows = new Uint8Array(vms.allowances.length * mostSlots)
  vms.allowances.forEach((slots, allowance) => {
    for (const slot of slots) allows[allowance * mostSlots + slot] = 1
  })
  const room = createRoom(board)
  let places = 0

  const begin = ({ family, slot }: SlotOf) => {
    const at = (table.slotBase[family] as number) + slot
    room.begin(at)
    places = (families[family]?.slots[slot]?.capacity ?? 0) - (table.counts[at] as number)
  }
  const takes = (vm: number, slot: number): boolean => {
    if (places <= 0 || allows[(vms.allowance[vm] as number) * mostSlots + slot] === 0) return false
    const [first, end] = [from[vm] as number, from[vm + 1] as number]
    for (let i = first; i < end; i += 1) if (room.left(used[i] as number) < (amounts[i] as number)) return false
    for (let i = first; i < end; i += 1) room.take(used[i] as number, amounts[i] as number)
    places -= 1
    return true
  }

  return {
    count(target, list, least) {
      if (list.length === 0 || !table.canHold(list[0] as number, target.slot)) return 0
      begin(target)
      let most = list.length
      for (const vm of list) {
        if (takes(vm, target.slot)) continue
        most -= 1
        if (most < least) break
      }
      return most
    },
    fill(target, list) {
      begin(target)
      return list.filter((vm) => {
        if (!takes(vm, target.slot) || !table.fits(vm, target.slot)) return true
        board.place(vm, target.slot)
        return false
      })
    },
  }
}

/** What is left of each resource in the busiest cell of one slot (`slotBase[f] + s`), looked up when first asked for. */
function createRoom({ problem: { resources }, table }: Board) {
  const { startCells, loads, cells } = table
  const left = new Int32Array(resources.length)
  const turnOf = new Int32Array(resources.length)
  let turn = 0
  let pattern = 0
  const lookUp = (resource: number) => {
    const list = (startCells.listBase[resource] as number) + pattern
    let busiest = 0
    for (let j = startCells.from[list] as number, end = startCells.from[list + 1] as number; j < end; j += 1) {
      const load = loads[resource * cells + (startCells.cells[j] as number)] as number
      if (load > busiest) busiest = load
    }
    turnOf[resource] = turn
    left[resource] = (resources[resource]?.capacity ?? 0) - busiest
  }
  return {
    begin(at: number) {
      turn += 1
      pattern = startCells.patternOf[at] as number
    },
    left(resource: number) {
      if (turnOf[resource] !== turn) lookUp(resource)
      return left[resource] as number
    },
    take(resource: number, amount: number) {
      left[resource] = (left[resource] as number) - amount
    },
  }
}
