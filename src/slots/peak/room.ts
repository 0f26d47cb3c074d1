import type { Floor, OpenSlots, Prices } from './floor.js'
import type { Keep } from './level.js'

/** A vault, its VMs that may change their slot, and the slots that they may take. */
export interface Room {
  readonly floor: Floor
  readonly vault: number
  readonly vms: Int32Array
  readonly open: OpenSlots
  /** Whether the VM may change its slot by itself: where moves count, only while it is not at home. */
  mayGo(vm: number): boolean
}

export function createRoom(floor: Floor, { vault, vms, keep }: { vault: number; vms: Int32Array; keep: Keep }): Room {
  const { slots, problem } = floor
  return {
    floor,
    vault,
    vms,
    open: keep === 'policies' ? 'used' : 'all',
    mayGo: keep === 'none' ? () => true : (vm) => slots[vm] !== problem.vms.home[vm],
  }
}

export function hasMovers({ vms, mayGo }: Room): boolean {
  return vms.some(mayGo)
}

/** A VM and the slot that it left, one after the other. */
export type Trail = number[]

export function move(floor: Floor, { vm, prices, trail }: { vm: number; prices: Prices; trail: Trail }): void {
  const from = floor.slots[vm] as number
  if (floor.settle(vm, prices)) trail.push(vm, from)
}

export function takeBack(floor: Floor, trail: Trail): void {
  for (let i = trail.length - 2; i >= 0; i -= 2) floor.moveTo(trail[i] as number, trail[i + 1] as number)
}
