import type { Fleet } from './fleet.js'
import { createMaxHeap } from './heap.js'
import { allowedSlots } from './standing.js'
import type { Survey } from './survey.js'

/** How much more a VM is worth that many places are free for, at most: it decides between equals. */
const CHOICE = 1e-3

/**
 * Takes VMs out of limits that do not hold until all hold: always the VM that cures most, by what cures are worth (limits
 * share VMs, which is why prices are needed), of equals the one with most free places in existing policies. Returns the
 * VMs that it took out, which have no place now.
 */
export function peel(survey: Survey): number[] {
  const { fleet } = survey
  const cures = createCures(survey)
  const ease = new Float64Array(fleet.problem.vms.count)
  for (const vm of cures.candidates) ease[vm] = easeOf(fleet, vm)
  const keyOf = (vm: number) => {
    const worth = cures.worth(vm)
    return worth === 0 ? 0 : worth + (ease[vm] as number)
  }
  const heap = createMaxHeap()
  for (const vm of cures.candidates) heap.push(vm, keyOf(vm))
  const leaving: number[] = []
  while (heap.size > 0) {
    const { entry: vm, key } = heap.pop()
    const now = keyOf(vm)
    // What a VM is worth only falls: when it has fallen, others may be worth more by now.
    if (now < key) {
      if (now > 0) heap.push(vm, now)
      continue
    }
    cures.take(vm)
    leaving.push(vm)
    fleet.table.remove(vm)
  }
  return leaving
}

function easeOf(fleet: Fleet, vm: number): number {
  let places = 0
  for (const slot of allowedSlots(fleet.problem, vm))
    if (fleet.isOpen(vm, slot) && fleet.table.fits(vm, slot)) places += 1
  return (CHOICE * places) / (places + 1)
}

/** What a unit of a limit without a price is worth: it has to be cured all the same. */
const LEAST_PRICE = 1e-3

/** What is left to cure of each limit, and what it is worth when a VM leaves. */
function createCures({ covers, memberships: { from, cover, amount }, prices }: Survey) {
  const left = Int32Array.from(covers, ({ need }) => need)
  const candidates: number[] = []
  for (let vm = 0; vm + 1 < from.length; vm += 1) if (from[vm] !== from[vm + 1]) candidates.push(vm)
  return {
    candidates,
    /** In VMs: 1 for one that cures as much as the least that are needed. */
    worth(vm: number): number {
      let worth = 0
      for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
        const c = cover[i] as number
        worth += Math.min(amount[i] as number, left[c] as number) * Math.max(LEAST_PRICE, prices[c] as number)
      }
      return worth
    },
    take(vm: number): void {
      for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
        const c = cover[i] as number
        left[c] = Math.max(0, (left[c] as number) - (amount[i] as number))
      }
    },
  }
}
