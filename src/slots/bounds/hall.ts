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
}

/**
 * Hall's condition, for the sets of cells that some VM is confined to, unions of two of these, and all cells: VMs that may
 * start nowhere else load these cells by their amounts, and what is more than the cells hold is over the limit. Returns
 * for each regime the worst shortage of a resource, if there is one.
 */
export function createHallCheck(problem: SlotProblem): (resource: number) => Shortage[] {
  const usersOf = indexUses(problem)
  const reachOf = createReach(problem)
  return (resource) => {
    const users = usersOf[resource] ?? []
    const capacity = problem.resources[resource]?.capacity ?? 0
    if (capacity === 0) return []
    return Array.from({ length: problem.time.regimes }, (_, regime) => {
      const uses = users.flatMap(({ vm, amount }) => ({ amount, reach: reachOf(vm, resource, regime) }))
      return worstShortage(uses, capacity)
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
  readonly amount: number
  readonly reach: Reach
}

const MOST_PAIRED = 12

function worstShortage(uses: readonly Use[], capacity: number): Shortage | null {
  const distinct = [...new Set(uses.map(({ reach }) => reach.cells))]
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

function shortageIn(cells: ReadonlySet<number>, uses: readonly Use[], capacity: number): Shortage {
  const inside = uses.filter(({ reach }) => [...reach.cells].every((cell) => cells.has(cell)))
  const amount = inside.reduce((sum, use) => sum + use.amount, 0)
  const load = inside.reduce((sum, use) => sum + use.amount * use.reach.fewest, 0)
  // Each start a bin: VMs that count once share it as items do, and a big one may need a start of its own.
  const single = inside.flatMap(({ amount: units, reach }) => (reach.fewest === 1 && units <= capacity ? units : []))
  const needed = Math.max(Math.ceil(load / capacity), packingBound(single, capacity))
  const excess = Math.max(0, load - capacity * cells.size, needed > cells.size ? 1 : 0)
  return { amount, load, needed, cells: [...cells].sort((a, b) => a - b), isEverywhere: false, excess }
}

/** VMs and amounts by resource. */
function indexUses({ resources, vms }: SlotProblem): { vm: number; amount: number }[][] {
  const uses: { vm: number; amount: number }[][] = resources.map(() => [])
  for (let vm = 0; vm < vms.count; vm += 1) {
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
      uses[vms.use.resource[i] as number]?.push({ vm, amount: vms.use.amount[i] as number })
    }
  }
  return uses
}

/** Where a VM may count, one object for all VMs of the same slots. */
function createReach(problem: SlotProblem): (vm: number, resource: number, regime: number) => Reach {
  const { families, vms, time } = problem
  const base = slotBaseOf(problem)
  const starts = createStartCells(
    problem,
    families.flatMap((family) => family.slots),
  )
  const known = new Map<string, Reach>()
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
    const made = {
      cells: new Set(lists.flatMap((cells) => [...cells])),
      fewest: lists.reduce((least, { length }) => Math.min(least, length), lists[0]?.length ?? 0),
    }
    known.set(key, made)
    return made
  }
}
