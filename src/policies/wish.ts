import type { DaysOfMonth, PolicyKind, PolicySpec, Retention, Schedule } from '../model/policy.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import type { Problem } from '../model/policy-problem.js'
import { LONG_TERM_RULES } from '../model/policy-retention.js'
import { startTime } from '../model/policy-schedule.js'
import { defaultInstantRestoreDays } from '../model/policy-templates.js'
import { createReader, type Reader } from './read-words.js'

/** A policy's content as typed in flags; what is absent stays as it was. */
export interface PolicyInput {
  readonly kind?: PolicyKind | undefined
  readonly frequency?: Schedule['frequency'] | undefined
  /** `HH:MM`: the start, or the start of the window. */
  readonly start?: string | undefined
  /** Hours between backups. */
  readonly every?: number | undefined
  /** Hours of the window. */
  readonly window?: number | undefined
  /** Days of a weekly schedule. */
  readonly days?: readonly string[] | undefined
  readonly 'time-zone'?: string | undefined
  /** 0 removes the rule; so do the other `keep-*`. */
  readonly 'keep-daily'?: number | undefined
  readonly 'keep-weekly'?: number | undefined
  readonly 'keep-weekly-on'?: readonly string[] | undefined
  readonly 'keep-monthly'?: number | undefined
  /** `First Sunday`, `First,Last Sunday`, `1,15,last`. */
  readonly 'keep-monthly-on'?: string | undefined
  readonly 'keep-yearly'?: number | undefined
  readonly 'keep-yearly-on'?: string | undefined
  readonly 'keep-yearly-in'?: readonly string[] | undefined
  readonly 'instant-restore-days'?: number | undefined
  /** Empty: the group of Azure Backup. */
  readonly 'snapshot-group-prefix'?: string | undefined
  readonly 'snapshot-group-suffix'?: string | undefined
  /** `never`, `recommended`, `90d`, `3m`. */
  readonly archive?: string | undefined
  readonly consistency?: PolicySpec['consistency'] | undefined
}

export interface WishedSpec {
  readonly spec: PolicySpec
  /** What was typed and not understood; `field` is the flag. */
  readonly problems: readonly Problem[]
}

/** The base with what was typed over it; without a base, a daily enhanced policy of 30 days. */
export function applyInput(base: PolicySpec | undefined, input: PolicyInput): WishedSpec {
  const reader = createReader()
  const kind = input.kind ?? base?.kind ?? 'enhanced'
  const schedule = scheduleOf(base?.schedule, input, reader)
  const snapshotGroup = snapshotGroupOf(base, input)
  if (!snapshotGroup)
    reader.refuse('snapshot-group-suffix', input['snapshot-group-suffix'], 'It needs --snapshot-group-prefix.')
  const archive = input.archive === undefined ? base?.archive : reader.archive(input.archive)
  const spec: PolicySpec = {
    kind,
    schedule,
    retention: retentionOf(base?.retention ?? startingRetention(schedule), { schedule, input, reader }),
    instantRestoreDays:
      input['instant-restore-days'] ?? base?.instantRestoreDays ?? defaultInstantRestoreDays({ kind, schedule }),
    ...(snapshotGroup && { snapshotGroup }),
    timeZone: input['time-zone'] ?? base?.timeZone ?? 'UTC',
    ...(archive && { archive }),
    consistency: input.consistency ?? base?.consistency ?? 'app',
  }
  return { spec: canonicalSpec(spec), problems: reader.problems }
}

const INPUT_KEYS = [
  'kind',
  'frequency',
  'start',
  'every',
  'window',
  'days',
  'time-zone',
  'keep-daily',
  'keep-weekly',
  'keep-weekly-on',
  'keep-monthly',
  'keep-monthly-on',
  'keep-yearly',
  'keep-yearly-on',
  'keep-yearly-in',
  'instant-restore-days',
  'snapshot-group-prefix',
  'snapshot-group-suffix',
  'archive',
  'consistency',
] as const satisfies readonly (keyof PolicyInput)[]

/** True when nothing of a policy's content was typed. */
export function isEmptyInput(input: PolicyInput): boolean {
  return INPUT_KEYS.every((key) => input[key] === undefined)
}

