import { distinctBy } from '../../core/group.js'
import { createBlockModel, loadsByCell } from './block-model.js'
import type { Goal } from './goal.js'

/** The block with the fewest VMs at work at the same time: one column for the peak, which no cell may exceed. */
export const lowestPeak: Goal = {
  level: 'peak',
  mergeBy: { duration: true },
  achieved(block, slots) {
    const { families, time } = block.problem
    const atWork = new Map<number, number>()
    for (const { family, duration, members } of block.types)
      for (const vm of members)
        for (const start of families[family]?.slots[slots[vm] as number]?.starts ?? [])
          for (const cell of cellsAtWork(start, duration, time.ticks)) atWork.set(cell, (atWork.get(cell) ?? 0) + 1)
    return Math.max(0, ...atWork.values())
  },
  model(block, room, { least }) {
    const model = createBlockModel(block, room, () => 0)
    const { ticks } = block.problem.time
    const peak = model.builder.addColumn({ cost: 1, lower: least, integer: true })
    const loads = loadsByCell(
      model,
      () => 1,
      (starts, { duration }) => [...starts].flatMap((start) => cellsAtWork(start, duration, ticks)),
    )
    const rows = distinctBy([...loads.values()], ({ factors }) => [...factors].join(' '))
    for (const { factors } of rows)
      model.builder.addRow({ columns: [...factors.keys(), peak], factors: [...factors.values(), -1], upper: 0 })
    return {
      ...model,
      complete(values) {
        values[peak] = rows.reduce((most, { factors }) => Math.max(most, sumOf(factors, values)), least)
      },
    }
  },
}

/** Cells of the same regime, around the circle, once for each tick of work. */
function cellsAtWork(start: number, duration: number, ticks: number): number[] {
  const first = start - (start % ticks)
  return Array.from({ length: duration }, (_, tick) => first + ((start + tick) % ticks))
}

function sumOf(factors: ReadonlyMap<number, number>, values: Float64Array): number {
  return [...factors].reduce((sum, [column, factor]) => sum + factor * (values[column] ?? 0), 0)
}
