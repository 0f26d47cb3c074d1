import { expect, test } from 'vitest'
import { findDistinctCells } from '../../../../src/slots/peak/distinct-cells.js'
import type { SlotProblem } from '../../../../src/slots/problem.js'
import { slotProblem } from '../../../helpers/slot-problem-arbitrary.js'

const WEEK = 7 * 48
const daily = (tick: number) => Array.from({ length: 7 }, (_, day) => day * 48 + ((tick + 48) % 48))

/** How many cells tell of the only vault, by the starts of its slots; nobody lasts longer than two ticks. */
function tellingOf(slots: readonly (readonly number[])[], regimes = 1): number {
  const small = slotProblem({ ticks: WEEK, slots, resources: [], vms: [] })
  const problem: SlotProblem = { ...small, time: { ...small.time, regimes } }
  const patterns = {
    patternOf: Int32Array.from(slots.keys()),
    slotBase: Int32Array.of(0, slots.length),
    startsOf: slots.map((starts) => Uint16Array.from(starts)),
  }
  return findDistinctCells(problem, patterns, 2).tells[0]?.reduce((sum, tells) => sum + tells, 0) as number
}

const inBothRegimes = (tick: number, later: number) => [
  ...daily(tick),
  ...daily(tick + later).map((cell) => WEEK + cell),
]

test('a week in which all slots start every day is told by one of its days', () => {
  // 20:00, 21:00, and the half hour after each; the rest is a time when nobody is at work.
  expect(tellingOf([daily(40), daily(42)])).toBe(5)
})

test('a slot that starts on one day tells that day from the others', () => {
  expect(tellingOf([daily(40), [3 * 48 + 42]])).toBe(5)
  expect(tellingOf([daily(40), [3 * 48 + 40]])).toBe(5)
})

test('regimes tell apart only slots whose clocks change in another way', () => {
  expect(tellingOf([inBothRegimes(40, 2), inBothRegimes(41, 2)], 2)).toBe(4)
  expect(tellingOf([inBothRegimes(40, 2), inBothRegimes(41, 0)], 2)).toBe(7)
})
