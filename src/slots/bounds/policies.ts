import type { SlotProblem } from '../problem.js'
import { createHullOf, type Hull, intervalsOf } from './hulls.js'
import { fewestPoints } from './multicover.js'
import { packingBound } from './packing.js'

/**
 * `limits`: of plans without violation. `windows`: of any plan; what windows and full policies ask for is left, since
 * a plan that breaks limits may start more VMs together.
 */
export type BoundKind = 'limits' | 'windows'

/**
 * Fewest slots in use, by family. Every slot starts in one cell at least, in which each resource holds at most its
 * capacity; so of the VMs whose hull lies in an interval of slots, one slot takes at most that much of each resource
 * (whatever its pattern, in whichever regime), and the interval needs as many slots as bins are needed for their
 * amounts. The fewest slots that meet the needs of all intervals at once is an interval multicover.
 *
 * Why that is nearly tight: if every VM had one disk, VMs would be the edges of a bipartite multigraph of vaults and
 * accounts, which has an equitable colouring with any number of colours (de Werra 1971), so that the biggest of the
 * simple bounds could be reached. What is hard comes from VMs of several disks and from windows.
 */
export function policyBounds(problem: SlotProblem, kind: BoundKind): Int32Array {
  const hullOf = createHullOf(problem)
  return Int32Array.from(machinesByFamily(problem), (machines, family) =>
    familyBound(problem, { family, machines, hullOf, kind }),
  )
}

interface FamilyInput {
  readonly family: number
  readonly machines: readonly number[]
  readonly hullOf: (vm: number) => Hull | null
  readonly kind: BoundKind
}

function familyBound(problem: SlotProblem, { family, machines, hullOf, kind }: FamilyInput): number {
  const placed = machines.flatMap((vm) => hullOf(vm) ?? [])
  if (placed.length === 0) return 0
  const mostInPolicy = (problem.families[family]?.slots ?? []).reduce((most, slot) => Math.max(most, slot.capacity), 1)
  const amounts = kind === 'limits' ? amountsByResource(problem, { machines, hullOf }) : []
  const needs = intervalsOf([...new Set(placed)]).flatMap((interval) => {
    const count = placed.filter((hull) => isInside(hull, interval)).length
    if (count === 0) return []
    const byResource = amounts.map(({ capacity, uses }) =>
      packingBound(
        uses.flatMap(({ hull, amount }) => (isInside(hull, interval) ? amount : [])),
        capacity,
      ),
    )
    return { ...interval, need: Math.max(Math.ceil(count / mostInPolicy), ...byResource) }
  })
  return fewestPoints(needs)
}

interface ResourceAmounts {
  readonly capacity: number
  readonly uses: { readonly hull: Hull; readonly amount: number }[]
}

function amountsByResource(
  { resources, vms }: SlotProblem,
  { machines, hullOf }: Pick<FamilyInput, 'machines' | 'hullOf'>,
): ResourceAmounts[] {
  const { from, resource, amount } = vms.use
  const found = new Map<number, ResourceAmounts>()
  for (const vm of machines) {
    const hull = hullOf(vm)
    if (hull === null) continue
    for (let i = from[vm] as number; i < (from[vm + 1] as number); i += 1) {
      const r = resource[i] as number
      const known = found.get(r) ?? { capacity: resources[r]?.capacity ?? 1, uses: [] }
      found.set(r, known)
      known.uses.push({ hull, amount: amount[i] as number })
    }
  }
  return [...found.values()].filter(({ capacity }) => capacity > 0)
}

const isInside = (hull: Hull, interval: Hull) => hull.from >= interval.from && hull.to <= interval.to

/** VMs of each family, in their order. */
export function machinesByFamily({ families, vms }: SlotProblem): number[][] {
  const machines: number[][] = families.map(() => [])
  for (let vm = 0; vm < vms.count; vm += 1) machines[vms.family[vm] as number]?.push(vm)
  return machines
}
