import type { Level } from '../objective.js'
import type { SlotProblem } from '../problem.js'
import type { Block, MergeBy, Room } from './block.js'
import type { BlockModel } from './block-model.js'

/** What a block is polished for. */
export interface Goal {
  readonly level: Level
  /** VMs that are the same to this goal are merged. */
  readonly mergeBy: MergeBy
  /** Vaults that are looked at together; each alone when absent. */
  groups?(problem: SlotProblem): number[][]
  /** `atLeast` is known to be the least that can be had. */
  model(block: Block, room: Room, atLeast: number): GoalModel
}

export interface GoalModel extends BlockModel {
  /** Sets the columns that are not places, from those that are. */
  complete(values: Float64Array): void
}
