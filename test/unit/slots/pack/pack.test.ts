import { describe, expect, it } from 'vitest'
import { AzbkError } from '../../../../src/core/errors.js'
import { type PackInput, pack } from '../../../../src/slots/pack/pack.js'

describe('pack', () => {
  it('finds the fewest bins, and proves it', () => {
    expect(pack({ capacity: 10, items: [6, 5, 5, 4] })).toEqual({
      bins: [
        [0, 3],
        [1, 2],
      ],
      assignment: [0, 1, 1, 0],
      lowerBound: 2,
      bound: 'sum of sizes',
      status: 'optimal',
    })
  })

  it('packs in several dimensions: what fits in one may not fit in the other', () => {
    const { bins, status } = pack({
      capacity: [10, 4],
      items: [
        [1, 3],
        [9, 1],
        [5, 2],
        [5, 2],
      ],
    })

    expect(bins).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect(status).toBe('optimal')
  })

  it('proves by items of which no two share a bin', () => {
    const items = [
      [6, 0, 0],
      [5, 6, 0],
      [5, 5, 5],
    ]

    expect(pack({ capacity: [10, 10, 10], items })).toMatchObject({ lowerBound: 3, status: 'optimal' })
  })

  it('does not trip over sums of fractions', () => {
    expect(pack({ capacity: 1, items: Array<number>(10).fill(0.1) })).toMatchObject({
      lowerBound: 1,
      status: 'optimal',
    })
    expect(pack({ capacity: 0.3, items: [0.1, 0.2] }).bins).toHaveLength(1)
  })

  it('needs a bin for items without size', () => {
    expect(pack({ capacity: 0.5, items: [0, 0] })).toMatchObject({ bins: [[0, 1]], lowerBound: 1, status: 'optimal' })
  })

  it('finds by search what rules of thumb miss', () => {
    const items = [41, 26, 33, 38, 35, 27, 49, 25, 26, 40, 31, 29, 36, 37, 27, 36, 31, 33, 29, 33, 38, 31, 28, 41]
    const rules = pack({ capacity: 100, items, iterations: 0 })
    const searched = pack({ capacity: 100, items })

    expect([rules.bins.length, searched.bins.length]).toEqual([9, 8])
  })

  it('stops the search when asked', () => {
    const items = [41, 26, 33, 38, 35, 27, 49, 25, 26, 40, 31, 29, 36, 37, 27, 36, 31, 33, 29, 33, 38, 31, 28, 41]

    expect(pack({ capacity: 100, items, shouldStop: () => true }).bins).toHaveLength(9)
  })
})

describe('bad input to pack', () => {
  const refuse = (input: PackInput): AzbkError => {
    try {
      pack(input)
    } catch (error) {
      if (error instanceof AzbkError) return error
    }
    throw new Error('It was not refused.')
  }

  it.each<[string, PackInput, string]>([
    ['no items', { capacity: 10, items: [] }, 'There are no items to pack.'],
    [
      'an item larger than a bin',
      { capacity: 10, items: [3, 11] },
      'Item 1 is 11: it is larger than a bin, which holds 10.',
    ],
    ['a negative size', { capacity: 10, items: [-1] }, 'Item 0 is -1: a size must be 0 or a positive number.'],
    [
      'a size that is no number',
      { capacity: 10, items: [Number.NaN] },
      'Item 0 is NaN: a size must be 0 or a positive number.',
    ],
    [
      'an endless size',
      { capacity: 10, items: [Infinity] },
      'Item 0 is Infinity: a size must be 0 or a positive number.',
    ],
    ['a bin without capacity', { capacity: 0, items: [0] }, 'The capacity is 0: it must be a positive number.'],
    ['a bin without dimensions', { capacity: [], items: [[]] }, 'A bin needs a capacity in one dimension at least.'],
    [
      'items of other dimensions',
      { capacity: [10, 10], items: [[1]] },
      'Item 0 has 1 size, and a bin 2: it must be as many.',
    ],
    [
      'a size in one dimension',
      { capacity: [10, 10], items: [[1, 12]] },
      'Item 0 is 12 in dimension 1: it is larger than a bin, which holds 10.',
    ],
  ])('is refused: %s', (_what, input, message) => {
    expect(refuse(input)).toMatchObject({ code: 'PACK_INPUT', exitCode: 2, message })
  })

  it('is told all at once', () => {
    expect(refuse({ capacity: 10, items: [11, -1] }).message.split('\n')).toHaveLength(2)
  })

  it('tells every mistake, in settings too', () => {
    const input = { capacity: [10, -1], items: [[11, 1], [-2], [1, 2]], seed: 0.5, iterations: -1 }

    expect(refuse(input).message.split('\n')).toEqual([
      'The capacity in dimension 1 is -1: it must be a positive number.',
      'Item 0 is 11 in dimension 0: it is larger than a bin, which holds 10.',
      'Item 1 has 1 size, and a bin 2: it must be as many.',
      'Item 1 is -2: a size must be 0 or a positive number.',
      'seed is 0.5: it must be a whole number from 0.',
      'iterations is -1: it must be a whole number from 0.',
    ])
  })

  it('says how many mistakes it leaves out', () => {
    const lines = refuse({ capacity: 10, items: Array<number>(50).fill(-1) }).message.split('\n')

    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toBe('and 30 more')
  })

  it('refuses what programs without types may give', () => {
    const message = 'The capacity is undefined: it must be a positive number.\nThere are no items to pack.'

    expect(refuse({} as PackInput).message).toBe(message)
  })
})
