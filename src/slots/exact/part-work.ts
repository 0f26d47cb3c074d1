import { createLoadTable, type LoadTable } from '../load-table.js'
import { misplaced } from '../measure.js'
import type { SlotProblem } from '../problem.js'
import { type Block, createBlock, placedByVault } from './block.js'
import { overload } from './decode.js'
import type { Goal } from './goal.js'
import { type BlockWork, startBlock } from './polish-block.js'

export interface PolishPart {
  readonly problem: SlotProblem
  /** Slot of each VM; -1 = none. They are not changed. */
  readonly slots: Int32Array
  /** Fewest slots by family of plans without violation, where that counts. */
  readonly bounds?: Int32Array | undefined
  /** Of the part, as known before; 0 when absent. A plan that reaches it is left as it is. */
  readonly lowerBound?: number
}

/** A part of an estate on its way to its optimum. */
export interface PartWork {
  readonly problem: SlotProblem
  readonly goal: Goal
  /** See {@link PolishPart}. */
  readonly bounds: Int32Array | undefined
  /** Of all blocks together; 0 when nothing is known. */
  bound: number
  readonly table: LoadTable
  /** Small ones first. */
  readonly blocks: readonly BlockWork[]
  readonly hasViolation: boolean
}

/** What has been found of it. */
export function partOf(work: PartWork): PolishPart {
  const bounds = work.bounds?.slice()
  for (const { block, bound } of work.blocks) {
    const [family, ...others] = familiesOf(block)
    if (bounds && others.length === 0) bounds[family as number] = Math.max(bounds[family as number] as number, bound)
  }
  return { problem: work.problem, slots: work.table.slots, lowerBound: boundOf(work), bounds }
}

export function startPart({ problem, slots, bounds, lowerBound = 0 }: PolishPart, goal: Goal): PartWork {
  const table = createLoadTable(problem)
  slots.forEach((slot, vm) => {
    if (slot >= 0) table.place(vm, slot)
  })
  const blocks = blocksOf({ problem, slots }, goal)
    .map((block) => startBlock(block, goal, table))
    .sort((a, b) => sizeOf(a.block) - sizeOf(b.block))
  const hasViolation = misplaced(problem, slots) > 0 || blocks.some(({ block }) => overload(table, block) > 0)
  if (bounds && !hasViolation)
    for (const work of blocks) work.bound = sum(familiesOf(work.block).map((family) => bounds[family] as number))
  return { problem, goal, bounds, bound: lowerBound, table, blocks, hasViolation }
}

/** What is too much for one model is looked at vault by vault: the bound is weaker then, not wrong. */
function blocksOf({ problem, slots }: PolishPart, goal: Goal): Block[] {
  const placed = placedByVault(problem, slots)
  const alone = problem.vaults.map((_, vault) => [vault])
  const blocks = (goal.groups?.(problem) ?? alone).flatMap((vaults) => {
    const create = (of: readonly number[]) => createBlock(problem, of, { ...placed, ...goal.mergeBy })
    const together = create(vaults)
    return sizeOf(together) <= MAX_COLUMNS ? [together] : vaults.map((vault) => create([vault]))
  })
  return blocks.flatMap((block) => goal.split?.(block) ?? [block]).filter(({ types }) => types.length > 0)
}

const MAX_COLUMNS = 12_000

export function sizeOf({ types }: Block): number {
  return sum(types.map(({ slots }) => slots.length))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** No plan of the part without violation has less; 0 when nothing is known. */
export function boundOf({ blocks, bound }: PartWork): number {
  return Math.max(bound, sum(blocks.map((work) => work.bound)))
}

export function isOpenPart(work: PartWork): boolean {
  return sum(work.blocks.map(({ achieved }) => achieved)) > boundOf(work)
}

function familiesOf({ types }: Block): number[] {
  return [...new Set(types.map(({ family }) => family))]
}
