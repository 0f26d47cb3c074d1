import fc from 'fast-check'
import {
  type ArchiveTiering,
  type DaysOfMonth,
  MONTHS,
  type PolicySpec,
  type Retention,
  type Schedule,
  WEEKDAYS,
  WEEKS_OF_MONTH,
} from '../../src/model/policy.js'
import { canonicalSpec } from '../../src/model/policy-canonical.js'

const ZONES = [
  'UTC',
  'W. Europe Standard Time',
  'Pacific Standard Time',
  'India Standard Time',
  'Lord Howe Standard Time',
]

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
const time = fc
  .integer({ min: 0, max: 47 })
  .map((slot) => `${String(slot >> 1).padStart(2, '0')}:${slot % 2 ? '30' : '00'}`)

const relative = (days: readonly (typeof WEEKDAYS)[number][]): fc.Arbitrary<DaysOfMonth> =>
  fc.record({ form: fc.constant('relative' as const), weeks: some(WEEKS_OF_MONTH), days: some(days) })

const absolute: fc.Arbitrary<DaysOfMonth> = fc.record({
  form: fc.constant('absolute' as const),
  days: fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)), {
    minLength: 1,
    maxLength: 4,
  }),
})

const hourly: fc.Arbitrary<Schedule> = fc
  .record({ intervalHours: fc.constantFrom(4, 6, 8, 12), windowStart: time, share: fc.nat(5) })
  .map(({ intervalHours, windowStart, share }) => ({
    frequency: 'hourly',
    intervalHours,
    windowStart,
    windowHours: intervalHours * (1 + (share % (24 / intervalHours))),
  }))
const daily: fc.Arbitrary<Schedule> = fc.record({ frequency: fc.constant('daily' as const), time })
const weekly: fc.Arbitrary<Schedule> = fc.record({
  frequency: fc.constant('weekly' as const),
  days: some(WEEKDAYS),
  time,
})

const archive: fc.Arbitrary<ArchiveTiering> = fc.oneof(
  fc.constant({ mode: 'recommended' as const }),
  fc.record({
    mode: fc.constant('after' as const),
    duration: fc.integer({ min: 45, max: 180 }),
    unit: fc.constant('days' as const),
  }),
  fc.record({
    mode: fc.constant('after' as const),
    // A month counts 31 days: six of them would leave a point that is kept for a year 179 days, one too few.
    duration: fc.integer({ min: 3, max: 5 }),
    unit: fc.constant('months' as const),
  }),
)

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
/** The value without the keys that hold undefined. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }

function retentionFor(schedule: Schedule): fc.Arbitrary<Retention> {
  const isWeekly = schedule.frequency === 'weekly'
  const on = isWeekly ? relative(schedule.days) : fc.oneof(relative(WEEKDAYS), absolute)
  const weeks = fc.integer({ min: 5, max: 60 })
  return fc
    .record({
      daily: isWeekly ? fc.constant(undefined) : fc.record({ count: fc.integer({ min: 31, max: 60 }) }),
      weekly: isWeekly
        ? fc.record({ count: weeks, days: fc.constant(schedule.days) })
        : optional(fc.record({ count: weeks, days: some(WEEKDAYS) })),
      monthly: optional(fc.record({ count: fc.integer({ min: 12, max: 60 }), on })),
      yearly: optional(fc.record({ count: fc.integer({ min: 1, max: 10 }), months: some(MONTHS), on })),
    })
    .map(defined)
}

/** Policies that break no rule, in canonical form. */
export const validSpec: fc.Arbitrary<PolicySpec> = fc
  .oneof(
    fc.record({ kind: fc.constant('enhanced' as const), schedule: fc.oneof(hourly, daily, weekly) }),
    fc.record({ kind: fc.constant('standard' as const), schedule: fc.oneof(daily, weekly) }),
  )
  .chain(({ kind, schedule }) => {
    const isWeekly = schedule.frequency === 'weekly'
    const isEnhanced = kind === 'enhanced'
    const most = isWeekly ? 20 : schedule.frequency === 'hourly' ? 17 : 30
    return fc
      .record({
        kind: fc.constant(kind),
        schedule: fc.constant(schedule),
        retention: retentionFor(schedule),
        instantRestoreDays: isEnhanced
          ? fc.integer({ min: isWeekly ? 5 : 1, max: most })
          : fc.integer({ min: isWeekly ? 5 : 1, max: 5 }),
        snapshotGroup: optional(
          fc
            .record({
              prefix: fc.stringMatching(/^[a-zA-Z][\w-]{0,20}$/),
              suffix: optional(fc.stringMatching(/^[\w-]{1,10}$/)),
            })
            .map(defined),
        ),
        timeZone: fc.constantFrom(...ZONES),
        archive: isEnhanced && !isWeekly ? optional(archive) : fc.constant(undefined),
        consistency: isEnhanced ? fc.constantFrom('app' as const, 'crash' as const) : fc.constant('app' as const),
      })
      .map((spec) => {
        const long = spec.retention.monthly ?? spec.retention.yearly
        return canonicalSpec(defined({ ...spec, archive: long ? spec.archive : undefined }) as PolicySpec)
      })
  })

/** Moments of four years that hold every kind of clock change. */
export const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 11, 31) })
  .map((ms) => new Date(ms).toISOString())
