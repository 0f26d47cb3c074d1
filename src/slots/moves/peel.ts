import type { Cover } from './covers.js'
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
export function peel({ fleet, covers, prices }: Survey): number[] {
  const cures = createCures(covers, prices)
  const ease = new Map(cures.candidates.map((vm) => [vm, easeOf(fleet, vm)]))
  const keyOf = (vm: number) => {
    const worth = cures.worth(vm)
    return worth === 0 ? 0 : worth + (ease.get(vm) as number)
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
function createCures(covers: readonly Cover[], prices: Float64Array) {
  const left = Int32Array.from(covers, ({ need }) => need)
  const membersOf = new Map<number, { cover: number; amount: number }[]>()
  covers.forEach(({ vms, amounts }, cover) => {
    vms.forEach((vm, i) => {
      const member = { cover, amount: amounts[i] as number }
      const list = membersOf.get(vm)
      if (list) list.push(member)
      else membersOf.set(vm, [member])
    })
  })
  return {
    candidates: [...membersOf.keys()].sort((a, b) => a - b),
    /** In VMs: 1 for one that cures as much as the least that are needed. */
    worth(vm: number): number {
      let worth = 0
      for (const { cover, amount } of membersOf.get(vm) ?? [])
        worth += Math.min(amount, left[cover] as number) * Math.max(LEAST_PRICE, prices[cover] as number)
      return worth
    },
    take(vm: number): void {
      for (const { cover, amount } of membersOf.get(vm) ?? [])
        left[cover] = Math.max(0, (left[cover] as number) - amount)
    },
  }
}
