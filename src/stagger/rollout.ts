import { createLoadTable, type LoadTable } from '../slots/load-table.js'
import type { SlotProblem } from '../slots/problem.js'

/** What Azure takes of one vault in a day. */
export interface DayBudget {
  readonly policyWrites: number
  readonly changes: number
}

/** What is to be rolled out in one part of the estate. */
export interface RolloutInput {
  readonly problem: SlotProblem
  /** Slot of each VM when all is done. */
  readonly target: Int32Array
  /** VMs that move. */
  readonly movers: readonly number[]
  /** The policy that has to be made before a VM moves; undefined when its new one is there. */
  readonly policyOf: (vm: number) => string | undefined
  /** What is left of a day; vault by its index in the problem, day from 1. */
  readonly budgetOf: (vault: number, day: number) => DayBudget
  /** No cell ever holds more than now or its limit, also where the end state does: some moves may then be left out. */
  readonly isStrict: boolean
}

export interface Rollout {
  /** In the order in which they are to be made. */
  readonly steps: readonly { readonly vm: number; readonly day: number }[]
  readonly policyDays: ReadonlyMap<string, number>
  /** VMs that cannot move without making something worse, or for which no budget ever is. */
  readonly left: readonly number[]
}

/**
 * Spreads moves over days within the budgets, those that relieve most first. At no place and time do more VMs or disks
 * start than now, than the limit, or than at the end. Where VMs have to change places at starts that are full, one goes
 * first, and its partners follow on the same day.
 */
export function rollOut(input: RolloutInput): Rollout {
  const state = openState(input)
  let pending = byRelief(input, state.table)
  for (let day = 1; pending.length > 0; day += 1) {
    const before = pending.length
    state.openDay(day)
    pending = workDay(pending, state, input.isStrict)
    // A first day may be spent; one later on which nothing can be done has none like it after it.
    if (pending.length === before && day > 1) break
  }
  return { steps: state.steps, policyDays: state.policyDays, left: pending }
}

type State = ReturnType<typeof openState>

function workDay(all: readonly number[], state: State, isStrict: boolean): number[] {
  let pending = [...all]
  for (;;) {
    const before = pending.length
    pending = pending.filter((vm) => !state.tryMove(vm, 'when it fits'))
    if (pending.length < before) continue
    // What waits for the budget of another day may be what stands in the way: then wait for it.
    const isStuck = !isStrict && pending.length > 0 && pending.every(state.isPaid)
    if (!isStuck) return pending
    state.tryMove(pending.shift() as number, 'anyway')
  }
}

function openState(input: RolloutInput) {
  const { problem, target, policyOf, budgetOf } = input
  const table = tableAt(problem, problem.vms.home)
  const most = createMost(problem, table, input.isStrict ? null : tableAt(problem, target))
  const steps: { vm: number; day: number }[] = []
  const policyDays = new Map<string, number>()
  let today = 0
  let left: { policyWrites: number; changes: number }[] = []
  const paymentOf = (vm: number) => {
    const budget = left[vaultOf(problem, vm)] as (typeof left)[number]
    const policy = policyOf(vm)
    const isNew = policy !== undefined && !policyDays.has(policy)
    return budget.changes > 0 && (!isNew || budget.policyWrites > 0) ? { budget, policy, isNew } : undefined
  }
  return {
    table,
    steps,
    policyDays,
    isPaid: (vm: number) => paymentOf(vm) !== undefined,
    openDay(day: number) {
      today = day
      left = problem.vaults.map((_, vault) => ({ ...budgetOf(vault, day) }))
    },
    tryMove(vm: number, how: 'when it fits' | 'anyway'): boolean {
      const payment = paymentOf(vm)
      if (payment === undefined) return false
      const home = table.slots[vm] as number
      const slot = target[vm] as number
      if (home >= 0) table.remove(vm)
      if (how === 'when it fits' && !most.allows(vm, slot)) {
        if (home >= 0) table.place(vm, home)
        return false
      }
      table.place(vm, slot)
      const { budget, policy, isNew } = payment
      budget.changes -= 1
      if (isNew) {
        budget.policyWrites -= 1
        policyDays.set(policy as string, today)
      }
      steps.push({ vm, day: today })
      return true
    },
  }
}

function tableAt(problem: SlotProblem, slots: Int32Array): LoadTable {
  const table = createLoadTable(problem)
  slots.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  return table
}

/** The most that each cell and slot may hold on the way: their limit, what they hold now, and what they will hold. */
function createMost(problem: SlotProblem, now: LoadTable, end: LoadTable | null) {
  const { cells, startCells, slotBase } = now
  const { from: listFrom, cells: listCells, patternOf, listBase } = startCells
  const { from, resource, amount } = problem.vms.use
  const slots = problem.families.flatMap((family) => family.slots)
  const load = now.loads.map((load, i) => {
    const { capacity } = problem.resources[Math.floor(i / cells)] as SlotProblem['resources'][number]
    return Math.max(capacity, load, end?.loads[i] ?? 0)
  })
  const count = now.counts.map((count, i) => Math.max(slots[i]?.capacity ?? 0, count, end?.counts[i] ?? 0))
  return {
    allows(vm: number, slot: number): boolean {
      const at = (slotBase[problem.vms.family[vm] as number] as number) + slot
      if ((now.counts[at] as number) >= (count[at] as number)) return false
      for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
        const list = (listBase[resource[i] as number] as number) + (patternOf[at] as number)
        for (let j = listFrom[list] as number; j < (listFrom[list + 1] as number); j += 1) {
          const entry = (resource[i] as number) * cells + (listCells[j] as number)
          if ((now.loads[entry] as number) + (amount[i] as number) > (load[entry] as number)) return false
        }
      }
      return true
    },
  }
}

/** Those that leave the most crowded places first; among equals in their order. */
function byRelief({ movers }: RolloutInput, table: LoadTable): number[] {
  const relief = new Map(
    movers.map((vm) => {
      const home = table.slots[vm] as number
      if (home < 0) return [vm, 0]
      table.remove(vm)
      const excess = table.excess(vm, home)
      table.place(vm, home)
      return [vm, excess]
    }),
  )
  return [...movers].sort((a, b) => (relief.get(b) as number) - (relief.get(a) as number) || a - b)
}

function vaultOf(problem: SlotProblem, vm: number): number {
  return problem.families[problem.vms.family[vm] as number]?.vault as number
}
