import type { LoadTable } from '../load-table.js'
import type { SlotProblem } from '../problem.js'

const NONE = -1

/**
 * Who is where: doubly linked lists of the placed VMs by slot, and of their uses by resource and start pattern, so that
 * the VMs that load one cell are found by a walk along the few patterns that start there.
 */
export interface Occupants {
  /** VM of each use. */
  readonly vmOf: Int32Array
  /** First use in the list of resource r and pattern p, entry `r * patterns + p`; -1 ends a list. */
  readonly firstUse: Int32Array
  readonly nextUse: Int32Array
  /** First VM by slot (`slotBase[f] + s`), and the next one; -1 ends a list. */
  readonly firstVm: Int32Array
  readonly nextVm: Int32Array
  readonly patternsAt: PatternsAt
  add(vm: number): void
  drop(vm: number): void
}

/** The lists of cells by pattern, turned round: `patterns[from[i]] .. patterns[from[i + 1] - 1]`, i = `base[resource] + cell`. */
interface PatternsAt {
  readonly base: Int32Array
  readonly from: Int32Array
  readonly patterns: Int32Array
}

/** The VMs that the table has placed so far; `add` after each later `place`, `drop` before each `remove`. */
export function createOccupants(problem: SlotProblem, table: LoadTable): Occupants {
  const { vms, resources } = problem
  const { from, resource: used } = vms.use
  const { patterns, patternOf } = table.startCells
  const uses = createLists(used.length, resources.length * patterns)
  const members = createLists(vms.count, table.counts.length)
  const vmOf = new Int32Array(used.length)
  for (let vm = 0; vm < vms.count; vm += 1) vmOf.fill(vm, from[vm], from[vm + 1])
  const slotIndex = (vm: number) => (table.slotBase[vms.family[vm] as number] as number) + (table.slots[vm] as number)

  const add = (vm: number) => {
    const at = slotIndex(vm)
    members.insert(vm, at)
    const pattern = patternOf[at] as number
    for (let i = from[vm] as number, end = from[vm + 1] as number; i < end; i += 1) {
      uses.insert(i, (used[i] as number) * patterns + pattern)
    }
  }
  const drop = (vm: number) => {
    const at = slotIndex(vm)
    members.remove(vm, at)
    const pattern = patternOf[at] as number
    for (let i = from[vm] as number, end = from[vm + 1] as number; i < end; i += 1) {
      uses.remove(i, (used[i] as number) * patterns + pattern)
    }
  }
  for (let vm = 0; vm < vms.count; vm += 1) if ((table.slots[vm] as number) >= 0) add(vm)
  return {
    vmOf,
    firstUse: uses.first,
    nextUse: uses.next,
    firstVm: members.first,
    nextVm: members.next,
    patternsAt: createPatternsAt(problem, table),
    add,
    drop,
  }
}

function createLists(nodes: number, lists: number) {
  const first = new Int32Array(lists).fill(NONE)
  const next = new Int32Array(nodes).fill(NONE)
  const previous = new Int32Array(nodes).fill(NONE)
  return {
    first,
    next,
    insert(node: number, list: number) {
      const head = first[list] as number
      next[node] = head
      previous[node] = NONE
      if (head !== NONE) previous[head] = node
      first[list] = node
    },
    remove(node: number, list: number) {
      const after = next[node] as number
      const before = previous[node] as number
      if (before === NONE) first[list] = after
      else next[before] = after
      if (after !== NONE) previous[after] = before
    },
  }
}

function createPatternsAt({ resources }: SlotProblem, { startCells, cells }: LoadTable): PatternsAt {
  const { patterns, from: listFrom, cells: listCells, listBase } = startCells
  const lists = listFrom.length - 1
  const cellOf = (list: number, j: number) => Math.floor(list / patterns) * cells + (listCells[j] as number)
  const from = new Int32Array((patterns === 0 ? 0 : lists / patterns) * cells + 1)
  const eachOnce = (visit: (cell: number, pattern: number) => void) => {
    const lastList = new Int32Array(from.length).fill(NONE)
    for (let list = 0; list < lists; list += 1) {
      for (let j = listFrom[list] as number; j < (listFrom[list + 1] as number); j += 1) {
        const cell = cellOf(list, j)
        if (lastList[cell] !== list) visit(cell, list % patterns)
        lastList[cell] = list
      }
    }
  }
  eachOnce((cell) => {
    from[cell + 1] = (from[cell + 1] as number) + 1
  })
  for (let cell = 1; cell < from.length; cell += 1) from[cell] = (from[cell] as number) + (from[cell - 1] as number)
  const found = new Int32Array(from.at(-1) as number)
  const next = from.slice()
  eachOnce((cell, pattern) => {
    found[next[cell] as number] = pattern
    next[cell] = (next[cell] as number) + 1
  })
  const base = Int32Array.from(resources, (_, r) => ((listBase[r] as number) / patterns) * cells)
  return { base, from, patterns: found }
}
