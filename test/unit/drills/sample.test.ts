import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DrillCandidate, sampleMachines } from '../../../src/drills/sample.js'

const candidates = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^vm-[0-9]{1,3}$/),
    tier: fc.constantFrom('critical', 'standard', 'dev'),
    drilledAt: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'),
  }),
  { selector: ({ id }) => id, maxLength: 60 },
)
const counts = fc.integer({ min: 0, max: 70 })
const seeds = fc.integer({ min: 0, max: 1_000 })

const tiersOf = (rows: readonly DrillCandidate[]) => new Set(rows.map(({ tier }) => tier))

describe('the sample of a drill', () => {
  it('has as many VMs as were asked for, or all, and none twice', () => {
    fc.assert(
      fc.property(candidates, counts, seeds, (rows, count, seed) => {
        const ids = sampleMachines(rows, { count, seed }).map(({ id }) => id)
        expect(ids).toHaveLength(Math.min(count, rows.length))
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })

  it('has a VM of every tier as long as there are enough', () => {
    fc.assert(
      fc.property(candidates, counts, seeds, (rows, count, seed) => {
        const sample = sampleMachines(rows, { count, seed })
        expect(tiersOf(sample).size).toBe(Math.min(count, tiersOf(rows).size))
      }),
    )
  })

  it('leaves no VM of a tier out that waits longer than one it takes', () => {
    fc.assert(
      fc.property(candidates, counts, seeds, (rows, count, seed) => {
        const sample = new Set(sampleMachines(rows, { count, seed }))
        for (const taken of sample) {
          const longer = rows.filter(
            (row) => row.tier === taken.tier && (row.drilledAt ?? '') < (taken.drilledAt ?? ''),
          )
          expect(longer.filter((row) => !sample.has(row))).toEqual([])
        }
      }),
    )
  })

  it('is the same for the same seed in whatever order the VMs come, and another for another seed', () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ id: `vm-${i}`, tier: 'standard', drilledAt: null }))
    const ids = (from: readonly DrillCandidate[], seed: number) =>
      sampleMachines(from, { count: 5, seed }).map(({ id }) => id)

    expect(ids([...rows].reverse(), 1)).toEqual(ids(rows, 1))
    expect(ids(rows, 2)).not.toEqual(ids(rows, 1))
  })

  it('gives big tiers more', () => {
    const of = (tier: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({ id: `${tier}-${i}`, tier, drilledAt: null }))

    const sample = sampleMachines([...of('critical', 10), ...of('standard', 80), ...of('dev', 10)], {
      count: 10,
      seed: 1,
    })

    expect(sample.filter(({ tier }) => tier === 'standard')).toHaveLength(8)
  })
})
