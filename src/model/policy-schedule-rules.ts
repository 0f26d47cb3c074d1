import type { PolicySpec } from './policy.js'
import type { PolicyRule } from './policy-problem.js'
import { type Finding, SOURCES } from './policy-problem.js'
import { minutesOfDay, startTime, timeOfDay } from './policy-schedule.js'
import { normalizeTimeZone, similarTimeZones } from './policy-time-zone.js'

const INTERVALS: readonly number[] = [4, 6, 8, 12]
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

export const SCHEDULE_RULES: readonly PolicyRule[] = [
  {
    rule: 'time-of-day',
    severity: 'error',
    source: SOURCES.api,
    check: ({ schedule }) => [
      !TIME.test(startTime(schedule)) && {
        field: startField(schedule),
        message: `'${startTime(schedule)}' is not a time of day.`,
        fix: 'Write HH:MM on the 24-hour clock, in quotes in YAML, e.g. "22:30".',
      },
    ],
  },
  {
    rule: 'half-hour-start',
    severity: 'error',
    source: SOURCES.api,
    check: ({ schedule }) => {
      const minutes = minutesOfDay(startTime(schedule))
      const floor = Math.floor(minutes / 30) * 30
      return [
        TIME.test(startTime(schedule)) &&
          minutes !== floor && {
            field: startField(schedule),
            message: `Backups start on the hour or the half hour; ${startTime(schedule)} is neither.`,
            fix: `Use ${timeOfDay(floor)} or ${timeOfDay(floor + 30)}.`,
          },
      ]
    },
  },
  {
    rule: 'time-zone',
    severity: 'error',
    source: SOURCES.api,
    check: ({ timeZone }) => {
      if (normalizeTimeZone(timeZone) !== undefined) return []
      const similar = similarTimeZones(timeZone)
      return [
        {
          field: 'timeZone',
          message: `'${timeZone}' is not a time zone of Windows or of the IANA database.`,
          fix:
            similar.length > 0
              ? `Did you mean ${similar.map((name) => `'${name}'`).join(', ')}?`
              : "Use e.g. 'UTC' or 'Europe/Berlin'.",
        },
      ]
    },
  },
  {
    rule: 'hourly-enhanced',
    severity: 'error',
    source: SOURCES.enhanced,
    check: ({ kind, schedule }) => [
      schedule.frequency === 'hourly' &&
        kind !== 'enhanced' && {
          field: 'schedule.frequency',
          message: 'A standard policy runs daily or weekly; several backups a day need an enhanced one.',
          fix: 'Set kind to enhanced, or frequency to daily.',
        },
    ],
  },
  {
    rule: 'hourly-interval',
    severity: 'error',
    source: SOURCES.enhanced,
    check: ({ schedule }) => [
      schedule.frequency === 'hourly' &&
        !INTERVALS.includes(schedule.intervalHours) && {
          field: 'schedule.intervalHours',
          message: `Every ${schedule.intervalHours} h is not offered.`,
          fix: schedule.intervalHours === 24 ? 'Use a daily schedule.' : `Use one of ${INTERVALS.join(', ')} hours.`,
        },
    ],
  },
  { rule: 'hourly-window', severity: 'error', source: SOURCES.api, check: hourlyWindow },
  {
    rule: 'weekly-days',
    severity: 'error',
    source: SOURCES.mcp,
    check: ({ schedule }) => [
      schedule.frequency === 'weekly' &&
        schedule.days.length === 0 && {
          field: 'schedule.days',
          message: 'A weekly schedule names no day.',
          fix: 'Name at least one day, e.g. Sunday.',
        },
    ],
  },
  {
    rule: 'crash-enhanced',
    severity: 'error',
    source: SOURCES.crash,
    check: ({ kind, consistency }) => [
      consistency === 'crash' &&
        kind !== 'enhanced' && {
          field: 'consistency',
          message: 'Agentless crash-consistent backup needs an enhanced policy.',
          fix: 'Set kind to enhanced, or consistency to app.',
        },
    ],
  },
]

function startField(schedule: PolicySpec['schedule']): string {
  return schedule.frequency === 'hourly' ? 'schedule.windowStart' : 'schedule.time'
}

function hourlyWindow({ schedule }: PolicySpec): (Finding | false)[] {
  if (schedule.frequency !== 'hourly') return []
  const { intervalHours, windowHours } = schedule
  const inRange = windowHours >= Math.max(4, intervalHours) && windowHours <= 24
  const isMultiple = INTERVALS.includes(intervalHours) ? windowHours % intervalHours === 0 : true
  const step = INTERVALS.includes(intervalHours) ? intervalHours : 4
  const allowed = Array.from({ length: 24 / step }, (_, i) => (i + 1) * step)
  return [
    !(inRange && isMultiple && Number.isInteger(windowHours)) && {
      field: 'schedule.windowHours',
      message: `A window of ${windowHours} h does not fit a backup every ${intervalHours} h.`,
      fix: `Use a multiple of the interval from 4 to 24 hours: ${allowed.join(', ')}.`,
    },
  ]
}
