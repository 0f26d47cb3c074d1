import { afterEach, describe, expect, it } from 'vitest'
import { parseInstant, readPastTime, readTime } from '../../../src/core/time-text.js'

/** A Wednesday. */
const NOW = new Date('2026-03-04T09:17:20.500Z')
const INVALID = expect.objectContaining({ code: 'INVALID_TIME', exitCode: 2 })

describe('a time as typed', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T22:30', '2026-01-31T22:30:00.000Z'],
    ['2026-01-31 22:30', '2026-01-31T22:30:00.000Z'],
    ['2026-01-31 22:30 UTC', '2026-01-31T22:30:00.000Z'],
    ['2026-01-31T22:30:15.5Z', '2026-01-31T22:30:15.500Z'],
    ['2026-01-31T22:30+01:00', '2026-01-31T21:30:00.000Z'],
  ])('%s is %s', async (text, instant) => {
    expect(parseInstant(text)).toBe(instant)
    expect(await readTime(text, NOW)).toBe(instant)
  })

  it.each(['', 'yesterday', '31.01.2026', '2026-13-01', '2026-02-30', '2026-01-31T25:00', '12', '2026'])(
    '%j is none where only dates are taken',
    (text) => {
      expect(() => parseInstant(text)).toThrow(INVALID)
    },
  )
})

const IN_WORDS = [
  ['now', '2026-03-04T09:17:20.000Z'],
  ['2 days ago', '2026-03-02T09:17:20.500Z'],
  ['3h ago', '2026-03-04T06:17:20.500Z'],
  ['90 minutes ago', '2026-03-04T07:47:20.500Z'],
  ['an hour ago', '2026-03-04T08:17:20.500Z'],
  ['2 Days and 3 hrs ago', '2026-03-02T06:17:20.500Z'],
  ['2 months ago', '2026-01-04T09:17:20.000Z'],
  ['2 days ago at 22:00', '2026-03-02T22:00:00.000Z'],
  ['yesterday 22:00', '2026-03-03T22:00:00.000Z'],
  ['yesterday at 10pm CET', '2026-03-03T21:00:00.000Z'],
  ['08:00', '2026-03-04T08:00:00.000Z'],
  ['last friday', '2026-02-27T00:00:00.000Z'],
  ['monday 08:00', '2026-03-02T08:00:00.000Z'],
  ['3 december', '2025-12-03T00:00:00.000Z'],
] as const

describe('a time in words', () => {
  it.each(IN_WORDS)('%s is %s', async (text, instant) => {
    expect(await readPastTime(text, NOW)).toBe(instant)
  })

  it.each([
    ['nonsense', ['', 'banana', '5', 'ago', '12 ago', 'in 2 days ago', '3 days', 'yesterday 25:00', 'feb 30']],
    ['what may be several times', ['last week', 'a few hours ago', 'this morning', 'last night', 'may', '01/02/2026']],
    ['spans', ['yesterday - today', 'past 2 days']],
    ['dates that are none, and far ones', ['2026-02-30 22:00', '2026-13-01', '99999999 days ago']],
  ])('refuses %s, with examples', async (_what, texts) => {
    for (const text of texts) await expect(readTime(text, NOW), text).rejects.toThrow(INVALID)
    const refusal = await readTime(texts[0] ?? '', NOW).catch((error) => error)
    expect(refusal.suggestions.join()).toContain("'2 days ago', '3h ago', 'yesterday 22:00', 'last friday'")
  })

  it.each(['tomorrow', 'in 2 days', '22:00', 'friday', '2026-03-05'])(
    'refuses %s as a time in the past, and says when that is',
    async (text) => {
      await expect(readPastTime(text, NOW)).rejects.toThrow(
        expect.objectContaining({
          code: 'TIME_IN_FUTURE',
          message: expect.stringMatching(/ is 2026-03-0\d \d\d:00 UTC/),
        }),
      )
    },
  )
})

describe('the time zone of the machine', () => {
  const before = process.env.TZ
  afterEach(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })

  it.each(['America/New_York', 'Asia/Tokyo', 'Pacific/Apia'])('%s changes nothing', async (zone) => {
    process.env.TZ = zone
    expect(NOW.getTimezoneOffset()).not.toBe(0)

    for (const [text, instant] of IN_WORDS) expect(await readTime(text, NOW), text).toBe(instant)
  })

  it('changes nothing either in the night in which its clocks change', async () => {
    process.env.TZ = 'America/New_York'
    const night = new Date('2026-03-08T05:30:00.000Z')

    expect(await readTime('3h ago', night)).toBe('2026-03-08T02:30:00.000Z')
    expect(await readTime('today 02:30', night)).toBe('2026-03-08T02:30:00.000Z')
  })
})
