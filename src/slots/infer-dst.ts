import { DAY_MS, type Instant, MINUTE_MS } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import type { PolicySpec } from '../model/policy.js'
import { startsOfDay } from '../model/policy-schedule.js'
import { DAY_MINUTES, modulo } from './patterns.js'
import { median } from './statistics.js'
import { type Clocks, createClocks, type DstMode, type ZoneClock } from './zones.js'

/** A backup that a schedule started. */
export interface StartSample {
  /** Names the policy, e.g. vault and name. */
  readonly policy: string
  /** What the policy says, unchanged since the job. */
  readonly spec: PolicySpec
  /** When the job began. */
  readonly start: Instant
}

/** What job starts tell of how policy times follow the clocks. */
export interface DstInference {
  /** Null when no policy has enough jobs on both sides of a change, or when they disagree. */
  readonly mode: DstMode | null
  /** One row for each policy that has. */
  readonly evidence: readonly DstEvidence[]
}

export interface DstEvidence {
  readonly policy: string
  readonly timeZone: string
  /** Day of the change, `YYYY-MM-DD`. */
  readonly date: string
  readonly jobs: number
  /** By how many minutes the wall clock was put forward (negative: back). */
  readonly clockMinutes: number
  /** By how many minutes jobs came later in UTC after the change: minus `clockMinutes` = wallclock, 0 = fixed. */
  readonly startMinutes: number
}

/** Weeks before and after a change whose jobs count. */
const SIDE_MS = 28 * DAY_MS
/** Jobs that a policy needs on each side: one late start is no evidence. */
const LEAST_JOBS = 3
/** Share of the clock's step, in which starts moved, above which that was the clock, and below which it was not. */
const [MOST_FIXED, LEAST_WALLCLOCK] = [1 / 3, 2 / 3]

/**
 * Compares starts of the weeks on both sides of each change of the clocks within 12 months of the first job, policy by
 * policy; the median policy decides.
 */
export function inferDst(samples: readonly StartSample[]): DstInference {
  const first = samples.reduce((least, { start }) => (start < least ? start : least), samples[0]?.start ?? '')
  if (first === '') return { mode: null, evidence: [] }
  const clocks = createClocks(first.slice(0, 10), 'wallclock')
  const groups = groupBy(samples, ({ policy }) => policy).values()
  const evidence = [...groups].flatMap((group) => compareSides(group, clocks))
  if (evidence.length === 0) return { mode: null, evidence }
  const part = median(evidence.map(({ clockMinutes, startMinutes }) => -startMinutes / clockMinutes))
  const mode = part <= MOST_FIXED ? 'fixed' : part >= LEAST_WALLCLOCK ? 'wallclock' : null
  return { mode, evidence }
}

function compareSides(samples: readonly StartSample[], clocks: Clocks): DstEvidence[] {
  const { policy, spec } = samples[0] as StartSample
  const starts = samples.map(({ start }) => Date.parse(start))
  const zone = clocks.wall(spec.timeZone)
  return zone.changes.flatMap(({ atMs, date, before, after }) => {
    const earlier = starts.filter((ms) => ms < atMs && ms >= atMs - SIDE_MS)
    const later = starts.filter((ms) => ms >= atMs && ms < atMs + SIDE_MS)
    if (earlier.length < LEAST_JOBS || later.length < LEAST_JOBS) return []
    const delay = (side: readonly number[]) => median(side.map((ms) => utcDelay(ms, spec, zone)))
    return {
      policy,
      timeZone: spec.timeZone,
      date,
      jobs: earlier.length + later.length,
      clockMinutes: after - before,
      startMinutes: Math.round(delay(later) - delay(earlier)),
    }
  })
}

/**
 * Minutes from the nearest start of the schedule, taken as standard time, to the job; negative when the job was first.
 * Only differences count, so it is no matter which offset is taken.
 */
function utcDelay(ms: number, { schedule }: PolicySpec, { standard }: ZoneClock): number {
  const minute = ms / MINUTE_MS + standard
  const delays = startsOfDay(schedule).map(
    (start) => modulo(minute - start + DAY_MINUTES / 2, DAY_MINUTES) - DAY_MINUTES / 2,
  )
  return delays.reduce((least, delay) => (Math.abs(delay - 30) < Math.abs(least - 30) ? delay : least))
}
