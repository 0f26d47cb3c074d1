import { machinesByFamily } from '../bounds/policies.js'
import { difficulties } from '../construct/difficulty.js'
import type { Board } from '../repair/board.js'
import { createFilling } from './filling.js'
import { openBest } from './open-best.js'
import { startsOf } from './starts.js'

/**
 * Places VMs slot by slot, each slot filled before the next is opened: vaults of the fewest choices first, and in each the
 * tiers that start most often. Who fits nowhere is left. It is for vaults whose tiers start differently often: counting
 * alone does not tell what a slot of one tier leaves of those of another.
 */
export function fillVaults(board: Board): void {
  const { problem, isClosed, isFixed } = board
  const filling = createFilling(board)
  const difficulty = difficulties(problem)
  const machines = machinesByFamily(problem).map((list) =>
    list
      .filter((vm) => isFixed[vm] === 0)
      .sort((a, b) => (difficulty[b] as number) - (difficulty[a] as number) || a - b),
  )
  isClosed.fill(1)
  for (const family of inOrder(board, machines))
    openBest(board, { filling, family, vms: machines[family] ?? [], most: Number.POSITIVE_INFINITY })
  isClosed.fill(0)
}

function inOrder(
  { problem: { vaults, families }, allowed }: Board,
  machines: readonly (readonly number[])[],
): number[] {
  const choices = vaults.map(() => Number.POSITIVE_INFINITY)
  machines.forEach((list, family) => {
    const vault = families[family]?.vault as number
    for (const vm of list) choices[vault] = Math.min(choices[vault] as number, allowed(vm).length)
  })
  return families
    .map(({ vault }, family) => ({
      family,
      vault,
      choices: choices[vault] as number,
      starts: startsOf(families, family),
      size: machines[family]?.length ?? 0,
    }))
    .filter(({ size }) => size > 0)
    .sort(
      (a, b) =>
        a.choices - b.choices || a.vault - b.vault || b.starts - a.starts || b.size - a.size || a.family - b.family,
    )
    .map(({ family }) => family)
}
