import { type EvictionContext, findEviction } from './eviction.js'
import type { Fleet } from './fleet.js'
import { findPlace } from './places.js'
import { allowedSlots } from './standing.js'

/**
 * Sends VMs home that fit there by now, small ones first, and those whose way home is blocked by VMs that are not at
 * home either and have another place to go. Goes on until nobody can; nobody leaves a home for it.
 */
export function giveBack(context: EvictionContext): void {
  for (let returned = -1; returned !== 0; ) {
    returned = 0
    for (const vm of strangers(context.fleet)) if (goHome(context, vm)) returned += 1
  }
}

/** VMs that might live at home and do not, those that use least first. */
function strangers({ problem, table }: Fleet): number[] {
  const { vms } = problem
  const all: { vm: number; size: number }[] = []
  for (let vm = 0; vm < vms.count; vm += 1) {
    const home = vms.home[vm] as number
    if (home < 0 || table.slots[vm] === home || !allowedSlots(problem, vm).includes(home)) continue
    let size = 0
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1)
      size += vms.use.amount[i] as number
    all.push({ vm, size })
  }
  return all.sort((a, b) => a.size - b.size || a.vm - b.vm).map(({ vm }) => vm)
}

function goHome(context: EvictionContext, vm: number): boolean {
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
function clearHome(context: EvictionContext, vm: number, home: number): boolean {
  const { fleet, mayGo } = context
  const { home: homes } = fleet.problem.vms
  const onlyStrangers = mayGo.map((may, other) => (may && fleet.table.slots[other] !== homes[other] ? 1 : 0))
  const eviction = findEviction({ ...context, mayGo: onlyStrangers }, vm, (slot) => slot === home)
  if (eviction === null) return false
  const moved: { other: number; from: number }[] = []
  for (const other of eviction.vms) {
    const from = fleet.table.slots[other] as number
    fleet.table.remove(other)
    moved.push({ other, from })
    const place = findPlace(fleet, other, { except: from })
    if (place >= 0) fleet.table.place(other, place)
    else {
      for (const { other: each, from: back } of moved.reverse()) {
        if ((fleet.table.slots[each] as number) >= 0) fleet.table.remove(each)
        fleet.table.place(each, back)
      }
      return false
    }
  }
  return true
}
