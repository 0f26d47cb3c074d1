import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeSchedule } from '../../../src/model/policy-words.js'
import { readStart, readWindow, startOfName } from '../../../src/stagger/window-words.js'
import { validSpec } from '../../helpers/policy-arbitrary.js'

describe('readStart', () => {
  it('reads every schedule as it is printed elsewhere', () => {
    fc.assert(
      fc.property(validSpec, ({ schedule }) => {
        expect(readStart(describeSchedule(schedule))).toEqual({ value: schedule })
      }),
    )
  })

  it.each([
    ['22:30', { frequency: 'daily', time: '22:30' }],
    ['Sun 02:00', { frequency: 'weekly', days: ['Sunday'], time: '02:00' }],
    ['wednesday, SUNDAY at 02:00', { frequency: 'weekly', days: ['Sunday', 'Wednesday'], time: '02:00' }],
    ['every 4h from 08:00 for 12h', { frequency: 'hourly', intervalHours: 4, windowStart: '08:00', windowHours: 12 }],
  ])('reads %s', (text, value) => {
    expect(readStart(text)).toEqual({ value })
  })

  it.each(['', '24:00', '9:00', 'Someday 22:00', 'at night', 'every day'])('takes %j for no start', (text) => {
    expect(readStart(text)).toMatchObject({ problem: expect.stringContaining('is no start') })
  })
})

describe('readWindow', () => {
  it.each([
    ['22:00-06:00', { from: '22:00', to: '06:00', timeZone: 'UTC' }],
    [' 22:15 - 22:30 europe/berlin ', { from: '22:15', to: '22:30', timeZone: 'W. Europe Standard Time' }],
    ['23:45-00:00 W. Europe Standard Time', { from: '23:45', to: '00:00', timeZone: 'W. Europe Standard Time' }],
  ])('reads %s', (text, value) => {
    expect(readWindow(text)).toEqual({ value })
  })

  it.each([
    ['22-06', "'22-06' is no window; write HH:MM-HH:MM, e.g. 22:00-06:00, and a time zone unless it is UTC"],
    ['22:00', "'22:00' is no window"],
    ['25:00-26:00', "'25:00-26:00' is no window"],
    ['22:00-22:00', 'ends when it begins; write 22:00-22:29 for one start, 00:00-23:59 for any'],
    ['23:45-23:45 Europe/Berlin', 'write 23:45-00:14 for one start'],
    ['22:01-22:29', 'no backup can start'],
    ['22:00-06:00 Berlin Time', 'unknown time zone'],
  ])('refuses %s', (text, problem) => {
    expect(readWindow(text)).toMatchObject({ problem: expect.stringContaining(problem) })
  })
})

it('startOfName finds the time in the name of a slot', () => {
  expect(['standard-2230', 'dev-Sun-0100', 'x-0030-2', 'daily', 'policy-2460', 'v1-99'].map(startOfName)).toEqual([
    '22:30',
    '01:00',
    '00:30',
    undefined,
    undefined,
    undefined,
  ])
})
