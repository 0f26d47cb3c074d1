import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LARGEST_BIN, splitInTwo } from '../../../../src/slots/repair/split.js'

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 })
const bins = fc.record({ size: fc.integer({ min: 0, max: LARGEST_BIN }), count: fc.integer({ min: 0, max: 8 }) })

const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)

/** Summed size in the first bin, of all ways to deal the sizes out that both bins hold. */
function fillings(all: readonly number[], one: Bin, other: Bin): number[] {
  return Array.from({ length: 2 ** all.length }, (_, mask) => ({
    first: all.filter((_size, i) => (mask >> i) % 2 === 1),
    second: all.filter((_size, i) => (mask >> i) % 2 === 0),
  }))
    .filter(({ first, second }) => holds(one, first) && holds(other, second))
    .map(({ first }) => sum(first))
}

type Bin = Parameters<typeof splitInTwo>[1]
const holds = ({ size, count }: Bin, list: readonly number[]) => sum(list) <= size && list.length <= count

test('sizes are split among two bins exactly when that can be done, and both hold what they get', () => {
  fc.assert(
    fc.property(sizes, bins, bins, (all, one, other) => {
      const first = splitInTwo(all, one, other)

      expect(first !== null).toBe(fillings(all, one, other).length > 0)
      if (first === null) return
      expect(
        holds(
          one,
          all.filter((_, i) => first.has(i)),
        ),
      ).toBe(true)
      expect(
        holds(
          other,
          all.filter((_, i) => !first.has(i)),
        ),
      ).toBe(true)
    }),
  )
})

test('the first bin is filled as far as the fewest sizes can', () => {
  const first = splitInTwo([4, 5, 6, 7], { size: 12, count: 2 }, { size: 12, count: 2 })

  expect(sum([4, 5, 6, 7].filter((_, i) => first?.has(i)))).toBe(12)
})
