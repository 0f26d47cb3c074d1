import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareFairly } from '../../mocks/service/fair-share.js'

const TINY = 1e-6
const capacities = fc.integer({ min: 1, max: 10_000 })
const limits = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 })
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

test('no flow gets more than its limit, and all together fill the link or have all that they can take', () => {
  fc.assert(
    fc.property(capacities, limits, (capacity, most) => {
      const rates = shareFairly(capacity, most)

      expect(rates.every((rate, index) => rate > 0 && rate <= (most[index] ?? 0))).toBe(true)
      expect(sumOf(rates)).toBeCloseTo(Math.min(capacity, sumOf(most)), 6)
    }),
  )
})

test('a flow that gets less than its limit gets as much as any other', () => {
  fc.assert(
    fc.property(capacities, limits, (capacity, most) => {
      const rates = shareFairly(capacity, most)
      const highest = Math.max(...rates)

      const held = rates.filter((rate, index) => rate < (most[index] ?? 0) - TINY)
      for (const rate of held) expect(rate).toBeGreaterThanOrEqual(highest - TINY)
    }),
  )
})

test('the order of the flows does not matter', () => {
  fc.assert(
    fc.property(capacities, limits, (capacity, most) => {
      const backwards = shareFairly(capacity, [...most].reverse()).reverse()

      for (const [index, rate] of shareFairly(capacity, most).entries()) expect(backwards[index]).toBeCloseTo(rate, 6)
    }),
  )
})
