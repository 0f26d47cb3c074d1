import type { Board } from '../repair/board.js'
import { createEvictions, type Evictions } from '../repair/evictions.js'
import type { Fleet } from './fleet.js'
import { findPlace } from './places.js'
import { allowedSlots, sizeOf } from './standing.js'

/**
 * Sends VMs home that fit there by now, small ones first, and those whose way home is blocked by VMs that are not at
 * home either and have another place to go. Goes on until nobody can; nobody leaves a home for it.
 */
export function giveBack(fleet: Fleet, board: Board): void {
  for (let returned = -1; returned !== 0; ) {
    returned = 0
    const strangers = findStrangers(fleet)
    if (strangers.length === 0) return
    const loads = loadsOf(fleet, strangers)
    // Only strangers have a price; who finds no other place loses it.
    const weight = new Float64Array(fleet.problem.vms.count).fill(Number.POSITIVE_INFINITY)
    for (const vm of strangers) if (board.isFixed[vm] === 0) weight[vm] = 1
    const blocked: Blocked = { fleet, board, weight, evictions: createEvictions(board, weight) }
    for (const vm of strangers) if (mayFit(fleet, loads, vm) && goHome(blocked, vm)) returned += 1
  }
}

interface Blocked {
  readonly fleet: Fleet
  readonly board: Board
  readonly weight: Float64Array
  readonly evictions: Evictions
}

/** VMs that might live at home and do not, those that use least first. */
function findStrangers({ problem, table }: Fleet): number[] {
  const { vms } = problem
  const all: { vm: number; size: number }[] = []
  for (let vm = 0; vm < vms.count; vm += 1) {
    const home = vms.home[vm] as number
    if (home >= 0 && table.slots[vm] !== home && allowedSlots(problem, vm).includes(home))
      all.push({ vm, size: sizeOf(problem, vm) })
  }
  return all.sort((a, b) => a.size - b.size || a.vm - b.vm).map(({ vm }) => vm)
}

/** The part of all loads that strangers are. */
function loadsOf(fleet: Fleet, strangers: readonly number[]): Int32Array {
  const loads = new Int32Array(fleet.table.loads.length)
  for (const vm of strangers) {
    const slot = fleet.table.slots[vm] as number
    if (slot < 0) continue
    fleet.eachLoad(vm, slot, (resource, cell, amount) => {
      const at = resource * fleet.table.cells + cell
      loads[at] = (loads[at] as number) + amount
    })
  }
  return loads
}

/** Whether the VM would fit at home if all strangers were gone: a quick no for most. */
function mayFit({ problem, table, eachLoad }: Fleet, strangers: Int32Array, vm: number): boolean {
  let may = true
  eachLoad(vm, problem.vms.home[vm] as number, (resource, cell, amount) => {
    const at = resource * table.cells + cell
    const kept = (table.loads[at] as number) - (strangers[at] as number)
    if (kept + amount > (problem.resources[resource]?.capacity as number)) may = false
  })
  return may
}

function goHome(blocked: Blocked, vm: number): boolean {
  const { fleet, board, weight } = blocked
  const home = fleet.problem.vms.home[vm] as number
  const mark = board.mark()
  if ((fleet.table.slots[vm] as number) >= 0) board.remove(vm)
  if (!takeHome(blocked, vm, home)) {
    board.undo(mark)
    return false
  }
  weight[vm] = Number.POSITIVE_INFINITY
  return true
}

/** Moves strangers out of the way. They look for a place once the VM is home: slots share starts. */
function takeHome({ fleet, board, weight, evictions }: Blocked, vm: number, home: number): boolean {
  if (evictions.cost(vm, home, Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY) return false
  const moved = evictions.victims.map((other) => ({ other, from: fleet.table.slots[other] as number }))
  for (const { other } of moved) board.remove(other)
  board.place(vm, home)
  for (const { other, from } of moved) {
    const place = findPlace(fleet, other, { except: from })
    if (place < 0) {
      weight[other] = Number.POSITIVE_INFINITY
      return false
    }
    board.place(other, place)
  }
  return true
}
