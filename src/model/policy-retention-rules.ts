import type { DaysOfMonth, PolicySpec, Weekday } from './policy.js'
import type { Finding, PolicyRule } from './policy-problem.js'
import { SOURCES } from './policy-problem.js'
import { LONG_TERM_RULES, type LongTermRule, ruleDays } from './policy-retention.js'

const MAX_COUNT: Readonly<Record<LongTermRule, number>> = { daily: 9999, weekly: 5163, monthly: 1188, yearly: 99 }
const MIN_DAILY = 7
const MAX_POINTS = 9999

export const RETENTION_RULES: readonly PolicyRule[] = [
  {
    rule: 'daily-retention-needed',
    severity: 'error',
    source: SOURCES.api,
    check: ({ schedule, retention }) => [
      schedule.frequency !== 'weekly' &&
        retention.daily === undefined && {
          field: 'retention.daily',
          message: `A policy that runs ${schedule.frequency} must say how many days points are kept.`,
          fix: 'Add a daily retention of 7 to 9999 days.',
        },
    ],
  },
  {
    rule: 'weekly-no-daily-retention',
    severity: 'error',
    source: SOURCES.api,
    check: ({ schedule, retention }) => [
      schedule.frequency === 'weekly' &&
        retention.daily !== undefined && {
          field: 'retention.daily',
          message: 'A weekly schedule cannot carry a daily retention.',
          fix: 'Remove it and say under weekly how many weeks points are kept.',
        },
    ],
  },
  {
    rule: 'weekly-retention-needed',
    severity: 'error',
    source: SOURCES.api,
    check: ({ schedule, retention }) => [
      schedule.frequency === 'weekly' &&
        retention.weekly === undefined && {
          field: 'retention.weekly',
          message: 'A weekly schedule must say how many weeks points are kept.',
          fix: 'Add a weekly retention on the days of the schedule.',
        },
    ],
  },
  { rule: 'weekly-retention-days', severity: 'error', source: SOURCES.mcp, check: weeklyRetentionDays },
  { rule: 'retention-count', severity: 'error', source: `${SOURCES.api}, ${SOURCES.faq}`, check: counts },
  {
    rule: 'daily-retention-one',
    severity: 'warning',
    source: `${SOURCES.api} allows 1 day, ${SOURCES.faq} says at least 7`,
    check: ({ retention }) => [
      retention.daily?.count === 1 && {
        field: 'retention.daily.count',
        message: 'Sources disagree on whether points may be kept for 1 day only.',
        fix: 'Use 7 or more days.',
      },
    ],
  },
  {
    rule: 'retention-days-named',
    severity: 'error',
    source: SOURCES.mcp,
    check: ({ schedule, retention }) => [
      schedule.frequency !== 'weekly' &&
        retention.weekly?.days.length === 0 &&
        unnamed('retention.weekly.days', 'days of the week'),
      ...onRules(retention).flatMap(({ field, on }) => [
        on.days.length === 0 &&
          unnamed(`${field}.days`, on.form === 'absolute' ? 'days of the month' : 'days of the week'),
        on.form === 'relative' && on.weeks.length === 0 && unnamed(`${field}.weeks`, 'weeks of the month'),
      ]),
      retention.yearly?.months.length === 0 && unnamed('retention.yearly.months', 'months'),
    ],
  },
  {
    rule: 'day-of-month',
    severity: 'error',
    source: `${SOURCES.api}, ${SOURCES.mcp}`,
    check: ({ retention }) =>
      onRules(retention).flatMap(({ field, on }) => {
        const bad = on.form === 'absolute' ? on.days.filter((day) => day !== 'last' && !isWithin(day, 1, 28)) : []
        return [
          bad.length > 0 && {
            field: `${field}.days`,
            message: `Not every month has day ${bad.join(', ')}.`,
            fix: "Use days 1 to 28, or 'last' for the last day of the month.",
          },
        ]
      }),
  },
  {
    rule: 'weekly-relative-form',
    severity: 'error',
    source: `${SOURCES.api}, ${SOURCES.mcp}`,
    check: ({ schedule, retention }) =>
      onRules(retention).map(
        ({ field, on }) =>
          schedule.frequency === 'weekly' &&
          on.form === 'absolute' && {
            field: `${field}.form`,
            message: 'With a weekly schedule, monthly and yearly points are chosen by week, not by day of the month.',
            fix: 'Use the relative form, e.g. weeks [First], days as in the schedule.',
          },
      ),
  },
  {
    rule: 'relative-day-without-backup',
    severity: 'warning',
    source: SOURCES.arithmetic,
    check: ({ schedule, retention }) =>
      onRules(retention).flatMap(({ field, on }) => {
        if (schedule.frequency !== 'weekly' || on.form !== 'relative') return []
        const idle = missing(on.days, schedule.days)
        return [
          idle.length > 0 && {
            field: `${field}.days`,
            message: `No backup runs on ${idle.join(', ')}, so nothing is kept by it.`,
            fix: `Use days of the schedule: ${schedule.days.join(', ')}.`,
          },
        ]
      }),
  },
  {
    rule: 'rule-without-effect',
    severity: 'warning',
    source: SOURCES.arithmetic,
    check: ({ retention }) =>
      LONG_TERM_RULES.map(
        (rule) =>
          rule !== 'daily' &&
          retention[rule] !== undefined &&
          ruleDays(retention, rule) <= ruleDays(retention, 'daily') && {
            field: `retention.${rule}.count`,
            message: `Its points are kept ${ruleDays(retention, rule)} days, no longer than every daily point (${ruleDays(retention, 'daily')} days).`,
            fix: `Raise it, or remove the ${rule} retention.`,
          },
      ),
  },
  {
    rule: 'points-per-item',
    severity: 'warning',
    source: SOURCES.matrix,
    check: ({ retention }) => {
      const points = pointCount(retention)
      return [
        points > MAX_POINTS && {
          field: 'retention',
          message: `A VM would come to hold about ${points} points; a VM can have ${MAX_POINTS}.`,
          fix: 'Keep fewer daily points, or fewer days in the long-term rules.',
        },
      ]
    },
  },
]

