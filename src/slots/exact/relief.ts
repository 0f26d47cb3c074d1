import { groupBy } from '../../core/group.js'
import { bringHome } from '../moves/homecoming.js'
import { findViolations } from '../moves/violations.js'
import type { SlotProblem } from '../problem.js'
import { type Mip, MipBuilder } from './mip.js'

/** Fewest VMs that have to leave home, wherever they go: a bound for all vaults of a problem together. */
export interface Relief {
  /** VMs that leave whatever the model says: their window does not allow their home. */
  readonly forced: number
  readonly mip: Mip
}

/**
 * Everybody home; of each limit that does not hold, enough have to leave. VMs of the same limits are merged, so that
 * the model is small however many VMs there are. Undefined when all limits hold.
 */
export function reliefModel(problem: SlotProblem): Relief | undefined {
  const { fleet, forced, mayLeave } = bringHome(problem)
  const violations = findViolations(fleet)
  if (violations.length === 0) return undefined
  const builder = new MipBuilder()
  const rows = violations.map(({ excess }) => ({ lower: excess, columns: [] as number[], factors: [] as number[] }))
  const helps = violations.flatMap(({ vms, amounts }, row) =>
    [...vms].flatMap((vm, i) => (mayLeave[vm] === 1 ? { vm, row, amount: amounts[i] as number } : [])),
  )
  const byVm = [...groupBy(helps, ({ vm }) => vm).values()]
  const alike = groupBy(byVm, (help) => help.map(({ row, amount }) => `${row} ${amount}`).join(' '))
  for (const vms of alike.values()) {
    const column = builder.addColumn({ cost: 1, upper: vms.length, integer: true })
    for (const { row, amount } of vms[0] ?? []) {
      rows[row]?.columns.push(column)
      rows[row]?.factors.push(amount)
    }
  }
  for (const row of rows) builder.addRow(row)
  return { forced, mip: builder.build() }
}
