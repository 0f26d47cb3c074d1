import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureSlots, misplaced } from '../../../../src/slots/measure.js'
import type { SlotProblem } from '../../../../src/slots/problem.js'
import { createBoard } from '../../../../src/slots/repair/board.js'
import { fillVaults } from '../../../../src/slots/trade/fill-vaults.js'
import { createFilling } from '../../../../src/slots/trade/filling.js'
import { smallProblems } from '../../../helpers/slot-problem-arbitrary.js'

/** No policy starts twice within an hour: Azure's shortest interval is four. */
const spacedProblems = smallProblems.filter(({ families, time }) =>
  families.every(({ slots }) => slots.every(({ starts }) => !isWithinAnHour(starts, time.ticks))),
)

test('a slot takes as many VMs as was counted, and no limit is broken', () => {
  fc.assert(
    fc.property(spacedProblems, (problem) => {
      const board = createBoard(problem)
      const filling = createFilling(board)
      for (let slot = 0; slot < (problem.families[0]?.slots.length ?? 0); slot += 1) {
        const free = [...board.table.slots.keys()].filter((vm) => board.table.slots[vm] === -1)
        const taken = free.filter((vm) => board.allowed(vm).includes(slot) && board.table.fits(vm, slot))
        const before = overLimits(problem, board.table.slots)
        const counted = filling.count({ family: 0, slot }, free, 0)
        expect(filling.count({ family: 0, slot }, free, counted)).toBe(counted)
        expect(filling.count({ family: 0, slot }, free, counted + 1)).toBeLessThan(counted + 1)

        const left = filling.fill({ family: 0, slot }, free)

        expect(free.length - left.length).toBe(counted)
        expect(left.some((vm) => board.allowed(vm).includes(slot) && board.table.fits(vm, slot))).toBe(false)
        expect(counted > 0).toBe(taken.length > 0)
        expect(overLimits(problem, board.table.slots)).toBe(before)
      }
    }),
  )
})

test('filled vaults break no limit, and leave only VMs that fit nowhere', () => {
  fc.assert(
    fc.property(spacedProblems, (problem) => {
      const board = createBoard(problem)
      const before = overLimits(problem, board.table.slots)

      fillVaults(board)

      expect(overLimits(problem, board.table.slots)).toBe(before)
      board.table.slots.forEach((taken, vm) => {
        if (taken === -1) expect([...board.allowed(vm)].some((slot) => board.table.fits(vm, slot))).toBe(false)
      })
    }),
  )
})

function overLimits(problem: SlotProblem, slots: Int32Array): number {
  return measureSlots(problem, slots).violations - misplaced(problem, slots)
}

function isWithinAnHour(starts: Uint16Array, ticks: number): boolean {
  return starts.some((start) => starts.includes((start + 1) % ticks))
}
