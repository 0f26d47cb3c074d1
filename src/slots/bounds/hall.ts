import { groupBy } from '../../core/group.js'
import { slotBaseOf } from '../load-table.js'
import type { SlotProblem } from '../problem.js'
import { createStartCells, type StartCells } from '../start-cells.js'
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

/** The shortages of a resource. */
export type HallCheck = (resource: number) => readonly Shortage[]

/**
 * Hall's condition, for the sets of cells that some VM is confined to, unions of two of these, and all cells: VMs that may
 * start nowhere else load these cells by their amounts, and what is more than the cells hold is over the limit. Returns
 * for each regime the worst shortage of a resource, which has to be one of the suspects, if there is one. VMs that do not
 * count are left out.
 */
export function createHallCheck(
  problem: SlotProblem,
  suspects: readonly number[],
  counts: (vm: number) => boolean = () => true,
): HallCheck {
  const usersOf = indexUses(problem, suspects, counts)
  const reaches = new Reaches(problem)
  const known: (readonly Shortage[])[] = []
  return (resource) => {
    const users = usersOf[resource] ?? []
    const capacity = problem.resources[resource]?.capacity ?? 0
    if (capacity === 0) return []
    known[resource] ??= Array.from({ length: problem.time.regimes }, (_, regime) => {
      const groups = groupBy(users, ({ vm }) => reaches.of(vm, resource, regime))
      return worstShortage(groups, capacity)
    }).filter((shortage) => shortage !== null)
    return known[resource]
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
    const within = [...uses].filter(([reach]) => isWithin(reach.cells, cells))
    const counted = countIn(cells.size, within, capacity)
    if (counted.excess <= (worst?.excess ?? 0)) continue
    worst = {
      ...counted,
      cells: [...cells].sort((a, b) => a - b),
      isEverywhere: cells.size === all.size,
      confined: new Map(within.flatMap(([{ fewest }, list]) => list.map(({ vm, amount }) => [vm, amount * fewest]))),
    }
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

function countIn(cells: number, uses: Iterable<readonly [Reach, readonly Use[]]>, capacity: number) {
  // Each start a bin: VMs that count once share it as items do, and a big one may need a start of its own.
  const single: number[] = []
  let [amount, load] = [0, 0]
  for (const [{ fewest }, list] of uses) {
    for (const { amount: units } of list) {
      amount += units
      load += units * fewest
      if (fewest === 1 && units <= capacity) single.push(units)
    }
  }
  const needed = Math.max(Math.ceil(load / capacity), packingBound(single, capacity))
  return { amount, load, needed, excess: Math.max(0, load - capacity * cells, needed > cells ? 1 : 0) }
}

/** VMs and amounts by resource. */
function indexUses(
  { vms }: SlotProblem,
  suspects: readonly number[],
  counts: (vm: number) => boolean,
): (Use[] | undefined)[] {
  const uses: (Use[] | undefined)[] = []
  for (const resource of suspects) uses[resource] = []
  for (let vm = 0; vm < vms.count; vm += 1) {
    if (!counts(vm)) continue
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
      uses[vms.use.resource[i] as number]?.push({ vm, amount: vms.use.amount[i] as number })
    }
  }
  return uses
}

/** Where VMs may count, one object for all of the same starts. */
class Reaches {
  readonly #problem: SlotProblem
  readonly #base: Int32Array
  readonly #starts: StartCells
  /** Keys of VMs that may have one slot only come after those of allowances. */
  readonly #keysOfFamily: number
  /** By span and regime, then by key. */
  readonly #byKey: Map<number, Reach>[] = []
  /** Families share their patterns, so that most reaches are known by these. */
  readonly #byPatterns = new Map<string, Reach>()

  constructor(problem: SlotProblem) {
    const { families, vms } = problem
    this.#problem = problem
    this.#base = slotBaseOf(problem)
    this.#starts = createStartCells(problem)
    const mostSlots = families.reduce((most, { slots }) => Math.max(most, slots.length), 0)
    this.#keysOfFamily = vms.allowances.length + mostSlots
  }

  of(vm: number, resource: number, regime: number): Reach {
    const { vms, time } = this.#problem
    const [family, allowance, home] = [vms.family[vm], vms.allowance[vm], vms.home[vm]] as [number, number, number]
    const isFixed = home >= 0 && (vms.pinned[vm] === 1 || vms.allowances[allowance]?.length === 0)
    const span = this.#starts.listBase[resource] as number
    const at = span * time.regimes + regime
    const key = family * this.#keysOfFamily + (isFixed ? vms.allowances.length + home : allowance)
    this.#byKey[at] ??= new Map()
    const known = this.#byKey[at].get(key)
    if (known !== undefined) return known
    const slots = isFixed ? [home] : [...(vms.allowances[allowance] as Uint16Array)]
    const patterns = slots.map((slot) => this.#starts.patternOf[(this.#base[family] as number) + slot] as number)
    const reach = this.#ofPatterns(patterns, span, regime)
    this.#byKey[at].set(key, reach)
    return reach
  }

  #ofPatterns(patterns: readonly number[], span: number, regime: number): Reach {
    const text = `${span} ${regime} ${patterns.join()}`
    const known = this.#byPatterns.get(text)
    if (known !== undefined) return known
    const { cells, from } = this.#starts
    const lists = patterns.map((pattern) => {
      const list = cells.subarray(from[span + pattern], from[span + pattern + 1])
      return list.filter((cell) => Math.floor(cell / this.#problem.time.ticks) === regime)
    })
    const fewest = lists.reduce((least, { length }) => Math.min(least, length), lists[0]?.length ?? 0)
    const made = { cells: new Set(lists.flatMap((list) => [...list])), fewest }
    this.#byPatterns.set(text, made)
    return made
  }
}
