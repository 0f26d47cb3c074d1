import type { Level } from '../objective.js'
import type { SlotProblem } from '../problem.js'
import type { Block, MergeBy, Room } from './block.js'
import type { BlockModel } from './block-model.js'
import type { Mip } from './mip.js'

/** What a block is polished for. */
export interface Goal {
  readonly level: Level
  /** VMs that are the same to this goal are merged. */
  readonly mergeBy: MergeBy
  /** Vaults that are looked at together; each alone when absent. */
  groups?(problem: SlotProblem): number[][]
  /** Parts of a block that are looked at in its place: their bounds add up, too. */
  split?(block: Block): Block[]
  /** What the plan has of it now. */
  achieved(block: Block, slots: Int32Array): number
  /** Fewest slots by family, for plans without violation: their sums bound vaults without a solver. They are traded first. */
  bounds?(problem: SlotProblem): Int32Array
  /** A model of all vaults together whose bound, with what it adds, is one of the problem; undefined when it says nothing. */
  relaxation?(problem: SlotProblem): { readonly mip: Mip; readonly forced: number } | undefined
  /** What is left of a block for its bound: each plan of at most so much has a twin there. All of it when absent. */
  alone?(block: Block, most: number): Block
  /** Whether others are moved for a better block; then `model` has to heed `most`. */
  readonly makesRoom?: true
  /** `least` is known to be the least that can be had; plans of more than `most` are of no use. */
  model(block: Block, room: Room, bounds: { readonly least: number; readonly most?: number }): GoalModel
}

export interface GoalModel extends BlockModel {
  /** Sets the columns that are not places, from those that are. */
  complete(values: Float64Array): void
}