function scheduleOf(base: Schedule | undefined, input: PolicyInput, reader: Reader): Schedule {
  const frequency = input.frequency ?? impliedFrequency(input) ?? base?.frequency ?? 'daily'
  const start = input.start ?? (base ? startTime(base) : frequency === 'hourly' ? '08:00' : '22:00')
  if (frequency !== 'hourly') {
    reader.refuse('every', input.every, 'Only an hourly schedule has hours between backups.')
    reader.refuse('window', input.window, 'Only an hourly schedule has a window.')
  }
  if (frequency !== 'weekly') reader.refuse('days', input.days, 'Only a weekly schedule has days.')
  switch (frequency) {
    case 'hourly': {
      const known = base?.frequency === 'hourly' ? base : { intervalHours: 4, windowHours: 24 }
      const { every: intervalHours = known.intervalHours, window: windowHours = known.windowHours } = input
      return { frequency, intervalHours, windowStart: start, windowHours }
    }
    case 'daily':
      return { frequency, time: start }
    case 'weekly': {
      const known = base?.frequency === 'weekly' ? base.days : []
      return { frequency, days: input.days ? reader.weekdays('days', input.days) : known, time: start }
    }
  }
}

function impliedFrequency(input: PolicyInput): Schedule['frequency'] | undefined {
  if (input.every !== undefined || input.window !== undefined) return 'hourly'
  return input.days === undefined ? undefined : 'weekly'
}

function startingRetention(schedule: Schedule): Retention {
  return schedule.frequency === 'weekly' ? { weekly: { count: 12, days: schedule.days } } : { daily: { count: 30 } }
}

interface Wish {
  readonly schedule: Schedule
  readonly input: PolicyInput
  readonly reader: Reader
}

/** Typed counts and days over those of the base; a count of 0 removes the rule. */
function retentionOf(base: Retention, wish: Wish): Retention {
  const { schedule, input, reader } = wish
  // A weekly schedule has no daily rule: one of the base goes when the schedule becomes weekly.
  const becomesWeekly = (input.frequency ?? impliedFrequency(input)) === 'weekly'
  const days = schedule.frequency === 'weekly' ? schedule.days : (base.weekly?.days ?? SUNDAY)
  const rules: Retention = {
    daily: { count: input['keep-daily'] ?? (becomesWeekly ? 0 : (base.daily?.count ?? 0)) },
    weekly: {
      count: input['keep-weekly'] ?? base.weekly?.count ?? 0,
      days: input['keep-weekly-on'] ? reader.weekdays('keep-weekly-on', input['keep-weekly-on']) : days,
    },
    monthly: { count: input['keep-monthly'] ?? base.monthly?.count ?? 0, on: daysOfMonth(base, 'monthly', wish) },
    yearly: {
      count: input['keep-yearly'] ?? base.yearly?.count ?? 0,
      months: input['keep-yearly-in'] ? reader.months(input['keep-yearly-in']) : (base.yearly?.months ?? ['January']),
      on: daysOfMonth(base, 'yearly', wish),
    },
  }
  const isWithoutCount = (rule: 'weekly' | 'monthly' | 'yearly') => (rules[rule]?.count ?? 0) === 0
  for (const rule of ['weekly', 'monthly', 'yearly'] as const) {
    if (isWithoutCount(rule)) reader.refuse(`keep-${rule}-on`, input[`keep-${rule}-on`], `It needs --keep-${rule}.`)
  }
  if (isWithoutCount('yearly')) reader.refuse('keep-yearly-in', input['keep-yearly-in'], 'It needs --keep-yearly.')
  return Object.fromEntries(
    LONG_TERM_RULES.filter((rule) => rules[rule]?.count !== 0).map((rule) => [rule, rules[rule]]),
  )
}

const SUNDAY = ['Sunday'] as const

function daysOfMonth(base: Retention, rule: 'monthly' | 'yearly', { schedule, input, reader }: Wish): DaysOfMonth {
  const typed = input[`keep-${rule}-on`]
  if (typed !== undefined) return reader.daysOfMonth(`keep-${rule}-on`, typed)
  const day = schedule.frequency === 'weekly' ? schedule.days.slice(0, 1) : SUNDAY
  return base[rule]?.on ?? { form: 'relative', weeks: ['First'], days: day }
}

function snapshotGroupOf(base: PolicySpec | undefined, input: PolicyInput): PolicySpec['snapshotGroup'] {
  const prefix = input['snapshot-group-prefix'] ?? base?.snapshotGroup?.prefix
  const suffix = input['snapshot-group-suffix'] ?? base?.snapshotGroup?.suffix
  return prefix ? { prefix, ...(suffix && { suffix }) } : undefined
}
