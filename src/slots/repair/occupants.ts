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
  /** Patterns that load a cell as a resource counts it. */
  patternsAt(resource: number, cell: number): Int32Array
  add(vm: number): void
  drop(vm: number): void
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

/** The lists of cells by pattern, turned round: patterns by span kind and cell. */
function createPatternsAt({ resources }: SlotProblem, { startCells, cells }: LoadTable) {
  const { patterns, from, cells: listCells, listBase } = startCells
  const kinds = patterns === 0 ? 0 : (from.length - 1) / patterns
  const at: number[][] = Array.from({ length: kinds * cells }, () => [])
  for (let list = 0; list < kinds * patterns; list += 1) {
    const base = Math.floor(list / patterns) * cells
    for (const cell of new Set(listCells.subarray(from[list], from[list + 1]))) at[base + cell]?.push(list % patterns)
  }
  const found = at.map((list) => Int32Array.from(list))
  const kindBase = Int32Array.from(resources, (_, r) => ((listBase[r] as number) / patterns) * cells)
  return (resource: number, cell: number) => found[(kindBase[resource] as number) + cell] as Int32Array
}
