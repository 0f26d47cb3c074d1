import { chooseBases, groupVms, type VmGroups } from '../moves/groups.js'
import type { Survey } from '../moves/survey.js'
import type { SlotFamily, SlotProblem } from '../problem.js'

/** Who may leave home in a plan without violation and with so many moves. */
export interface Leavers {
  /** How many at most, besides those that have to. */
  readonly most: number
  /** By VM: whether it has a home that it may have, and may leave it. */
  readonly mayLeave: Uint8Array
  readonly groups: VmGroups
  /** By cover: 1 for bases, which are of VMs of one vault. */
  readonly isBase: Uint8Array
  /** By cover: what has to leave it at least. */
  readonly need: Int32Array
  /** By cover: what a unit of it is worth, in moves. */
  readonly prices: Float64Array
}

export function leaversOf(
  { families, vms }: SlotProblem,
  { covers, memberships, prices, mayLeave, forced }: Omit<Survey, 'fleet'>,
  moves: number,
): Leavers {
  const vaultOf = (vm: number) => (families[vms.family[vm] as number] as SlotFamily).vault
  const isBase = chooseBases(covers, vms.count, ({ vms: theirs }) =>
    theirs.every((vm) => vaultOf(vm) === vaultOf(theirs[0] as number)),
  )
  return {
    most: moves - forced,
    mayLeave,
    groups: groupVms(memberships, isBase),
    isBase,
    need: Int32Array.from(covers, ({ need }) => need),
    prices,
  }
}
