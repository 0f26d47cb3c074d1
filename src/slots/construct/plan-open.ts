import type { LoadTable } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import { createFamilyDemand, type FamilyDemand } from './family-demand.js'

export interface PlanOpenInput {
  readonly table: LoadTable
  /** VMs by family that have to be placed. */
  readonly machines: readonly (readonly number[])[]
  /** Fewest slots, by family. */
  readonly bounds: Int32Array
}

/**
 * Chooses the slots to open before any VM is placed, vault by vault, families of many VMs first: again and again the slot
 * that serves most of the VMs that are still without one, as far as the vault has room in its cells, until all are served
 * and the family has as many slots as its bound says that it needs. Among equals one whose policy exists, then the one
 * whose accounts are planned to be least busy. Returns 1 for each slot (`slotBase[f] + s`) to open.
 */
export function planOpen(problem: SlotProblem, { table, machines, bounds }: PlanOpenInput): Uint8Array {
  const isOpen = Uint8Array.from(table.counts, (count) => (count > 0 ? 1 : 0))
  const plan = { problem, table, isOpen, loads: new Float64Array(table.loads) }
  const size = (family: number) => machines[family]?.length ?? 0
  const vault = (family: number) => problem.families[family]?.vault ?? 0
  const order = problem.families.map((_, family) => family).filter((family) => size(family) > 0)
  order.sort((a, b) => vault(a) - vault(b) || size(b) - size(a) || a - b)
  for (const family of order) {
    openFamily(plan, { family, machines: machines[family] ?? [], atLeast: bounds[family] as number })
  }
  return isOpen
}

interface Plan {
  readonly problem: SlotProblem
  readonly table: LoadTable
  readonly isOpen: Uint8Array
  /** As `table.loads`, with the uses of planned families spread over their open slots. */
  readonly loads: Float64Array
}

interface FamilyInput {
  readonly family: number
  readonly machines: readonly number[]
  readonly atLeast: number
}

interface Candidate {
  readonly slot: number
  /** VMs for which the vault has room. */
  readonly room: number
  /** How busy the family's accounts are planned to be there. */
  readonly pressure: number
  readonly isMade: boolean
}

function openFamily(plan: Plan, { family, machines, atLeast }: FamilyInput): void {
  const { problem, table, isOpen } = plan
  const base = table.slotBase[family] as number
  const totals = totalsOf(problem, machines)
  const demand = createFamilyDemand(problem, machines)
  const candidates = (problem.families[family]?.slots ?? []).map(({ policies, capacity }, slot) => {
    const { room, pressure } = roomAt(plan, { at: base + slot, totals })
    return { slot, room: Math.min(room, capacity), pressure, isMade: policies > 0 }
  })
  const served = new Map<number, number>()
  const open = (candidate: Candidate) => {
    served.set(candidate.slot, demand.serve(candidate.slot, candidate.room))
    isOpen[base + candidate.slot] = 1
  }
  for (const candidate of candidates) if (isOpen[base + candidate.slot] === 1) open(candidate)
  let closed = candidates.filter(({ slot }) => !served.has(slot))
  while (demand.left() > 0 || served.size < atLeast) {
    const best = bestOf(closed, demand)
    if (best === null) break
    open(best)
    closed = closed.filter((candidate) => candidate !== best)
  }
  spread(plan, { base, totals, served, machines: machines.length })
}

function bestOf(candidates: readonly Candidate[], demand: FamilyDemand): Candidate | null {
  const isAllServed = demand.left() === 0
  let best: Candidate | null = null
  let most = 0
  for (const candidate of candidates) {
    const { slot, room } = candidate
    const worth = isAllServed ? Math.min(room, demand.popularity(slot)) : demand.servable(slot, room)
    if (worth < most || worth === 0) continue
    if (best !== null && worth === most && !isCalmer(candidate, best)) continue
    best = candidate
    most = worth
  }
  return best
}

function isCalmer(one: Candidate, other: Candidate): boolean {
  return one.isMade === other.isMade ? one.pressure < other.pressure : one.isMade
}

/** What the VMs use in all, by resource. */
function totalsOf({ vms: { use } }: SlotProblem, machines: readonly number[]): Map<number, number> {
  const totals = new Map<number, number>()
  for (const vm of machines) {
    for (let i = use.from[vm] as number; i < (use.from[vm + 1] as number); i += 1) {
      const resource = use.resource[i] as number
      totals.set(resource, (totals.get(resource) ?? 0) + (use.amount[i] as number))
    }
  }
  return totals
}

/** Resources that every VM uses once leave so much room; the others, by the part of them that is planned, press. */
function roomAt({ problem, table, loads }: Plan, { at, totals }: { at: number; totals: ReadonlyMap<number, number> }) {
  const { patternOf, listBase, from, cells } = table.startCells
  let room = Number.POSITIVE_INFINITY
  let pressure = 0
  for (const [resource, total] of totals) {
    const capacity = problem.resources[resource]?.capacity || 1
    const list = (listBase[resource] as number) + (patternOf[at] as number)
    let busiest = 0
    for (let j = from[list] as number; j < (from[list + 1] as number); j += 1) {
      const load = loads[resource * table.cells + (cells[j] as number)] as number
      if (load > busiest) busiest = load
    }
    if (problem.resources[resource]?.kind === 'machines')
      room = Math.min(room, Math.max(0, Math.floor(capacity - busiest)))
    pressure += (total * busiest) / capacity
  }
  return { room, pressure }
}

/** Counts the family in: VMs by slot as they are served, and so their disks. */
function spread(
  { problem, table, loads }: Plan,
  {
    base,
    totals,
    served,
    machines,
  }: { base: number; totals: ReadonlyMap<number, number>; served: ReadonlyMap<number, number>; machines: number },
): void {
  const { patternOf, listBase, from, cells } = table.startCells
  if (problem.resources.length === 0) return
  for (const [slot, count] of served) {
    for (const [resource, total] of totals) {
      const list = (listBase[resource] as number) + (patternOf[base + slot] as number)
      for (let j = from[list] as number; j < (from[list + 1] as number); j += 1) {
        const cell = resource * table.cells + (cells[j] as number)
        loads[cell] = (loads[cell] as number) + (total * count) / machines
      }
    }
  }
}
