import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POINT_TIERS } from '../../../src/model/point.js'
import { REHYDRATION_PRIORITIES, RESTORE_MODES } from '../../../src/model/restore.js'
import { type EstimateFacts, estimateRestore } from '../../../src/restore/estimate.js'

const HOUR_MS = 3_600_000
const USUAL: EstimateFacts = { mode: 'disks', tier: 'vault', sizeGb: 127, crossRegion: false, priority: null, turn: 1 }

const facts: fc.Arbitrary<EstimateFacts & { sizeGb: number }> = fc.record({
  mode: fc.constantFrom(...RESTORE_MODES),
  tier: fc.constantFrom(...POINT_TIERS),
  sizeGb: fc.integer({ min: 0, max: 65_536 }),
  crossRegion: fc.boolean(),
  priority: fc.option(fc.constantFrom(...REHYDRATION_PRIORITIES)),
  turn: fc.integer({ min: 1, max: 20 }),
})

function estimate(of: EstimateFacts) {
  const found = estimateRestore(of)
  if (found === null) throw new Error('There is no estimate.')
  return found
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

  it('never shrinks with the size, the turn, the distance, or the way back from the archive', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 10_000 }), (of, more) => {
        const before = estimate({ ...of, crossRegion: false, priority: null })
        for (const harder of [
          { sizeGb: of.sizeGb + more },
          { turn: of.turn + more },
          { crossRegion: true },
          { priority: 'high' as const },
          { priority: 'standard' as const },
        ]) {
          const after = estimate({ ...of, crossRegion: false, priority: null, ...harder })
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
    ['the third turn through an account', { turn: 3 }, 'account'],
    ['a point of the archive', { tier: 'archive', priority: 'standard' }, 'archive'],
  ] as const)('says what bounds %s', (_what, more, bound) => {
    expect(estimate({ ...USUAL, ...more }).bound).toBe(bound)
  })

  it('is not made without the size where it counts', () => {
    expect(estimateRestore({ ...USUAL, sizeGb: null })).toBeNull()
    expect(estimateRestore({ ...USUAL, sizeGb: null, tier: 'instant' })).toMatchObject({ bound: 'making' })
  })
})
