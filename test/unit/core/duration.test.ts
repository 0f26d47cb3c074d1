import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationWord, parseDuration } from '../../../src/core/duration.js'

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['1h30m', 5_400_000],
    ['1H 30M', 5_400_000],
    ['1.5d', 129_600_000],
    ['2w', 1_209_600_000],
    [' 500ms ', 500],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '10', 'soon', '5 parsecs', '-1h', '0s', '1h-', '1..5h', 'h', '99999999999999w'])('is not %j', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  it('is the sum of its parts', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 1000 }), (hours, minutes, seconds) => {
        expect(parseDuration(`${hours}h${minutes}m${seconds}s`)).toBe(((hours * 60 + minutes) * 60 + seconds) * 1000)
      }),
    )
  })

  it('is read again as it was written, in one word', () => {
    expect([43_200_000, 5_400_000, 1_500].map(durationWord)).toEqual(['12h', '90m', '1500ms'])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), (ms) => {
        expect(parseDuration(durationWord(ms))).toBe(ms)
      }),
    )
  })
})
