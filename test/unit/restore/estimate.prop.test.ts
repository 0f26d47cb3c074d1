import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POINT_TIERS } from '../../../src/model/point.js'
import { REHYDRATION_PRIORITIES, RESTORE_MODES } from '../../../src/model/restore.js'
import { type EstimateFacts, estimateAfter, estimateRestore } from '../../../src/restore/estimate.js'

const HOUR_MS = 3_600_000
const USUAL: EstimateFacts = { mode: 'disks', tier: 'vault', sizeGb: 127, leastGb: null, priority: null }

const facts: fc.Arbitrary<EstimateFacts & { sizeGb: number }> = fc.record({
  mode: fc.constantFrom(...RESTORE_MODES),
  tier: fc.constantFrom(...POINT_TIERS),
  sizeGb: fc.integer({ min: 0, max: 65_536 }),
  leastGb: fc.constant(null),
  priority: fc.option(fc.constantFrom(...REHYDRATION_PRIORITIES)),
})

function estimate(of: EstimateFacts) {
  const found = estimateRestore(of)
  if (found === null) throw new Error('There is no estimate.')
  const { bestMs, likelyMs, worstMs, bound } = found
  return { bestMs, likelyMs: likelyMs ?? Number.NaN, worstMs: worstMs ?? Number.NaN, bound }
}

describe('the estimate of a restore', () => {
  it('is best at most likely at most worst', () => {
    fc.assert(
      fc.property(facts, (of) => {
        const { bestMs, likelyMs, worstMs } = estimate(of)
        expect(bestMs).toBeGreaterThan(0)
        expect(bestMs).toBeLessThanOrEqual(likelyMs)
        expect(likelyMs).toBeLessThanOrEqual(worstMs)
      }),
    )
  })

  it('never shrinks with the size or the way back from the archive', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 10_000 }), (of, more) => {
        const before = estimate({ ...of, priority: null })
        for (const harder of [
          { sizeGb: of.sizeGb + more },
          { priority: 'high' as const },
          { priority: 'standard' as const },
        ]) {
          const after = estimate({ ...of, priority: null, ...harder })
          expect(after.bestMs).toBeGreaterThanOrEqual(before.bestMs)
          expect(after.likelyMs).toBeGreaterThanOrEqual(before.likelyMs)
          expect(after.worstMs).toBeGreaterThanOrEqual(before.worstMs)
        }
      }),
    )
  })

  it('of 2 TB out of the vault is about 20 hours, as Microsoft says', () => {
    const { likelyMs, bound } = estimate({ ...USUAL, sizeGb: 2_048 })

    expect(likelyMs / HOUR_MS).toBeCloseTo(19.45, 1)
    expect(bound).toBe('vault')
  })

  it.each([
    ['a snapshot', { tier: 'instant', sizeGb: 4_096 }, 'making'],
    ['a copy in the vault', {}, 'vault'],
    ['a point of the archive', { tier: 'archive', priority: 'standard' }, 'archive'],
  ] as const)('says what bounds %s', (_what, more, bound) => {
    expect(estimate({ ...USUAL, ...more }).bound).toBe(bound)
  })

  it('is not made without the size where it counts', () => {
    expect(estimateRestore({ ...USUAL, sizeGb: null })).toBeNull()
    expect(estimateRestore({ ...USUAL, sizeGb: null, tier: 'instant' })).toMatchObject({ bound: 'making' })
  })

  it('has room for what was seen: 127 GB in 36 minutes, and in 19 in the paired region', () => {
    const { bestMs, worstMs } = estimate(USUAL)

    expect(bestMs).toBeLessThanOrEqual(19 * 60_000)
    expect(worstMs).toBeGreaterThan(36 * 60_000)
  })

  it('is only a least one when only what a backup moved is known', () => {
    const least = estimateRestore({ ...USUAL, sizeGb: null, leastGb: 11 })

    expect(least).toMatchObject({ likelyMs: null, worstMs: null, bound: 'vault' })
    expect(least?.bestMs).toBeGreaterThan(60_000)
  })

  it('waits for those before it, however large they are', () => {
    const [large, small] = [estimate({ ...USUAL, sizeGb: 2_048 }), estimate(USUAL)]

    expect(estimateAfter(large, small)).toEqual({
      bestMs: large.bestMs + small.bestMs,
      likelyMs: large.likelyMs + small.likelyMs,
      worstMs: large.worstMs + small.worstMs,
      bound: 'account',
    })
    expect(estimateAfter(small, large)?.bound).toBe('vault')
    expect(estimateAfter(null, small)).toBeNull()
  })
})
