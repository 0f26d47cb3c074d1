import { describe, expect, it } from 'vitest'
import { dailyRuns } from '../../../../src/stagger/apply/daily-runs.js'
import type { HeldMove } from '../../../../src/stagger/apply/round.js'
import { dailySpec } from '../../../helpers/stagger.js'

const NOON = '2026-03-02T12:00:00.000Z'
const HOUR_MS = 3_600_000

/** Moves whose last good point is of the old start of yesterday. */
function waiting(moves: readonly (readonly [from: string, to: string])[], kind: HeldMove['kind'] = 'waits') {
  return moves.map(([from, to]) => ({
    kind,
    pending: {
      facts: {
        old: dailySpec(from),
        next: dailySpec(to),
        lastGood: `2026-03-01T${from}:00.000Z`,
        rpoMs: 24 * HOUR_MS,
        isBusy: false,
      },
    },
  })) as unknown as HeldMove[]
}

describe('the hours at which daily runs make all moves', () => {
  it('are one short stretch of the night when the RPO leaves no other', () => {
    expect(dailyRuns(waiting([['22:00', '03:30']]), NOON)).toEqual([{ from: '00:00', to: '03:15', moves: 1 }])
  })

  it('are what the stretches of several moves have in common', () => {
    const held = waiting([
      ['22:00', '03:30'],
      ['23:00', '04:30'],
    ])

    expect(dailyRuns(held, NOON)).toEqual([{ from: '01:00', to: '03:15', moves: 2 }])
  })

  it('are several when no hour serves all, the one for most moves first', () => {
    const held = waiting([
      ['18:00', '22:00'],
      ['22:00', '02:00'],
      ['22:00', '02:00'],
    ])

    expect(dailyRuns(held, NOON)).toEqual([
      { from: '00:00', to: '01:45', moves: 2 },
      { from: '20:00', to: '21:45', moves: 1 },
    ])
  })

  it('are none for moves that wait for a budget or a backup', () => {
    expect(dailyRuns(waiting([['22:00', '03:30']], 'budget'), NOON)).toEqual([])
    expect(dailyRuns(waiting([['22:00', '03:30']], 'needs backup'), NOON)).toEqual([])
  })
})
