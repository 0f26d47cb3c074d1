import { expect, it } from 'vitest'
import { alone } from '../../../../src/slots/exact/alone.js'
import { createBlock, placedByVault } from '../../../../src/slots/exact/block.js'
import type { SlotProblem } from '../../../../src/slots/problem.js'
import { type SmallFleet, smallProblem } from './slot-problems.js'

/** Slots that are left to each VM. */
function leftOf(problem: SlotProblem, most: number): (readonly number[])[] {
  const slots = problem.vms.allowance.map((allowance) => problem.vms.allowances[allowance]?.[0] as number)
  const { types } = alone(createBlock(problem, [0], placedByVault(problem, slots)), most)
  return types.flatMap((type) => type.members.map(() => type.slots))
}

const left = (fleet: SmallFleet, most: number) => leftOf(smallProblem(fleet), most)

it('leaves of slots that take the same VMs as many as may be used', () => {
  expect(left({ vms: [{}, {}], ticks: 6 }, 2)).toEqual([
    [0, 1],
    [0, 1],
  ])
})

it('leaves no slot for which better ones suffice, and some where they may all be in use', () => {
  const vms = [{ allowed: [0, 1, 2, 3] }, { allowed: [2, 3] }]

  expect(left({ vms }, 2)).toEqual([
    [2, 3],
    [2, 3],
  ])
  expect(left({ vms }, 3)).toEqual([
    [0, 2, 3],
    [2, 3],
  ])
})

it('takes a slot that has its policy for another than one that has to be made', () => {
  const problem = smallProblem({ vms: [{}], ticks: 2 })
  const [family] = problem.families
  const slots = family?.slots.map((slot, s) => ({ ...slot, policies: s })) ?? []

  expect(leftOf({ ...problem, families: [{ vault: 0, name: 'family', slots }] }, 1)).toEqual([[0, 1]])
})

it('leaves all slots where some start together in part', () => {
  const problem = smallProblem({ vms: [{}], ticks: 3 })
  const [family] = problem.families
  const slots = family?.slots.map((slot, s) => ({ ...slot, starts: Uint16Array.of(0, s) })) ?? []

  expect(leftOf({ ...problem, families: [{ vault: 0, name: 'family', slots }] }, 1)).toEqual([[0, 1, 2]])
})
