import { describe, expect, it } from 'vitest'
import type { AzbkError } from '../../../src/core/errors.js'
import type { RecoveryPoint } from '../../../src/model/point.js'
import { choiceWarnings, choosePoint, type PointQuestion } from '../../../src/points/choice.js'
import { inTiers, pointAt } from '../../helpers/points.js'

const NOW = new Date('2026-03-04T09:00:00.000Z')
const OF = { now: NOW, machineName: 'web-01', vmArgument: '--vm rg-app/web-01', secondary: false }

const MONDAY = pointAt('2026-03-02T22:00Z')
const TUESDAY = pointAt('2026-03-03T22:00Z', { consistency: 'fs' })
const NIGHT = pointAt('2026-03-04T04:00Z', { consistency: 'crash', tiers: inTiers('instant') })
const POINTS = [TUESDAY, NIGHT, MONDAY]

const choose = (wish: PointQuestion, points: readonly RecoveryPoint[] = POINTS) => choosePoint(points, wish, OF)

function refusal(wish: PointQuestion, points: readonly RecoveryPoint[] = POINTS, of = OF): AzbkError {
  try {
    choosePoint(points, wish, of)
  } catch (error) {
    return error as AzbkError
  }
  throw new Error('A point was chosen.')
}

describe('the point that is chosen', () => {
  it('is the latest when nothing is asked for', () => {
    const choice = choose({})

    expect(choice).toEqual({
      point: NIGHT,
      why: 'the latest point',
      at: null,
      passedOver: [],
      ageMs: 5 * 3_600_000,
    })
    expect(choose({ point: 'Latest' })).toEqual(choice)
  })

  it('is the last one not after a time, and tells the nearer one after it', () => {
    const choice = choose({ at: '2026-03-03T21:00:00.000Z' })

    expect(choice.point).toBe(MONDAY)
    expect(choice.why).toBe('the last point that fits and is not after 2026-03-03 21:00 UTC: 23h before it')
    expect(choice.passedOver).toEqual([
      { name: TUESDAY.name, time: TUESDAY.time, reason: 'was taken 1h after the time asked for' },
      { name: NIGHT.name, time: NIGHT.time, reason: 'was taken 7h after the time asked for' },
    ])
  })

  it('may be of the very moment', () => {
    expect(choose({ at: TUESDAY.time }).point).toBe(TUESDAY)
  })

  it('is consistent enough, and what was not is told', () => {
    expect(choose({ minConsistency: 'crash' }).point).toBe(NIGHT)
    expect(choose({ minConsistency: 'fs' }).point).toBe(TUESDAY)
    const { point, why, passedOver } = choose({ minConsistency: 'app' })
    expect(point).toBe(MONDAY)
    expect(why).toBe('the latest point that fits: 2 newer ones did not')
    expect(passedOver.map(({ reason }) => reason)).toEqual([
      'is only crash consistent',
      'is only file system consistent',
    ])
  })

  it('never has an unknown consistency when some is asked for', () => {
    const odd = pointAt('2026-03-04T08:00Z', { consistency: 'unknown' })

    expect(choose({}, [odd]).point).toBe(odd)
    expect(choose({ minConsistency: 'crash' }, [odd, NIGHT]).passedOver).toMatchObject([
      { reason: 'is of unknown consistency' },
    ])
  })

  it('is in the tier asked for', () => {
    expect(choose({ tier: 'vault' }).point).toBe(TUESDAY)
    expect(choose({ tier: 'vault' }).passedOver).toMatchObject([
      { reason: 'cannot be restored from the vault tier (instant)' },
    ])
  })

  it.each([
    [{ expiryTime: '2026-03-04T08:59:00.000Z' }, 'expired at 2026-03-04 08:59 UTC'],
    [{ tiers: inTiers('archive') }, 'lies in the archive tier and must be brought back first'],
    [{ tiers: [{ tier: 'vault', status: 'Disabled' }] }, 'can be restored from no tier (vault: disabled)'],
    [{ tiers: [] }, 'can be restored from no tier (none)'],
  ] as const)('is none with %j', (more, reason) => {
    const newest = pointAt('2026-03-04T08:00Z', more)

    expect(choose({}, [newest, NIGHT])).toMatchObject({ point: NIGHT, passedOver: [{ name: newest.name, reason }] })
  })

  it('may be one that was brought back from the archive, or one there when that tier is asked for', () => {
    const back = pointAt('2026-01-01T00:00Z', { tiers: [{ tier: 'archive', status: 'Rehydrated' }] })
    const there = pointAt('2026-01-02T00:00Z', { tiers: inTiers('archive') })

    expect(choose({}, [back, there]).point).toBe(back)
    expect(choose({ tier: 'archive' }, [back, there]).point).toBe(there)
  })

  it('may be of the very minute that was asked for, as times are shown to the minute', () => {
    const late = pointAt('2026-03-03T22:00:39Z')

    expect(choose({ at: '2026-03-03T22:00:00.000Z' }, [late, MONDAY])).toMatchObject({
      point: late,
      why: 'the last point that fits and is not after 2026-03-03 22:00 UTC: of that minute',
    })
    expect(choose({ at: '2026-03-03T22:00:38.000Z' }, [late, MONDAY]).point).toBe(MONDAY)
  })

  it('is the one that is named by number or id, whatever is newer', () => {
    for (const point of [MONDAY.name, MONDAY.id.toUpperCase()]) {
      expect(choose({ point })).toMatchObject({ point: MONDAY, why: 'the point that was named', passedOver: [] })
    }
  })
})

