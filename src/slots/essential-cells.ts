import type { SlotProblem } from './problem.js'
import type { StartCells } from './start-cells.js'

/** Most lists that are made; beyond that, all cells are kept: memory is worth more than a short list. */
const MOST_LISTS = 500_000

/**
 * The same less the cells that say nothing new about whether there is room: of cells that the same VMs of a resource load
 * one is enough, and who is alone in a cell is not alone in another that counts. That leaves few of a week that comes once
 * for each regime of the clocks. Resources that the same families use share their lists, and a list is empty where none
 * of these families may start.
 */
export function essentialCells(problem: SlotProblem, all: StartCells, slotBase: Int32Array): StartCells {
  const { patterns, patternOf } = all
  const cellCount = problem.time.ticks * problem.time.regimes
  const { kinds, kindOf } = kindsOf(problem, all)
  if (kinds.length * patterns > MOST_LISTS) return all
  const byFamily = patternsByFamily(problem, patternOf, slotBase)
  const from = new Int32Array(kinds.length * patterns + 1)
  const cells: number[] = []
  kinds.forEach(({ listBase, families }, kind) => {
    const isUsed = new Uint8Array(patterns)
    for (const family of families) for (const pattern of byFamily[family] ?? []) isUsed[pattern] = 1
    const essential = essentialOf(all, { listBase, isUsed, cells: cellCount })
    for (let pattern = 0; pattern < patterns; pattern += 1) {
      if (isUsed[pattern] === 1) {
        listOf(all, listBase + pattern).forEach((cell) => {
          if (essential[cell] === 1) cells.push(cell)
        })
      }
      from[kind * patterns + pattern + 1] = cells.length
    }
  })
  const listBase = kindOf.map((kind) => kind * patterns)
  return { patternOf, patterns, listBase, from, cells: Int32Array.from(cells) }
}

interface Kind {
  /** Of its span, in the lists of all cells. */
  readonly listBase: number
  readonly families: readonly number[]
}

/** Resources of one span that VMs of the same families use. */
function kindsOf({ resources, vms }: SlotProblem, { listBase }: StartCells) {
  const users = resources.map(() => new Set<number>())
  for (let vm = 0; vm < vms.count; vm += 1) {
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
      users[vms.use.resource[i] as number]?.add(vms.family[vm] as number)
    }
  }
  const kinds: Kind[] = []
  const known = new Map<string, number>()
  const kindOf = Int32Array.from(users, (set, resource) => {
    const kind = { listBase: listBase[resource] as number, families: [...set].sort((a, b) => a - b) }
    const key = `${kind.listBase}: ${kind.families.join()}`
    const index = known.get(key) ?? kinds.push(kind) - 1
    known.set(key, index)
    return index
  })
  return { kinds, kindOf }
}

/** Patterns at which VMs of each family may start, or do. */
function patternsByFamily({ families, vms }: SlotProblem, patternOf: Int32Array, slotBase: Int32Array): Set<number>[] {
  const found = families.map(() => new Set<number>())
  const seen = new Set<number>()
  for (let vm = 0; vm < vms.count; vm += 1) {
    const [family, allowance, home] = [vms.family[vm] as number, vms.allowance[vm] as number, vms.home[vm] as number]
    const base = slotBase[family] as number
    if (home >= 0) found[family]?.add(patternOf[base + home] as number)
    const key = family * vms.allowances.length + allowance
    if (seen.has(key)) continue
    seen.add(key)
    for (const slot of vms.allowances[allowance] ?? []) found[family]?.add(patternOf[base + slot] as number)
  }
  return found
}

function listOf({ from, cells }: StartCells, list: number): Int32Array {
  return cells.subarray(from[list], from[list + 1])
}

/** 1: one cell of each set of patterns that load one, less the sets of one pattern that is in a larger set. */
function essentialOf(all: StartCells, { listBase, isUsed, cells }: KindCells): Uint8Array {
  const { setOf, sizes } = patternSets(all, { listBase, isUsed, cells })
  const essential = new Uint8Array(cells)
  const isKnown = new Uint8Array(sizes.length)
  isUsed.forEach((used, pattern) => {
    if (used === 0) return
    const list = listOf(all, listBase + pattern)
    const meets = list.some((cell) => (sizes[setOf[cell] as number] as number) > 1)
    for (const cell of list) {
      const set = setOf[cell] as number
      if (isKnown[set] === 1 || (meets && sizes[set] === 1)) continue
      isKnown[set] = 1
      essential[cell] = 1
    }
  })
  return essential
}

interface KindCells {
  readonly listBase: number
  /** By pattern. */
  readonly isUsed: Uint8Array
  /** How many there are. */
  readonly cells: number
}

/** Which cells are loaded by the same patterns: pattern after pattern, each set falls into those in it and the others. */
function patternSets(all: StartCells, { listBase, isUsed, cells }: KindCells) {
  const setOf = new Int32Array(cells)
  const sizes = [0]
  /** What is left of each set with the pattern, and which pattern that was. */
  const larger = [0]
  const madeFor = [-1]
  isUsed.forEach((used, pattern) => {
    if (used === 0) return
    for (const cell of listOf(all, listBase + pattern)) {
      const set = setOf[cell] as number
      if (madeFor[set] !== pattern) {
        madeFor[set] = pattern
        larger[set] = sizes.push((sizes[set] as number) + 1) - 1
        larger.push(0)
        madeFor.push(-1)
      }
      setOf[cell] = larger[set] as number
    }
  })
  return { setOf, sizes }
}
