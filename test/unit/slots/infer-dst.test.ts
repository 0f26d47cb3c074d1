import { describe, expect, it } from 'vitest'
import { inferDst, type StartSample } from '../../../src/slots/infer-dst.js'
import { BERLIN, dailySpec, specOf } from '../../helpers/slot-estate.js'

const HOUR = 3_600_000
/** Europe puts its clocks forward on 28 March 2027; `summerHours`: how many hours jobs come earlier then, in UTC. */
function nights(policy: string, { hourUtc, summerHours, days = 10 }: Nights): StartSample[] {
  return Array.from({ length: 2 * days }, (_, i) => {
    const isSummer = i >= days
    // Jobs start up to two hours late, differently each night.
    const late = ((i * 37) % 100) * 60_000
    const day = Date.UTC(2027, 2, 28) + (i - days) * 24 * HOUR
    const start = new Date(day + (hourUtc - (isSummer ? summerHours : 0)) * HOUR + late)
    return { policy, spec: dailySpec('22:00', BERLIN), start: start.toISOString() }
  })
}
interface Nights {
  readonly hourUtc: number
  readonly summerHours: number
  readonly days?: number
}

describe('inferDst', () => {
  it('sees that starts keep the clock on the wall', () => {
    const { mode, evidence } = inferDst(nights('rsv/daily', { hourUtc: 21, summerHours: 1 }))

    expect(mode).toBe('wallclock')
    expect(evidence).toMatchObject([{ policy: 'rsv/daily', date: '2027-03-28', jobs: 20, clockMinutes: 60 }])
    expect(Math.abs((evidence[0]?.startMinutes ?? 0) + 60)).toBeLessThan(20)
  })

  it('sees that starts keep standard time', () => {
    expect(inferDst(nights('rsv/daily', { hourUtc: 21, summerHours: 0 })).mode).toBe('fixed')
  })

  it('takes the median policy: one that was set by hand in between does not decide', () => {
    const samples = [
      ...nights('rsv/a', { hourUtc: 21, summerHours: 1 }),
      ...nights('rsv/b', { hourUtc: 21, summerHours: 0 }),
      ...nights('rsv/c', { hourUtc: 21, summerHours: 1 }),
    ]

    expect(inferDst(samples).mode).toBe('wallclock')
  })

  it('says nothing where policies disagree, jobs are few, or the zone never changes', () => {
    const torn = [
      ...nights('rsv/a', { hourUtc: 21, summerHours: 1 }),
      ...nights('rsv/b', { hourUtc: 21, summerHours: 0 }),
    ]
    const utc = nights('rsv/a', { hourUtc: 22, summerHours: 1 }).map((job) => ({ ...job, spec: dailySpec('22:00') }))

    expect(inferDst(torn).mode).toBeNull()
    expect(inferDst(torn).evidence).toHaveLength(2)
    expect(inferDst(nights('rsv/a', { hourUtc: 21, summerHours: 1, days: 2 }))).toEqual({ mode: null, evidence: [] })
    expect(inferDst(utc)).toEqual({ mode: null, evidence: [] })
    expect(inferDst([])).toEqual({ mode: null, evidence: [] })
  })

  it('reads hourly policies by the nearest of their starts', () => {
    const spec = specOf({ frequency: 'hourly', intervalHours: 4, windowStart: '02:00', windowHours: 24 }, BERLIN)
    const jobs = nights('rsv/hourly', { hourUtc: 21, summerHours: 1 }).map((job) => ({ ...job, spec }))

    expect(inferDst(jobs).mode).toBe('wallclock')
  })
})
