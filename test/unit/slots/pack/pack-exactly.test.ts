import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pack } from '../../../../src/slots/pack/pack.js'
import { packExactly } from '../../../../src/slots/pack/pack-exactly.js'

/** 8 bins without waste, cut into 24. */
const TRIPLETS = [41, 26, 33, 38, 35, 27, 49, 25, 26, 40, 31, 29, 36, 37, 27, 36, 31, 33, 29, 33, 38, 31, 28, 41]

it('packs by the patterns of column generation what rules of thumb do not', async () => {
  expect(await packExactly({ capacity: 100, items: TRIPLETS, iterations: 0 })).toMatchObject({
    lowerBound: 8,
    status: 'optimal',
  })
})

it('raises the bound above those that need no solver', async () => {
  const input = { capacity: 10, items: Array<number>(7).fill(4).concat(Array<number>(7).fill(3)), iterations: 0 }
  const [quick, exact] = [pack(input), await packExactly(input)]

  expect(exact.lowerBound).toBeGreaterThanOrEqual(quick.lowerBound)
  expect(exact.bins.length).toBeLessThanOrEqual(quick.bins.length)
  expect(exact.status).toBe('optimal')
})

it('is interrupted by its signal', async () => {
  const signal = AbortSignal.abort()

  await expect(packExactly({ capacity: 100, items: TRIPLETS, iterations: 0, signal })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  })
})

it('refuses what `pack` refuses', async () => {
  await expect(packExactly({ capacity: 10, items: [] })).rejects.toMatchObject({ code: 'PACK_INPUT' })
})

it('packs every item once within capacity, with a bound that `pack` does not contradict', async () => {
  const sizes = fc.array(fc.nat(10), { minLength: 2, maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(fc.array(sizes, { minLength: 8, maxLength: 14 }), async (items) => {
      const capacity = [12, 12]
      const exact = await packExactly({ capacity, items, iterations: 0 })

      expect(exact.bins.flat().sort((a, b) => a - b)).toEqual([...items.keys()])
      for (const bin of exact.bins)
        for (const d of [0, 1])
          expect(bin.reduce((sum, item) => sum + (items[item]?.[d] ?? 0), 0)).toBeLessThanOrEqual(12)
      expect(exact.lowerBound).toBeLessThanOrEqual(pack({ capacity, items }).bins.length)
    }),
    { numRuns: 6 },
  )
})
