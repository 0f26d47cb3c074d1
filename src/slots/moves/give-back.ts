import type { EjectContext } from './eject.js'
import { findEviction } from './eviction.js'
import type { Fleet } from './fleet.js'
import { indexOccupants } from './occupants.js'
import { findPlace } from './places.js'
import { allowedSlots, sizeOf } from './standing.js'

/**
 * Sends VMs home that fit there by now, small ones first, and those whose way home is blocked by VMs that are not at
 * home either and have another place to go. Goes on until nobody can; nobody leaves a home for it.
 */
export function giveBack(context: EjectContext): void {
  for (let returned = -1; returned !== 0; ) {
    returned = 0
    const strangers = findStrangers(context.fleet)
    const loads = loadsOf(context.fleet, strangers)
    for (const vm of strangers) if (mayFit(context.fleet, loads, vm) && goHome(context, vm)) returned += 1
  }
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

function goHome(context: EjectContext, vm: number): boolean {
  const { fleet } = context
  const home = fleet.problem.vms.home[vm] as number
  const slot = fleet.table.slots[vm] as number
  if (slot >= 0) fleet.table.remove(vm)
  if (!fleet.table.fits(vm, home) && !clearHome(context, vm, home)) {
    if (slot >= 0) fleet.table.place(vm, slot)
    return false
  }
  fleet.table.place(vm, home)
  return true
}

/** Moves strangers out of the way, or nobody. */
function clearHome(context: EjectContext, vm: number, home: number): boolean {
  const { fleet, users, mayGo } = context
  const { home: homes } = fleet.problem.vms
  const mayStrangerGo = (other: number) => mayGo(other) && fleet.table.slots[other] !== homes[other]
  const occupants = indexOccupants(fleet, users)
  const eviction = findEviction({ ...context, occupants, mayGo: mayStrangerGo }, vm, (slot) => slot === home)
  if (eviction === null) return false
  const moved: { other: number; from: number }[] = []
  for (const other of eviction.vms) {
    const from = fleet.table.slots[other] as number
    fleet.table.remove(other)
    const place = findPlace(fleet, other, { except: from })
    fleet.table.place(other, place < 0 ? from : place)
    moved.push({ other, from })
    if (place >= 0) continue
    for (const each of moved.reverse()) {
      fleet.table.remove(each.other)
      fleet.table.place(each.other, each.from)
    }
    return false
  }
  return true
}