function weeklyRetentionDays({ schedule, retention }: PolicySpec): (Finding | false)[] {
  if (schedule.frequency !== 'weekly' || retention.weekly === undefined) return []
  const { days } = retention.weekly
  return [
    missing(days, schedule.days).length + missing(schedule.days, days).length > 0 && {
      field: 'retention.weekly.days',
      message: `Weekly points are kept for ${days.join(', ') || 'no day'}, but backups run on ${schedule.days.join(', ') || 'no day'}.`,
      fix: 'Name the same days in both.',
    },
  ]
}

function counts({ retention }: PolicySpec): (Finding | false)[] {
  return LONG_TERM_RULES.map((rule) => {
    const count = retention[rule]?.count
    const least = rule === 'daily' ? MIN_DAILY : 1
    // One day is left to a warning: sources disagree on it.
    const isFine = count === undefined || (rule === 'daily' && count === 1) || isWithin(count, least, MAX_COUNT[rule])
    return (
      !isFine && {
        field: `retention.${rule}.count`,
        message: `${count} is outside what Azure keeps for ${rule} points.`,
        fix: `Use a whole number from ${least} to ${MAX_COUNT[rule]}.`,
      }
    )
  })
}

function onRules(retention: PolicySpec['retention']): { field: string; on: DaysOfMonth }[] {
  return (['monthly', 'yearly'] as const).flatMap((rule) => {
    const on = retention[rule]?.on
    return on === undefined ? [] : [{ field: `retention.${rule}.on`, on }]
  })
}

function unnamed(field: string, what: string): Finding {
  return { field, message: `No ${what} are named.`, fix: 'Name at least one.' }
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function missing(wanted: readonly Weekday[], present: readonly Weekday[]): Weekday[] {
  return wanted.filter((day) => !present.includes(day))
}

/** Points of one VM once the policy has run for its whole retention; overlaps between rules counted twice. */
function pointCount({ daily, weekly, monthly, yearly }: PolicySpec['retention']): number {
  const perMonth = (on: DaysOfMonth) => on.days.length * (on.form === 'relative' ? on.weeks.length : 1)
  return (
    (daily?.count ?? 0) +
    (weekly ? weekly.count * weekly.days.length : 0) +
    (monthly ? monthly.count * perMonth(monthly.on) : 0) +
    (yearly ? yearly.count * yearly.months.length * perMonth(yearly.on) : 0)
  )
}
