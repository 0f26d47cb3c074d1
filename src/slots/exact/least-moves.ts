import type { Block, Room } from './block.js'
import { createBlockModel } from './block-model.js'
import type { Goal } from './goal.js'
import { moveGroups } from './move-groups.js'
import { reliefModel } from './relief.js'

/** The block with the fewest VMs outside of the slots that they have at home. */
export const leastMoves: Goal = {
  level: 'moves',
  mergeBy: { home: true },
  groups: moveGroups,
  relaxation: reliefModel,
  achieved: ({ types }, slots) =>
    types.flatMap(({ home, members }) => members.filter((vm) => home >= 0 && slots[vm] !== home)).length,
  model(block: Block, room: Room) {
    const model = createBlockModel(block, room, ({ home }, slot) => (home >= 0 && slot !== home ? 1 : 0))
    return { ...model, complete() {} }
  },
}
