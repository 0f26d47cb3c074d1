import { describe, expect, it } from 'vitest'
import { regimesOf } from '../../../src/slots/regimes.js'
import { createClocks } from '../../../src/slots/zones.js'
import { BERLIN } from '../../helpers/slot-estate.js'

const NEW_YORK = 'Eastern Standard Time'
const clocks = createClocks('2026-11-22', 'wallclock')

describe('clocks', () => {
  it('change on the days and by the steps of their zone', () => {
    const rows = [BERLIN, 'Lord Howe Standard Time', 'India Standard Time'].map((zone) => {
      const { standard, changes } = clocks.wall(zone)
      return [standard, ...changes.map(({ date, before, after }) => `${date} ${before} ${after}`)]
    })

    expect(rows).toEqual([
      [60, '2027-03-28 60 120', '2027-10-31 120 60'],
      [630, '2027-04-04 660 630', '2027-10-03 630 660'],
      [330],
    ])
  })

  it('are found by IANA names too', () => {
    expect(clocks.wall('Europe/Berlin').changes).toEqual(clocks.wall(BERLIN).changes)
  })

  it('of policies on standard time never change, and those on the wall still do', () => {
    const fixed = createClocks('2026-11-22', 'fixed')
    const summer = Date.UTC(2027, 6, 1)

    expect(fixed.policy(BERLIN).offsetAt(summer)).toBe(60)
    expect(fixed.wall(BERLIN).offsetAt(summer)).toBe(120)
    expect(clocks.policy(BERLIN).offsetAt(summer)).toBe(120)
  })
})

describe('regimes', () => {
  const regimes = (...zones: string[]) =>
    regimesOf(zones.map(clocks.policy), clocks.fromMs).map(({ fromMs, ahead }) => [
      new Date(fromMs).toISOString().slice(0, 10),
      ...ahead,
    ])

  it('are one where all clocks change together', () => {
    expect(regimes(BERLIN)).toEqual([['2026-11-22', 0]])
    expect(regimes(BERLIN, 'Romance Standard Time')).toEqual([['2026-11-22', 0, 0]])
  })

  it('are two between Berlin and New York: America changes weeks before Europe', () => {
    expect(regimes(BERLIN, NEW_YORK)).toEqual([
      ['2026-11-22', 0, -360],
      ['2027-03-14', 0, -300],
    ])
  })

  it('tell quarters and half hours apart', () => {
    expect(regimes('UTC', 'Nepal Standard Time', 'Lord Howe Standard Time')).toEqual([
      ['2026-11-22', 0, 345, 660],
      ['2027-04-03', 0, 345, 630],
    ])
  })
})
