import type { SlotProblem } from '../problem.js'
import { createSlotRoom, type SlotRoom } from './crowded-day.js'
import { createHullOf, type Hull, intervalsOf } from './hulls.js'
import { fewestPoints } from './multicover.js'
import { packingBound } from './packing.js'

/**
 * `limits`: of plans without violation. `windows`: of any plan that gives each VM a slot; only what windows ask for is
 * left, since a plan that breaks limits may start more VMs together.
 */
export type BoundKind = 'limits' | 'windows'

/**
 * Fewest slots in use, by family. Every slot starts in one cell at least, in which each resource holds at most its
 * capacity, less what others crowd it with ({@link createSlotRoom}); so of the VMs whose hull lies in an interval of
 * slots, one slot takes at most that much of each (whatever its pattern, in whichever regime), and the interval needs as
 * many slots as bins are needed for their amounts. The fewest slots that meet the needs of all intervals at once is an
 * interval multicover.
 *
 * Why that is nearly tight: if every VM had one disk, VMs would be the edges of a bipartite multigraph of vaults and
 * accounts, which has an equitable colouring with any number of colours (de Werra 1971), so that the biggest of the
 * simple bounds could be reached. What is hard comes from VMs of several disks and from windows.
 */
export function policyBounds(problem: SlotProblem, kind: BoundKind): Int32Array {
  const hullOf = createHullOf(problem)
  const roomOf = createSlotRoom(problem)
  return Int32Array.from(machinesByFamily(problem), (machines, family) =>
    familyBound(problem, { family, machines, hullOf, roomOf, kind }),
  )
}

interface FamilyInput {
  readonly family: number
  readonly machines: readonly number[]
  readonly hullOf: (vm: number) => Hull | null
  readonly roomOf: SlotRoom
  readonly kind: BoundKind
}

function familyBound(problem: SlotProblem, { family, machines, hullOf, roomOf, kind }: FamilyInput): number {
  const byHull = groupByHull(machines, hullOf)
  if (byHull.length === 0) return 0
  const capacities = problem.families[family]?.slots.map(({ capacity }) => capacity) ?? []
  const mostInPolicy = kind === 'limits' ? capacities.reduce((most, each) => Math.max(most, each), 1) : machines.length
  const amounts = kind === 'limits' ? amountsByResource(problem, byHull, (resource) => roomOf(family, resource)) : []
  const needs = intervalsOf(byHull.map(({ hull }) => hull)).flatMap((interval) => {
    const inside = byHull.map(({ hull }) => hull.from >= interval.from && hull.to <= interval.to)
    const count = byHull.reduce((sum, group, h) => sum + (inside[h] ? group.machines.length : 0), 0)
    if (count === 0) return []
    let need = Math.ceil(count / mostInPolicy)
    for (const resource of amounts) need = Math.max(need, binsFor(resource, inside))
    return { ...interval, need }
  })
  return fewestPoints(needs)
}

interface HullGroup {
  readonly hull: Hull
  readonly machines: number[]
}

function groupByHull(machines: readonly number[], hullOf: (vm: number) => Hull | null): HullGroup[] {
  const groups = new Map<Hull, HullGroup>()
  for (const vm of machines) {
    const hull = hullOf(vm)
    if (hull === null) continue
    const group = groups.get(hull)
    if (group === undefined) groups.set(hull, { hull, machines: [vm] })
    else group.machines.push(vm)
  }
  return [...groups.values()]
}

interface ResourceAmounts {
  readonly capacity: number
  /** By hull group. */
  readonly amounts: readonly number[][]
  readonly sums: number[]
  biggest: number
}

function amountsByResource(
  { vms }: SlotProblem,
  groups: readonly HullGroup[],
  roomOf: (resource: number) => number,
): ResourceAmounts[] {
  const { from, resource, amount } = vms.use
  const found = new Map<number, ResourceAmounts>()
  groups.forEach(({ machines }, g) => {
    for (const vm of machines) {
      for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
        const r = resource[i] as number
        let entry = found.get(r)
        if (entry === undefined) {
          const capacity = roomOf(r)
          entry = { capacity, amounts: groups.map(() => []), sums: groups.map(() => 0), biggest: 0 }
          found.set(r, entry)
        }
        const units = Math.min(entry.capacity, amount[i] as number)
        entry.amounts[g]?.push(units)
        entry.sums[g] = (entry.sums[g] as number) + units
        entry.biggest = Math.max(entry.biggest, units)
      }
    }
  })
  return [...found.values()].filter(({ capacity }) => capacity > 0)
}

function binsFor({ amounts, sums, biggest, capacity }: ResourceAmounts, inside: readonly boolean[]): number {
  if (biggest * 2 > capacity)
    return packingBound(
      amounts.flatMap((list, g) => (inside[g] ? list : [])),
      capacity,
    )
  return Math.ceil(sums.reduce((sum, each, g) => sum + (inside[g] ? each : 0), 0) / capacity)
}

/** VMs of each family, in their order. */
export function machinesByFamily({ families, vms }: SlotProblem): number[][] {
  const machines: number[][] = families.map(() => [])
  for (let vm = 0; vm < vms.count; vm += 1) machines[vms.family[vm] as number]?.push(vm)
  return machines
}
