import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type PackInput, pack } from '../../../../src/slots/pack/pack.js'

/** Bins of 12 in 1 to 3 dimensions. */
function inputs(most: number): fc.Arbitrary<{ capacity: number[]; items: number[][] }> {
  return fc.integer({ min: 1, max: 3 }).chain((dimensions) =>
    fc.record({
      capacity: fc.constant(Array<number>(dimensions).fill(12)),
      items: fc.array(fc.array(fc.nat(12), { minLength: dimensions, maxLength: dimensions }), {
        minLength: 1,
        maxLength: most,
      }),
    }),
  )
}

const search = { iterations: 200 }

it('puts each item into one bin, and no more into a bin than it holds', () => {
  fc.assert(
    fc.property(inputs(40), ({ capacity, items }) => {
      const { bins, assignment } = pack({ capacity, items, ...search })

      expect(bins.flat().sort((a, b) => a - b)).toEqual([...items.keys()])
      expect(assignment).toEqual(items.map((_, item) => bins.findIndex((bin) => bin.includes(item))))
      for (const bin of bins)
        for (const [d, most] of capacity.entries())
          expect(bin.reduce((sum, item) => sum + (items[item]?.[d] ?? 0), 0)).toBeLessThanOrEqual(most)
    }),
  )
})

it('never claims a bound above the optimum, and finds no fewer bins than it', () => {
  fc.assert(
    fc.property(inputs(7), (input) => {
      const { bins, lowerBound, status } = pack({ ...input, ...search })
      const optimum = fewestBins(input)

      expect(lowerBound).toBeLessThanOrEqual(optimum)
      expect(bins.length).toBeGreaterThanOrEqual(optimum)
      expect(status === 'optimal').toBe(bins.length === lowerBound)
    }),
  )
})

it('gives the same number of bins whatever the order of the items', () => {
  const shuffled = inputs(20).chain((input) =>
    fc.tuple(
      fc.constant(input),
      fc.shuffledSubarray(input.items, { minLength: input.items.length, maxLength: input.items.length }),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([{ capacity, items }, mixed]) => {
      const [one, other] = [items, mixed].map((list) => pack({ capacity, items: list, ...search }))

      expect(one?.bins.length).toBe(other?.bins.length)
      expect(one?.lowerBound).toBe(other?.lowerBound)
    }),
  )
})

it('gives the same bins for the same seed', () => {
  fc.assert(
    fc.property(inputs(20), fc.nat(), (input, seed) => {
      expect(pack({ ...input, ...search, seed })).toEqual(pack({ ...input, ...search, seed }))
    }),
  )
})

it('scales: sizes in another unit pack alike', () => {
  fc.assert(
    fc.property(inputs(15), ({ capacity, items }) => {
      const third = (sizes: readonly number[]) => sizes.map((size) => size / 3)
      const scaled: PackInput = { capacity: third(capacity), items: items.map(third), ...search }

      expect(pack(scaled).bins.length).toBe(pack({ capacity, items, ...search }).bins.length)
    }),
  )
})

/** Tries all packings. */
function fewestBins({ capacity, items }: { capacity: number[]; items: number[][] }): number {
  const loads: number[][] = []
  let best = items.length
  const place = (item: number): void => {
    const sizes = items[item]
    if (loads.length >= best) return
    if (sizes === undefined) {
      best = loads.length
      return
    }
    for (const [bin, load] of loads.entries()) {
      const filled = load.map((held, d) => held + (sizes[d] ?? 0))
      if (filled.some((held, d) => held > (capacity[d] ?? 0))) continue
      loads[bin] = filled
      place(item + 1)
      loads[bin] = load
    }
    loads.push([...sizes])
    place(item + 1)
    loads.pop()
  }
  place(0)
  return best
}
