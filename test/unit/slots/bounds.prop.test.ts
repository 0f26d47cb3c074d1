import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fewestPoints, type IntervalNeed } from '../../../src/slots/bounds/multicover.js'
import { packingBound } from '../../../src/slots/bounds/packing.js'
import { createLoadTable } from '../../../src/slots/load-table.js'
import { smallProblems } from '../../helpers/slot-problem-arbitrary.js'

test('the packing bound is never above the bins that are really needed, nor below the sum', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(amounts, (items) => {
      const bound = packingBound(items, 10)

      expect(bound).toBeLessThanOrEqual(fewestBins(items, 10))
      expect(bound).toBeGreaterThanOrEqual(items.reduce((sum, item) => sum + item, 0) / 10)
    }),
  )
})

test('big items that cannot share a bin count one each', () => {
  expect(packingBound([11, 11, 11], 20)).toBe(3)
  expect(packingBound([11, 11, 9, 9], 20)).toBe(2)
  expect(packingBound([], 20)).toBe(0)
})

const LENGTH = 6
const need = fc
  .tuple(fc.nat(LENGTH - 1), fc.nat(LENGTH - 1))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
  .chain(({ from, to }) => fc.integer({ min: 1, max: to - from + 1 }).map((least) => ({ from, to, need: least })))

test('the multicover takes exactly as many points as the best choice of all', () => {
  fc.assert(
    fc.property(fc.array(need, { maxLength: 5 }), (needs) => {
      expect(fewestPoints(needs)).toBe(fewestByTrial(needs))
    }),
  )
})

test('loads after placing and removing are those of placing who is left, and fitting means no excess', () => {
  fc.assert(
    fc.property(smallProblems, fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { maxLength: 12 }), (problem, steps) => {
      const table = createLoadTable(problem)
      for (const [vm, slot] of steps) {
        if (vm >= problem.vms.count || slot >= (problem.families[0]?.slots.length ?? 0)) continue
        if ((table.slots[vm] as number) >= 0) table.remove(vm)
        else {
          expect(table.fits(vm, slot)).toBe(table.excess(vm, slot) === 0)
          table.place(vm, slot)
        }
      }

      const fresh = createLoadTable(problem)
      table.slots.forEach((slot, vm) => {
        if (slot >= 0) fresh.place(vm, slot)
      })
      expect(table.loads).toEqual(fresh.loads)
      expect(table.counts).toEqual(fresh.counts)
    }),
  )
})

function fewestBins(items: readonly number[], capacity: number): number {
  const bins: number[] = []
  const place = (i: number): number => {
    if (i === items.length) return bins.length
    let best = Number.POSITIVE_INFINITY
    for (let b = 0; b <= bins.length; b += 1) {
      const filled = bins[b] ?? 0
      if (filled + (items[i] as number) > capacity) continue
      bins[b] = filled + (items[i] as number)
      best = Math.min(best, place(i + 1))
      if (filled === 0) bins.pop()
      else bins[b] = filled
    }
    return best
  }
  return place(0)
}

function fewestByTrial(needs: readonly IntervalNeed[]): number {
  let best = LENGTH
  for (let set = 0; set < 1 << LENGTH; set += 1) {
    const taken = Array.from({ length: LENGTH }, (_, point) => (set >> point) & 1)
    const sum = (from: number, to: number) => taken.slice(from, to + 1).reduce((total, one) => total + one, 0)
    if (needs.every(({ from, to, need: least }) => sum(from, to) >= least)) best = Math.min(best, sum(0, LENGTH))
  }
  return best
}
