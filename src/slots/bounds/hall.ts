import { groupBy } from '../../core/group.js'
import { slotBaseOf } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import { createStartCells } from '../start-cells.js'
import { packingBound } from './packing.js'

/** VMs that cannot all start within a limit, whatever slots they get. */
export interface Shortage {
  /** Units of the resource that they use; as often as each of them starts in the period at least: `load`. */
  readonly amount: number
  readonly load: number
  /** Starts that these need at least; fewer than `cells`. */
  readonly needed: number
  /** All cells in which any of them may start, of one regime. */
  readonly cells: readonly number[]
  /** Whether these are all VMs that use the resource. */
  readonly isEverywhere: boolean
  /** Units over the limit in every plan. */
  readonly excess: number
  /** How much each of the VMs that may start nowhere else loads these cells at least. */
  readonly confined: ReadonlyMap<number, number>
}

/**
 * Hall's condition, for the sets of cells that some VM is confined to, unions of two of these, and all cells: VMs that may
 * start nowhere else load these cells by their amounts, and what is more than the cells hold is over the limit. Returns
 * for each regime the worst shortage of a resource, which has to be one of the suspects, if there is one.
 */
export function createHallCheck(
  problem: SlotProblem,
  suspects: readonly number[],
): (resource: number) => readonly Shortage[] {
  const usersOf = indexUses(problem, new Set(suspects))
  const reachOf = createReach(problem)
  return (resource) => {
    const users = usersOf.get(resource) ?? []
    const capacity = problem.resources[resource]?.capacity ?? 0
    if (capacity === 0) return []
    return Array.from({ length: problem.time.regimes }, (_, regime) => {
      const groups = groupBy(users, ({ vm }) => reachOf(vm, resource, regime))
      return worstShortage(groups, capacity)
    }).filter((shortage) => shortage !== null)
  }
}

interface Reach {
  /** Cells in which the VM may count. */
  readonly cells: ReadonlySet<number>
  /** In how many it counts at least. */
  readonly fewest: number
}

interface Use {
  readonly vm: number
  readonly amount: number
}

type UsesByReach = ReadonlyMap<Reach, readonly Use[]>

const MOST_PAIRED = 12

function worstShortage(uses: UsesByReach, capacity: number): Shortage | null {
  const distinct = [...new Set([...uses.keys()].map(({ cells }) => cells))]
  const all = unionOf(distinct)
  const pairs =
    distinct.length > MOST_PAIRED ? [] : distinct.flatMap((a, i) => distinct.slice(i + 1).map((b) => unionOf([a, b])))
  let worst: Shortage | null = null
  for (const cells of [all, ...distinct, ...pairs]) {
    const shortage = shortageIn(cells, uses, capacity)
    if (shortage.excess > (worst?.excess ?? 0)) worst = { ...shortage, isEverywhere: cells.size === all.size }
  }
  return worst
}

const unionOf = (sets: readonly ReadonlySet<number>[]) => new Set(sets.flatMap((set) => [...set]))

function isWithin(cells: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  if (cells === others) return true
  if (cells.size > others.size) return false
  for (const cell of cells) if (!others.has(cell)) return false
  return true
}

function shortageIn(cells: ReadonlySet<number>, uses: UsesByReach, capacity: number): Shortage {
  const confined = new Map<number, number>()
  // Each start a bin: VMs that count once share it as items do, and a big one may need a start of its own.
  const single: number[] = []
  let [amount, load] = [0, 0]
  for (const [reach, list] of uses) {
    if (!isWithin(reach.cells, cells)) continue
    for (const { vm, amount: units } of list) {
      amount += units
      load += units * reach.fewest
      confined.set(vm, units * reach.fewest)
      if (reach.fewest === 1 && units <= capacity) single.push(units)
    }
  }
  const needed = Math.max(Math.ceil(load / capacity), packingBound(single, capacity))
  const excess = Math.max(0, load - capacity * cells.size, needed > cells.size ? 1 : 0)
  return { amount, load, needed, cells: [...cells].sort((a, b) => a - b), isEverywhere: false, excess, confined }
}

/** VMs and amounts by resource. */
function indexUses({ vms }: SlotProblem, suspects: ReadonlySet<number>): Map<number, Use[]> {
  const uses = new Map([...suspects].map((resource): [number, Use[]] => [resource, []]))
  for (let vm = 0; vm < vms.count; vm += 1) {
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
      uses.get(vms.use.resource[i] as number)?.push({ vm, amount: vms.use.amount[i] as number })
    }
  }
  return uses
}

/** Where a VM may count, one object for all VMs of the same starts. */
function createReach(problem: SlotProblem): (vm: number, resource: number, regime: number) => Reach {
  const { families, vms, time } = problem
  const base = slotBaseOf(problem)
  const starts = createStartCells(
    problem,
    families.flatMap((family) => family.slots),
  )
  const known = new Map<string, Reach>()
  const byStarts = new Map<string, Reach>()
  return (vm, resource, regime) => {
    const family = vms.family[vm] as number
    const allowance = vms.allowance[vm] as number
    const home = vms.home[vm] as number
    const isFixed = home >= 0 && (vms.pinned[vm] === 1 || vms.allowances[allowance]?.length === 0)
    const kind = starts.listBase[resource] as number
    const key = `${family} ${isFixed ? `at ${home}` : allowance} ${kind} ${regime}`
    const reach = known.get(key)
    if (reach !== undefined) return reach
    const slots = isFixed ? [home] : [...(vms.allowances[allowance] as Uint16Array)]
    const lists = slots.map((slot) => {
      const list = kind + (starts.patternOf[(base[family] as number) + slot] as number)
      const cells = starts.cells.subarray(starts.from[list], starts.from[list + 1])
      return cells.filter((cell) => Math.floor(cell / time.ticks) === regime)
    })
    const cells = [...new Set(lists.flatMap((list) => [...list]))].sort((a, b) => a - b)
    const fewest = lists.reduce((least, { length }) => Math.min(least, length), lists[0]?.length ?? 0)
    const text = `${fewest} ${cells.join()}`
    const made = byStarts.get(text) ?? { cells: new Set(cells), fewest }
    byStarts.set(text, made)
    known.set(key, made)
    return made
  }
}
