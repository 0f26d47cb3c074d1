import { expect, test } from 'vitest'
import { nightBound } from '../../../../src/slots/bounds/night.js'
import { type SmallProblem, slotProblem } from '../../../helpers/slot-problem-arbitrary.js'

const ticks = 6
const hours = Array.from({ length: ticks }, (_, tick) => tick)

function problemOf(slots: SmallProblem['slots']) {
  const vms = Array.from({ length: 9 }, () => ({ allowed: slots.map((_, slot) => slot), uses: [1] }))
  return slotProblem({ ticks, slots, resources: [{ kind: 'machines', capacity: 2 }], vms })
}

test('9 VMs of which 2 may start together take 5 starts', () => {
  const problem = problemOf(hours.map((hour) => [hour]))

  expect(nightBound(problem, { keepsLimits: true })).toBe(4)
})

test('VMs that start twice count twice, over all cells of a slot', () => {
  const problem = problemOf([0, 1, 2].map((hour) => [hour, hour + 3]))

  expect(nightBound(problem, { keepsLimits: true })).toBe(4)
})

test('where a limit has to be broken, limits prove nothing about the night', () => {
  const problem = problemOf(hours.map((hour) => [hour]))

  expect(nightBound(problem, { keepsLimits: false })).toBe(0)
})
