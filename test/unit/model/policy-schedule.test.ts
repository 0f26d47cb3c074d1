import { describe, expect, it } from 'vitest'
import type { PolicySpec, Schedule } from '../../../src/model/policy.js'
import { backupDay, localTime, nextRuns } from '../../../src/model/policy-schedule.js'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { ianaZone, normalizeTimeZone, similarTimeZones } from '../../../src/model/policy-time-zone.js'

const BERLIN = 'W. Europe Standard Time'
const policy = (schedule: Schedule, timeZone = 'UTC'): PolicySpec => ({
  ...POLICY_TEMPLATES.standard,
  schedule,
  timeZone,
})
const daily = (time: string, timeZone?: string) => policy({ frequency: 'daily', time }, timeZone)

describe('nextRuns', () => {
  it('gives the starts of a daily policy, and never the one that is now', () => {
    expect(nextRuns(daily('22:00'), '2026-03-02T22:00:00.000Z', 2)).toEqual([
      '2026-03-03T22:00:00.000Z',
      '2026-03-04T22:00:00.000Z',
    ])
  })

  it('gives only the days of a weekly policy', () => {
    const weekly = policy({ frequency: 'weekly', days: ['Sunday', 'Wednesday'], time: '02:00' })

    // 2 March 2026 is a Monday.
    expect(nextRuns(weekly, '2026-03-02T09:00:00.000Z', 3)).toEqual([
      '2026-03-04T02:00:00.000Z',
      '2026-03-08T02:00:00.000Z',
      '2026-03-11T02:00:00.000Z',
    ])
  })

  it('follows an hourly window over midnight, its end included', () => {
    const hourly = policy({ frequency: 'hourly', intervalHours: 4, windowStart: '20:00', windowHours: 8 })

    expect(nextRuns(hourly, '2026-03-02T21:00:00.000Z', 4)).toEqual([
      '2026-03-03T00:00:00.000Z',
      '2026-03-03T04:00:00.000Z',
      '2026-03-03T20:00:00.000Z',
      '2026-03-04T00:00:00.000Z',
    ])
  })

  it('does not start twice at the seam of a window of 24 hours', () => {
    const hourly = policy({ frequency: 'hourly', intervalHours: 12, windowStart: '08:00', windowHours: 24 })

    expect(nextRuns(hourly, '2026-03-02T07:00:00.000Z', 3)).toEqual([
      '2026-03-02T08:00:00.000Z',
      '2026-03-02T20:00:00.000Z',
      '2026-03-03T08:00:00.000Z',
    ])
  })

  it('keeps the wall clock when the clock changes', () => {
    expect(nextRuns(daily('22:00', BERLIN), '2026-03-28T00:00:00.000Z', 2)).toEqual([
      '2026-03-28T21:00:00.000Z',
      '2026-03-29T20:00:00.000Z',
    ])
  })

  it('runs an hour later on the clock when the start is skipped, 02:30 on 29 March in Berlin', () => {
    expect(nextRuns(daily('02:30', BERLIN), '2026-03-28T12:00:00.000Z', 2)).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  it('runs the first time only when the start comes twice, 02:30 on 25 October in Berlin', () => {
    expect(nextRuns(daily('02:30', BERLIN), '2026-10-24T12:00:00.000Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  it('finds nothing for a weekly policy without days', () => {
    expect(nextRuns(policy({ frequency: 'weekly', days: [], time: '02:00' }), '2026-03-02T09:00:00.000Z', 3)).toEqual(
      [],
    )
  })
})

describe('backupDay', () => {
  it('counts a late start after midnight for the evening before', () => {
    expect(String(backupDay(daily('23:30'), '2026-03-03T01:10:00.000Z'))).toBe('2026-03-02')
    expect(String(backupDay(daily('23:30'), '2026-03-03T02:10:00.000Z'))).toBe('2026-03-03')
  })

  it('counts the small hours of an hourly window for the day on which it opened', () => {
    const hourly = policy({ frequency: 'hourly', intervalHours: 4, windowStart: '20:00', windowHours: 8 })

    expect(String(backupDay(hourly, '2026-03-03T04:20:00.000Z'))).toBe('2026-03-02')
    expect(String(backupDay(hourly, '2026-03-03T20:20:00.000Z'))).toBe('2026-03-03')
  })
})

describe('time zones', () => {
  it.each([
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['pacific standard time', 'Pacific Standard Time'],
    ['Europe/Berlin', BERLIN],
    ['europe/berlin', BERLIN],
    ['Europe/Kyiv', 'FLE Standard Time'],
    ['Asia/Calcutta', 'India Standard Time'],
    [' Asia/Kolkata ', 'India Standard Time'],
  ])('takes %s as %s', (text, windows) => {
    expect(normalizeTimeZone(text)).toBe(windows)
  })

  it.each(['', 'Berlin', 'CEST', '+01:00', 'Europe/Atlantis'])("does not know '%s'", (text) => {
    expect(normalizeTimeZone(text)).toBeUndefined()
  })

  it('offers names that look alike', () => {
    expect(similarTimeZones('Pacific Time')[0]).toBe('Pacific Standard Time')
    expect(similarTimeZones('Berlin')).toEqual(['Europe/Berlin'])
    expect(similarTimeZones('Europe/Berlinn')).toEqual(['Europe/Berlin'])
    expect(similarTimeZones('xyzzy')).toEqual([])
  })

  it('follows the clock of the zone, and UTC when nobody knows it', () => {
    expect(ianaZone(BERLIN)).toBe('Europe/Berlin')
    expect(localTime('2026-07-01T20:00:00.000Z', BERLIN)).toBe('2026-07-01 22:00')
    expect(localTime('2026-07-01T20:00:00.000Z', 'Nowhere')).toBe('2026-07-01 20:00')
  })
})
