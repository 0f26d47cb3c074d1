import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DiskSelection } from '../../../src/model/item.js'
import { type DiskFlags, describeDisks, disksAfter, parseDiskOrder, sameDisks } from '../../../src/protection/disks.js'

const choice: fc.Arbitrary<DiskSelection | null> = fc.option(
  fc.record({
    mode: fc.constantFrom('include', 'exclude'),
    luns: fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 4 }),
  }),
)

describe('a choice of disks', () => {
  it.each<[DiskFlags, ReturnType<typeof parseDiskOrder>]>([
    [{}, undefined],
    [{ allDisks: true }, 'all'],
    [{ osDiskOnly: true }, { mode: 'include', luns: [] }],
    [{ includeDisk: [2, 0, 2, -1] }, { mode: 'include', luns: [0, 2] }],
    [{ excludeDisk: [10, 9] }, { mode: 'exclude', luns: [9, 10] }],
  ])('reads %j', (flags, order) => {
    expect(parseDiskOrder(flags)).toEqual(order)
  })

  it.each([
    [null, 'all disks'],
    [{ mode: 'exclude', luns: [] }, 'all disks'],
    [{ mode: 'include', luns: [] }, 'OS disk only'],
    [{ mode: 'include', luns: [2, 1] }, 'OS disk and LUN 1, 2'],
    [{ mode: 'exclude', luns: [3] }, 'all but LUN 3'],
  ] as const)('is told in words: %j', (disks, words) => {
    expect(describeDisks(disks)).toBe(words)
  })

  it('is the same whatever the order of the LUNs', () => {
    fc.assert(
      fc.property(choice, (disks) => {
        expect(sameDisks(disks, disks && { ...disks, luns: [...disks.luns].reverse() })).toBe(true)
      }),
    )
  })

  it('stays when nothing is ordered, and is gone after `all`', () => {
    fc.assert(
      fc.property(choice, (disks) => {
        expect(disksAfter(disks, undefined)).toEqual(disks)
        expect(disksAfter(disks, 'all')).toBeNull()
      }),
    )
  })
})
