import type { SlotProblem } from '../problem.js'
import type { Prices } from './floor.js'
import { move, type Room, type Trail, takeBack } from './room.js'

/** Each VM, in the order of the room, goes where it makes the sum over cells of (VMs at work)^2 smallest. */
export function even(room: Room): void {
  const { floor, vault, vms, mayGo } = room
  const peak = floor.peakOf(vault)
  const trail: Trail = []
  const prices = squares(room, peak + 1)
  for (const vm of vms) if (mayGo(vm)) move(floor, { vm, prices, trail })
  if (floor.peakOf(vault) > peak) takeBack(floor, trail)
}

/** The same among slots that VMs have, below the peak: what fixes the peak must not leave the rest lopsided. */
export function evenBelow(room: Room, passes: number): void {
  const { floor, vault, vms, mayGo } = room
  const prices = { ...squares(room, floor.peakOf(vault)), open: 'used' as const }
  for (let pass = 0, moved = true; pass < passes && moved; pass += 1) {
    const trail: Trail = []
    for (const vm of vms) if (mayGo(vm)) move(floor, { vm, prices, trail })
    moved = trail.length > 0
  }
}

/** A cell in which as many are at work as there are prices takes nobody. */
function squares({ floor, open }: Room, highest: number): Prices {
  const byWork = Float64Array.from({ length: highest }, (_, n) => 2 * n + 1)
  return { byWork, weights: new Float64Array(floor.cells).fill(1), open }
}

/** Sends home who fits there without a higher peak, short ones with much choice first. */
export function bringHome(room: Room): void {
  const { floor, vault } = room
  const { home } = floor.problem.vms
  const peak = floor.peakOf(vault)
  for (const vm of awayOf(room).reverse())
    if (mayBeAt(floor.problem, vm, home[vm] as number)) floor.tryTo(vm, home[vm] as number, peak)
}

/** VMs of the room that have no home, or are not there. */
export function awayOf({ floor: { slots, problem }, vms }: Room): Int32Array {
  return vms.filter((vm) => slots[vm] !== problem.vms.home[vm])
}

function mayBeAt({ vms: { allowance, allowances } }: SlotProblem, vm: number, slot: number): boolean {
  return (allowances[allowance[vm] as number] as Uint16Array).includes(slot)
}
