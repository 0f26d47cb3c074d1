import { findName } from '../core/names.js'
import { type Schedule, WEEKDAYS, type Weekday } from '../model/policy.js'
import { minutesOfDay, timeOfDay } from '../model/policy-schedule.js'
import { normalizeTimeZone, similarTimeZones } from '../model/policy-time-zone.js'
import type { StartWindow } from '../slots/estate.js'

/** What a text means, or why it means nothing, as the end of a sentence. */
export type Read<T> = { readonly value: T } | { readonly problem: string }

const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)(?:\s+(.+))?$/

/**
 * `22:00-06:00 Europe/Berlin`, both ends included. One in which no half hour begins is none: Azure starts backups on those.
 * Nor is one that ends when it begins: nobody knows whether that is a moment or a day.
 */
export function readWindow(text: string, defaultZone = 'UTC'): Read<StartWindow> {
  const [, fromHour, fromMinute, toHour, toMinute, zone = defaultZone] = WINDOW.exec(text.trim()) ?? []
  if (fromHour === undefined) {
    return { problem: `'${text}' is no window; write HH:MM-HH:MM, e.g. 22:00-06:00, and a time zone unless it is UTC` }
  }
  const timeZone = readTimeZone(zone)
  if ('problem' in timeZone) return timeZone
  const value = { from: `${fromHour}:${fromMinute}`, to: `${toHour}:${toMinute}`, timeZone: timeZone.value }
  if (value.from === value.to) {
    const one = `${value.from}-${timeOfDay((minutesOfDay(value.from) + HALF_HOUR - 1) % DAY_MINUTES)}`
    return { problem: `'${text}' ends when it begins; write ${one} for one start, 00:00-23:59 for any` }
  }
  if (holdsHalfHour(value)) return { value }
  return { problem: `no backup can start in ${text}: starts are on the hour and the half hour` }
}

function holdsHalfHour({ from, to }: StartWindow): boolean {
  const [first, last] = [minutesOfDay(from), minutesOfDay(to)]
  const end = last < first ? last + DAY_MINUTES : last
  return Math.ceil(first / HALF_HOUR) * HALF_HOUR <= end
}

const HALF_HOUR = 30
const DAY_MINUTES = 24 * 60

/** A Windows time-zone name from one, or from an IANA name. */
export function readTimeZone(text: string): Read<string> {
  const value = normalizeTimeZone(text)
  if (value !== undefined) return { value }
  const similar = similarTimeZones(text)
  const hint = similar.length === 0 ? 'write a Windows or IANA name' : `did you mean ${similar.join(' or ')}?`
  return { problem: `unknown time zone '${text}'; ${hint}` }
}

const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const DAILY = new RegExp(`^(?:daily(?: at)? )?(${TIME})$`, 'i')
const WEEKLY = new RegExp(`^(?:weekly(?: on)? )?([a-z]+(?:[ ,]+[a-z]+)*?)(?: at)? (${TIME})$`, 'i')
const HOURLY = new RegExp(`^every (\\d+) ?h(?:ours)? from (${TIME}) for (\\d+) ?h(?:ours)?$`, 'i')

/** A schedule as it is printed elsewhere: `22:00`, `weekly on Sunday at 22:00`, `every 4 h from 08:00 for 12 h`. */
export function readStart(text: string): Read<Schedule> {
  const plain = text.trim()
  const [, time] = DAILY.exec(plain) ?? []
  if (time !== undefined) return { value: { frequency: 'daily', time } }
  const [, interval, windowStart, hours] = HOURLY.exec(plain) ?? []
  if (windowStart !== undefined) {
    const value = { intervalHours: Number(interval), windowStart, windowHours: Number(hours) }
    return { value: { frequency: 'hourly', ...value } }
  }
  const [, words = '', start] = WEEKLY.exec(plain) ?? []
  const days = words.split(/[ ,]+/).map(weekdayOf)
  if (start !== undefined && days.every((day) => day !== undefined)) {
    return { value: { frequency: 'weekly', days: WEEKDAYS.filter((day) => days.includes(day)), time: start } }
  }
  return { problem: `'${text}' is no start; write 22:00, Sunday 22:00 or every 4 h from 08:00 for 12 h` }
}

function weekdayOf(word: string): Weekday | undefined {
  return findName(WEEKDAYS, word) ?? WEEKDAYS.find((day) => findName([day.slice(0, 3)], word))
}

/** The start that a slot's name holds: 22:30 of `standard-2230`. */
export function startOfName(policy: string): string | undefined {
  const [, hour, minute] = /-([01]\d|2[0-3])([0-5]\d)(?:-\d+)?$/.exec(policy) ?? []
  return hour === undefined ? undefined : `${hour}:${minute}`
}
