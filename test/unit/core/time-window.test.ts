import { describe, expect, it } from 'vitest'
import { parseIsoDuration } from '../../../src/core/iso-duration.js'
import { timeWindow } from '../../../src/core/time-window.js'

const NOW = new Date('2026-03-02T09:00:00Z')

describe('a span of time', () => {
  it('runs up to now unless it has an end', async () => {
    expect(await timeWindow({}, NOW)).toBeUndefined()
    expect(await timeWindow({ lastMs: 3_600_000 }, NOW)).toEqual({
      from: '2026-03-02T08:00:00.000Z',
      to: '2026-03-02T09:00:00.000Z',
    })
    expect(await timeWindow({ since: '2026-03-01', until: 'today' }, NOW)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-02T00:00:00.000Z',
    })
  })

  it('needs a start, and an end that is not before it', async () => {
    await expect(timeWindow({ until: '2026-03-01' }, NOW)).rejects.toThrow(
      expect.objectContaining({ code: 'SINCE_MISSING' }),
    )
    await expect(timeWindow({ since: '2026-03-03' }, NOW)).rejects.toThrow(
      expect.objectContaining({ code: 'WINDOW_EMPTY' }),
    )
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
