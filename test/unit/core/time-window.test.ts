import { describe, expect, it } from 'vitest'
import { parseIsoDuration } from '../../../src/core/iso-duration.js'
import { parseInstant, timeWindow } from '../../../src/core/time-window.js'

const NOW = new Date('2026-03-02T09:00:00Z')

describe('a time as typed', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T22:30', '2026-01-31T22:30:00.000Z'],
    ['2026-01-31 22:30', '2026-01-31T22:30:00.000Z'],
    ['2026-01-31 22:30 UTC', '2026-01-31T22:30:00.000Z'],
    ['2026-01-31T22:30:15.5Z', '2026-01-31T22:30:15.500Z'],
    ['2026-01-31T22:30+01:00', '2026-01-31T21:30:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant)
  })

  it.each(['', 'yesterday', '31.01.2026', '2026-13-01', '2026-01-31T25:00', '12', '2026'])('%j is none', (text) => {
    expect(() => parseInstant(text)).toThrow(expect.objectContaining({ code: 'INVALID_TIME', exitCode: 2 }))
  })
})

describe('a span of time', () => {
  it('runs up to now unless it has an end', () => {
    expect(timeWindow({}, NOW)).toBeUndefined()
    expect(timeWindow({ lastMs: 3_600_000 }, NOW)).toEqual({
      from: '2026-03-02T08:00:00.000Z',
      to: '2026-03-02T09:00:00.000Z',
    })
    expect(timeWindow({ since: '2026-03-01', until: '2026-03-02' }, NOW)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-02T00:00:00.000Z',
    })
  })

  it('needs a start, and an end that is not before it', () => {
    expect(() => timeWindow({ until: '2026-03-01' }, NOW)).toThrow(expect.objectContaining({ code: 'SINCE_MISSING' }))
    expect(() => timeWindow({ since: '2026-03-03' }, NOW)).toThrow(expect.objectContaining({ code: 'WINDOW_EMPTY' }))
  })
})

describe('a duration of Azure', () => {
  it.each([
    ['PT0S', 0],
    ['PT2M', 120_000],
    ['PT41M14.5869317S', 2_474_587],
    ['PT1H56M16.9236672S', 6_976_924],
    ['P1DT2H', 93_600_000],
    ['', null],
    ['1:30', null],
    [undefined, null],
  ])('%s is %s ms', (text, ms) => {
    expect(parseIsoDuration(text)).toBe(ms)
  })
})
