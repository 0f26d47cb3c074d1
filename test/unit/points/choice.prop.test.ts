import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AzbkError } from '../../../src/core/errors.js'
import {
  CONSISTENCIES,
  CONSISTENCY_FLOORS,
  isUsableIn,
  POINT_TIERS,
  type RecoveryPoint,
} from '../../../src/model/point.js'
import { choosePoint, type PointChoice, type PointQuestion } from '../../../src/points/choice.js'
import { arbitraryPoints } from '../../helpers/points.js'

const NOW = new Date('2026-03-04T09:00:00.000Z')
const OF = { now: NOW, machineName: 'web-01', vmArgument: '--vm web-01', secondary: false }

const WISH: fc.Arbitrary<PointQuestion> = fc.record({
  at: fc.option(
    fc.integer({ min: -210, max: 0 }).map((hours) => new Date(NOW.getTime() + hours * 3_600_000).toISOString()),
    { nil: undefined },
  ),
  tier: fc.option(fc.constantFrom(...POINT_TIERS), { nil: undefined }),
  minConsistency: fc.option(fc.constantFrom(...CONSISTENCY_FLOORS), { nil: undefined }),
})

function tryChoose(points: readonly RecoveryPoint[], wish: PointQuestion): PointChoice | AzbkError {
  try {
    return choosePoint(points, wish, OF)
  } catch (error) {
    if (error instanceof AzbkError) return error
    throw error
  }
}

/** Said once more, in the words of the flags. */
function fulfils(point: RecoveryPoint, { at, tier, minConsistency }: PointQuestion): boolean {
  const isThere = (name: RecoveryPoint['tiers'][number]['tier']) => isUsableIn(point, name)
  const isBack = point.tiers.some((row) => row.tier === 'archive' && row.status === 'Rehydrated')
  return (
    (at === undefined || point.time <= at) &&
    (point.expiryTime === null || point.expiryTime > NOW.toISOString()) &&
    (tier === undefined ? isThere('instant') || isThere('vault') || isBack : isThere(tier)) &&
    (minConsistency === undefined ||
      CONSISTENCIES.indexOf(point.consistency) <= CONSISTENCY_FLOORS.indexOf(minConsistency))
  )
}

const gap = ({ time }: { readonly time: string }, { at }: PointQuestion) =>
  Math.abs(Date.parse(at ?? '2100-01-01T00:00:00Z') - Date.parse(time))

function check(law: (points: RecoveryPoint[], wish: PointQuestion, outcome: PointChoice | AzbkError) => void): void {
  fc.assert(
    fc.property(arbitraryPoints(NOW), WISH, (points, wish) => law(points, wish, tryChoose(points, wish))),
    { numRuns: 400 },
  )
}

describe('choosing a point', () => {
  it('finds one exactly when one fulfils the wish, and that one does', () => {
    check((points, wish, outcome) => {
      expect(!(outcome instanceof AzbkError)).toBe(points.some((point) => fulfils(point, wish)))
      if (!(outcome instanceof AzbkError)) expect(fulfils(outcome.point, wish)).toBe(true)
    })
  })

  it('takes the newest of those that fulfil the wish', () => {
    check((points, wish, outcome) => {
      if (outcome instanceof AzbkError) return
      const times = points.filter((point) => fulfils(point, wish)).map(({ time }) => time)
      expect(outcome.point.time).toBe(times.sort().at(-1))
    })
  })

  it('tells exactly the closer points that it passed over, closest first, each with a reason', () => {
    check((points, wish, outcome) => {
      if (outcome instanceof AzbkError) return
      const closer = points.filter((point) => gap(point, wish) < gap(outcome.point, wish))
      expect(outcome.passedOver.map(({ name }) => name).sort()).toEqual(closer.map(({ name }) => name).sort())
      const gaps = outcome.passedOver.map((point) => gap(point, wish))
      expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
      expect(outcome.passedOver.every(({ reason }) => reason.length > 0)).toBe(true)
    })
  })

  it('comes to the same whatever the order of the points', () => {
    check((points, wish, outcome) => {
      const again = tryChoose([...points].reverse(), wish)
      const said = (one: typeof outcome) => (one instanceof AzbkError ? [one.message, one.suggestions] : one)
      expect(said(again)).toEqual(said(outcome))
    })
  })

  it('offers only alternatives that hold', () => {
    check((points, wish, outcome) => {
      if (!(outcome instanceof AzbkError)) return
      for (const offer of outcome.suggestions) {
        const at = /--at (\S+)$/.exec(offer)?.[1]
        const next = /^Without --min/.test(offer)
          ? { ...wish, minConsistency: undefined }
          : /^Without --point-tier/.test(offer)
            ? { ...wish, tier: undefined }
            : /^With --point-tier archive/.test(offer)
              ? { ...wish, tier: 'archive' as const }
              : at && { ...wish, at }
        if (next) expect(tryChoose(points, next), offer).not.toBeInstanceOf(AzbkError)
      }
    })
  })
})