describe('what to know of a chosen point', () => {
  it('is that it expires within a day, or must be brought back', () => {
    const leaving = choose({}, [pointAt('2026-03-01T00:00Z', { expiryTime: '2026-03-04T11:30:00.000Z' })])
    const cold = choose({ tier: 'archive' }, [pointAt('2026-01-01T00:00Z', { tiers: inTiers('archive') })])

    expect(choiceWarnings(leaving, NOW)).toEqual([
      'The recovery point of 2026-03-01 00:00 UTC expires in 2h 30m, at 2026-03-04 11:30 UTC.',
    ])
    expect(choiceWarnings(cold, NOW)).toEqual([
      'The recovery point of 2026-01-01 00:00 UTC must be brought back from the archive tier first: within 15 hours, or one with high priority.',
    ])
    expect(choiceWarnings(choose({}), NOW)).toEqual([])
  })
})

describe('when there is no such point', () => {
  it('says so of a VM without any, here and in the paired region', () => {
    expect(refusal({}, [])).toMatchObject({
      code: 'POINT_NOT_FOUND',
      exitCode: 4,
      suggestions: ['azbk backup --vm rg-app/web-01'],
    })
    const there = refusal({}, [], { ...OF, secondary: true })
    expect(there.message).toContain('in the paired region: copies arrive there up to 36 hours late')
    expect(there.suggestions).toEqual(['azbk point list --vm rg-app/web-01'])
  })

  it('says which time would find one when all are later', () => {
    const error = refusal({ at: '2026-03-01T00:00:00.000Z' })

    expect(error.message).toBe(
      "None of 3 recovery points of VM 'web-01' fits for 2026-03-01 00:00 UTC: 3 taken after the time asked for.",
    )
    expect(error).toMatchObject({
      code: 'NO_POINT_FITS',
      exitCode: 4,
      suggestions: [
        'The first that fits is later: --at 2026-03-02T22:00:00.000Z',
        'azbk point list --vm rg-app/web-01',
      ],
    })
  })

  it('says what leaving a need out would find', () => {
    const error = refusal({ minConsistency: 'app', tier: 'instant' }, [
      TUESDAY,
      pointAt('2026-03-01T00:00Z', { tiers: inTiers('vault') }),
    ])

    expect(error.message).toContain('1 not consistent enough, 1 not in the tier asked for')
    expect(error.suggestions).toEqual([
      'Without --min-consistency: 202603032200 of 2026-03-03 22:00 UTC (file system; instant, vault).',
      'Without --point-tier: 202603010000 of 2026-03-01 00:00 UTC (application; vault).',
      'azbk point list --vm rg-app/web-01',
    ])
  })

  it('points to the archive when all that fits lies there', () => {
    const cold = pointAt('2026-01-01T00:00Z', { tiers: inTiers('archive') })

    expect(refusal({}, [cold]).suggestions[0]).toBe(
      'With --point-tier archive: 202601010000 of 2026-01-01 00:00 UTC (application; archive), after some hours.',
    )
    expect(refusal({ point: cold.name }, [cold])).toMatchObject({
      code: 'POINT_DOES_NOT_FIT',
      message: expect.stringContaining("of VM 'web-01' lies in the archive tier and must be brought back first."),
      suggestions: [expect.stringContaining('--point-tier archive'), 'azbk point list --vm rg-app/web-01'],
    })
  })

  it('says of a named one that it is not there, or that it is not what is needed', () => {
    expect(refusal({ point: '42' }).message).toBe("VM 'web-01' has no recovery point 42.")
    expect(refusal({ point: MONDAY.id.replace('rsv', 'other') }).code).toBe('POINT_NOT_FOUND')
    expect(refusal({ point: NIGHT.name, minConsistency: 'fs' }).message).toContain('is only crash consistent')
  })
})
