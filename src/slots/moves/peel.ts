import type { Fleet } from './fleet.js'
import { createMaxHeap } from './heap.js'
import { findPlace } from './places.js'
import { allowedSlots } from './standing.js'
import type { ResourceUsers } from './users.js'
import { findViolations, type Violation } from './violations.js'

/** How little a VM is worth that only a new policy takes, or none, against one that cures one limit more. */
const TROUBLE = [0, 0.3, 0.6]

/**
 * Takes VMs out of limits that do not hold until all hold: always the VM that cures most (limits shared by VMs are why
 * that matters), of those one that an existing policy takes, then one with more places to choose from. Returns the VMs
 * that it took out and found no place for.
 */
export function peel(fleet: Fleet, users: ResourceUsers, mayLeave: Uint8Array): number[] {
  const cures = createCures(findViolations(fleet, users), mayLeave)
  const heap = createMaxHeap()
  const trouble = new Map<number, number>()
  const keyOf = (vm: number) => {
    const worth = cures.worth(vm)
    const choices = allowedSlots(fleet.problem, vm).length
    return worth === 0 ? 0 : worth - (TROUBLE[trouble.get(vm) ?? 0] as number) + choices * 1e-6
  }
  for (const vm of cures.candidates) heap.push(vm, keyOf(vm))
  const homeless: number[] = []
  while (heap.size > 0) {
    const { entry: vm, key } = heap.pop()
    const now = keyOf(vm)
    if (now === 0) continue
    if (now < key) {
      heap.push(vm, now)
      continue
    }
    const home = fleet.table.slots[vm] as number
    const level = trouble.get(vm) ?? 0
    fleet.remove(vm)
    const place = level === 2 ? -1 : findPlace(fleet, vm, { onlyOpen: level === 0 })
    if (place < 0 && level < 2) {
      fleet.place(vm, home)
      trouble.set(vm, level + 1)
      heap.push(vm, keyOf(vm))
      continue
    }
    cures.take(vm)
    if (place >= 0) fleet.place(vm, place)
    else homeless.push(vm)
  }
  return homeless
}

/** What is left to cure of each violation, and how much of it each VM would. */
function createCures(violations: readonly Violation[], mayLeave: Uint8Array) {
  const left = Float64Array.from(violations, ({ excess }) => excess)
  const memberships = new Map<number, { violation: number; amount: number }[]>()
  const perVm = violations.map((violation, v) => {
    let sum = 0
    violation.vms.forEach((vm, i) => {
      if (!mayLeave[vm]) return
      const amount = violation.amounts[i] as number
      sum = Math.max(sum, amount)
      const list = memberships.get(vm)
      if (list) list.push({ violation: v, amount })
      else memberships.set(vm, [{ violation: v, amount }])
    })
    return sum
  })
  return {
    candidates: [...memberships.keys()].sort((a, b) => a - b),
    /** In VMs: 1 for a limit that it cures as much as any VM could. */
    worth(vm: number): number {
      let worth = 0
      for (const { violation, amount } of memberships.get(vm) ?? []) {
        const rest = left[violation] as number
        if (rest > 0) worth += Math.min(amount, rest) / Math.min(perVm[violation] as number, rest)
      }
      return worth
    },
    take(vm: number): void {
      for (const { violation, amount } of memberships.get(vm) ?? [])
        left[violation] = Math.max(0, (left[violation] as number) - amount)
    },
  }
}
