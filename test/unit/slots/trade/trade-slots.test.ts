import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eliminate } from '../../../../src/slots/eliminate.js'
import { measureSlots } from '../../../../src/slots/measure.js'
import type { SlotProblem } from '../../../../src/slots/problem.js'
import { createBoard } from '../../../../src/slots/repair/board.js'
import { closeUnused } from '../../../../src/slots/repair/empty-slots.js'
import { createRepair } from '../../../../src/slots/repair/repair.js'
import { tradeSlots } from '../../../../src/slots/trade/trade-slots.js'
import { allPlans, slotProblem, smallProblems } from '../../../helpers/slot-problem-arbitrary.js'

const machines = { kind: 'machines', capacity: 2 } as const

test('two slots, neither of which can be closed alone, are given for one that takes the VMs of both', () => {
  const problem = slotProblem({
    ticks: 3,
    slots: [[0], [1], [2]],
    resources: [machines],
    vms: [
      { allowed: [0, 2], uses: [1] },
      { allowed: [1, 2], uses: [1] },
    ],
  })
  const { board, options } = begin(problem, Int32Array.of(0, 1))
  eliminate(board, options)
  expect([...board.table.slots]).toEqual([0, 1])

  tradeSlots(board, options)

  expect([...board.table.slots]).toEqual([2, 2])
  expect([...board.isClosed]).toEqual([1, 1, 0])
})

test('slots with a VM that is pinned are kept', () => {
  const problem = slotProblem({
    ticks: 2,
    slots: [[0], [1]],
    resources: [machines],
    vms: [
      { allowed: [0, 1], uses: [1], home: 0, pinned: true },
      { allowed: [0, 1], uses: [1], home: 1, pinned: true },
    ],
  })
  const { board, options } = begin(problem, Int32Array.of(0, 1))

  tradeSlots(board, options)

  expect([...board.table.slots]).toEqual([0, 1])
})

test('whatever plan it begins with: every VM keeps a slot that it may have, no limit is broken more, no slot more is in use', () => {
  fc.assert(
    fc.property(smallProblems, fc.nat(1_023), (problem, pick) => {
      const plans = [...allPlans(problem)]
      const before = plans[pick % plans.length] as Int32Array
      const { board, options } = begin(problem, before)

      tradeSlots(board, { ...options, effort: 0.05 })

      const { slots } = board.table
      const { vms } = problem
      slots.forEach((slot, vm) => {
        const isKept = vms.pinned[vm] === 1 && (vms.home[vm] as number) >= 0
        if (isKept) expect(slot).toBe(vms.home[vm])
        else expect(vms.allowances[vms.allowance[vm] as number]).toContain(slot)
      })
      const [was, is] = [measureSlots(problem, before), measureSlots(problem, slots)]
      expect(is.violations).toBeLessThanOrEqual(was.violations)
      expect(is.policies).toBeLessThanOrEqual(was.policies)
    }),
  )
})

function begin(problem: SlotProblem, slots: Int32Array) {
  const board = createBoard(problem, slots)
  closeUnused(board)
  return { board, options: { repair: createRepair(board, { seed: 1 }), seed: 1, bounds: Int32Array.of(1), effort: 1 } }
}
