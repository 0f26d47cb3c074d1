import { createLoadTable, type LoadTable } from './load-table.js'
import { choicesOf } from './peak/choices.js'
import type { SlotProblem } from './problem.js'

/** Exchanges stop to pay after so many passes. */
const PASSES = 3
/** Strangers that a VM tries to take the place of. */
const TRIES = 4

/**
 * The same plan in slots of which more exist already, with more VMs at home, and in no more slots: the VMs of a slot change
 * places as a whole with those of another one of their family, which may be empty, and VMs go home one by one, each in
 * exchange for a stranger where there is no room. Breaks no limit that the plan keeps. A search from plan to plan: nothing
 * is proven.
 */
export function keepHomes(problem: SlotProblem, plan: Int32Array): Int32Array {
  if (!problem.vms.home.some((home) => home >= 0)) return plan
  const crowd = createCrowd(problem, plan)
  for (let pass = 0; pass < PASSES; pass += 1) {
    let moved = 0
    for (let family = 0; family < problem.families.length; family += 1) moved += exchangeSlots(crowd, family)
    for (let vm = 0; vm < problem.vms.count; vm += 1) if (goHome(crowd, vm)) moved += 1
    if (moved === 0) break
  }
  return crowd.table.slots
}

/** A plan with the VMs of each slot. */
interface Crowd {
  readonly problem: SlotProblem
  readonly table: LoadTable
  /** Of slot s of family f: entry `table.slotBase[f] + s`. */
  readonly members: Set<number>[]
  move(vm: number, slot: number): void
  leave(vm: number): void
}

function createCrowd(problem: SlotProblem, plan: Int32Array): Crowd {
  const table = createLoadTable(problem)
  const members = Array.from({ length: table.counts.length }, () => new Set<number>())
  const placeOf = (vm: number, slot: number) => (table.slotBase[problem.vms.family[vm] as number] as number) + slot
  const move = (vm: number, slot: number) => {
    table.place(vm, slot)
    members[placeOf(vm, slot)]?.add(vm)
  }
  const leave = (vm: number) => {
    members[placeOf(vm, table.slots[vm] as number)]?.delete(vm)
    table.remove(vm)
  }
  plan.forEach((slot, vm) => {
    if (slot >= 0) move(vm, slot)
  })
  return { problem, table, members, move, leave }
}

/** Two slots of a family, by their places in it. */
type Pair = readonly [from: number, to: number]

/** Slots of a family change places, those first that bring most VMs home; gives how many did. */
function exchangeSlots(crowd: Crowd, family: number): number {
  const { slots = [] } = crowd.problem.families[family] ?? {}
  const used = slots.flatMap((_, slot) => (sizeOf(crowd, family, slot) > 0 ? [slot] : []))
  const homes = countHomes(crowd, family, used)
  const gainOf = ([from, to]: Pair) => {
    const isEmpty = sizeOf(crowd, family, to) === 0
    if (sizeOf(crowd, family, from) === 0 || (isEmpty ? slots[to]?.policies === 0 : from >= to)) return 0
    const at = (slot: number, home: number) => homes.get(slot)?.[home] ?? 0
    // A policy that need not be made decides where no VM comes home.
    const isSaved = isEmpty && slots[from]?.policies === 0
    return at(from, to) + at(to, from) - at(from, from) - at(to, to) + (isSaved ? 0.5 : 0)
  }
  const good = used
    .flatMap((from) => slots.map((_, to): Pair => [from, to]))
    .map((pair) => ({ pair, gain: gainOf(pair) }))
    .filter(({ gain }) => gain > 0)
  // Node sorts stably: equal ones stay in the order of their slots.
  good.sort((one, other) => other.gain - one.gain)
  return good.filter(({ pair }) => {
    if (gainOf(pair) <= 0 || !exchange(crowd, family, pair)) return false
    const [from, to] = pair
    const [left, right] = [homes.get(from), homes.get(to)]
    homes.set(from, right ?? []).set(to, left ?? [])
    return true
  }).length
}

function sizeOf({ table }: Crowd, family: number, slot: number): number {
  return table.counts[(table.slotBase[family] as number) + slot] as number
}

/** By slot in use: how many of its VMs have which home. */
function countHomes(
  { problem, table, members }: Crowd,
  family: number,
  used: readonly number[],
): Map<number, number[]> {
  const base = table.slotBase[family] as number
  return new Map(
    used.map((slot) => {
      const homes: number[] = []
      for (const vm of members[base + slot] ?? []) {
        const home = problem.vms.home[vm] as number
        if (home >= 0) homes[home] = (homes[home] ?? 0) + 1
      }
      return [slot, homes]
    }),
  )
}

/** False, and nothing has changed, when a VM may not start then, or a limit is in the way. */
function exchange(crowd: Crowd, family: number, [from, to]: Pair): boolean {
  const base = crowd.table.slotBase[family] as number
  const [left, right] = [[...(crowd.members[base + from] ?? [])], [...(crowd.members[base + to] ?? [])]]
  return relocate(crowd, [...left.map((vm) => [vm, to] as const), ...right.map((vm) => [vm, from] as const)])
}

/** Sends a VM home to a slot that is in use, in exchange for one that is a stranger there, if need be. */
function goHome(crowd: Crowd, vm: number): boolean {
  const { problem, table, members } = crowd
  const { home } = problem.vms
  const [slot, own] = [table.slots[vm] as number, home[vm] as number]
  if (own < 0 || slot < 0 || slot === own || !mayBe(problem, vm, own)) return false
  const base = table.slotBase[problem.vms.family[vm] as number] as number
  const hosts = members[base + own] as Set<number>
  if (hosts.size === 0) return false
  if (relocate(crowd, [[vm, own]])) return true
  let tries = 0
  for (const other of hosts) {
    if (home[other] === own || !mayBe(problem, other, slot)) continue
    if (
      relocate(crowd, [
        [vm, own],
        [other, slot],
      ])
    )
      return true
    tries += 1
    if (tries === TRIES) return false
  }
  return false
}

function mayBe(problem: SlotProblem, vm: number, slot: number): boolean {
  return Array.prototype.includes.call(choicesOf(problem, vm), slot)
}

/** All of these VMs to their new slots, or none. */
function relocate(crowd: Crowd, moves: readonly (readonly [vm: number, slot: number])[]): boolean {
  const { problem, table } = crowd
  if (!moves.every(([vm, slot]) => mayBe(problem, vm, slot))) return false
  const before = moves.map(([vm]) => table.slots[vm] as number)
  for (const [vm] of moves) crowd.leave(vm)
  const done: number[] = []
  for (const [vm, slot] of moves) {
    if (!table.fits(vm, slot)) break
    crowd.move(vm, slot)
    done.push(vm)
  }
  if (done.length === moves.length) return true
  for (const vm of done) crowd.leave(vm)
  moves.forEach(([vm], i) => {
    crowd.move(vm, before[i] as number)
  })
  return false
}
