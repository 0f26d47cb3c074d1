import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, timeAfter } from '../../core/clock.js'
import type { PolicySpec } from '../../model/policy.js'
import { runsAfter } from '../../model/policy-schedule.js'
import type { Stretch } from './stretch.js'

/** A job may start so long after its schedule time (AZURE-LIMITS.md D2); before it, a move might not be seen in time. */
const BEFORE_START_MS = 15 * MINUTE_MS
const AFTER_START_MS = 2 * HOUR_MS
/** Where no moment is safe, the last quarter of an hour before a start serves, but for these minutes. */
const TOO_LATE_MS = 5 * MINUTE_MS
/** A move may cost so much of the RPO, as a late start does. */
const RPO_GRACE_MS = 2 * HOUR_MS
/** A weekly policy leaves a safe time within this; later ones are looked for in a later run. */
const HORIZON_MS = 2 * DAY_MS
/** Holds two starts of a weekly policy, whenever it begins, and an hour that clocks are put back. */
const TWO_STARTS_MS = 15 * DAY_MS

/** What decides when a VM may change its policy. */
export interface MoveTiming {
  readonly old: PolicySpec
  readonly next: PolicySpec
  /** Of the last good point; null when there is none. */
  readonly lastGood: Instant | null
  /** Data that may be lost; null when nobody said. */
  readonly rpoMs: number | null
  /** Default: worked out each time. */
  readonly starts?: StartsBetween
}

/** The starts of a policy after one time, up to another. */
export type StartsBetween = (spec: PolicySpec, after: Instant, until: Instant) => readonly Instant[]

/** For many VMs at one moment: they share few policies, and time zones make each start dear. */
export function rememberedStarts(): StartsBetween {
  const known = new Map<PolicySpec, Map<string, readonly Instant[]>>()
  return (spec, after, until) => {
    const own = known.get(spec) ?? new Map<string, readonly Instant[]>()
    const key = `${after} ${until}`
    const starts = own.get(key) ?? startsBetween(spec, after, until)
    known.set(spec, own.set(key, starts))
    return starts
  }
}

export type SafeTime =
  /** The first one. `isForRpo`: earlier safe times would leave the VM without a good point for too long. */
  | { readonly kind: 'at'; readonly stretch: Stretch; readonly isForRpo: boolean }
  /** At no time soon does the new schedule come early enough: an on-demand backup has to bridge the gap. */
  | { readonly kind: 'after backup'; readonly at: Instant }

/**
 * When a VM may be moved, `now` or later: at no time from 15 minutes before to 2 hours after a start of its old or new
 * schedule, and so that at most its RPO and 2 hours lie between its last good point and the next start. Where hourly
 * starts leave no such time, the end of the gap before the next start serves: the caller makes sure that no job runs.
 */
export function safeTime(timing: MoveTiming, now: Instant): SafeTime {
  const stretches = startFree(timing, now)
  const [first] = stretches
  const good = stretches.find((stretch) => keepsRpo(timing, { now, at: stretch.from }))
  return good === undefined
    ? { kind: 'after backup', at: first?.from ?? now }
    : { kind: 'at', stretch: good, isForRpo: good !== first }
}

/** All times of the next two days at which a VM may be moved. */
export function safeStretches(timing: MoveTiming, now: Instant): Stretch[] {
  return startFree(timing, now).filter(({ from }) => keepsRpo(timing, { now, at: from }))
}

/** The stretches ahead in which no start is near; what holds at the begin of one holds up to its end. */
function startFree({ old, next, starts: between = startsBetween }: MoveTiming, now: Instant): Stretch[] {
  const from = timeAfter(now, -AFTER_START_MS)
  const until = timeAfter(now, HORIZON_MS)
  const starts = [...between(old, from, until), ...between(next, from, until)].sort()
  if (starts.length === 0) return [{ from: now, to: null }]
  const stretches: Stretch[] = []
  let free = now
  for (const start of starts) {
    const to = timeAfter(start, -BEFORE_START_MS)
    if (free < to) stretches.push({ from: free, to })
    const end = timeAfter(start, AFTER_START_MS)
    if (end > free) free = end
  }
  return stretches.length > 0 ? stretches : lastQuarters(starts, now)
}

/** Stretches and no single moments: nobody wakes up at the very millisecond. */
function lastQuarters(starts: readonly Instant[], now: Instant): Stretch[] {
  return starts
    .map((start) => ({ from: timeAfter(start, -BEFORE_START_MS), to: timeAfter(start, -TOO_LATE_MS) }))
    .filter(({ to }) => now < to)
    .map(({ from, to }) => ({ from: from > now ? from : now, to }))
}

function keepsRpo(timing: MoveTiming, { now, at }: { readonly now: Instant; readonly at: Instant }): boolean {
  const { old, next, lastGood, rpoMs, starts = startsBetween } = timing
  if (rpoMs === null || lastGood === null) return true
  // Of the starts ahead, those 2 hours and more before the move have made their point by then.
  const last = starts(old, now, timeAfter(at, -AFTER_START_MS)).at(-1) ?? lastGood
  const ahead = (spec: PolicySpec) => starts(spec, at, timeAfter(at, TWO_STARTS_MS))
  const [nextStart = at] = ahead(next)
  const [oldStart = at] = ahead(old)
  // No schedule keeps an RPO that is shorter than its own longest pause.
  const mostMs = Math.max(rpoMs, longestPauseMs(ahead(next))) + RPO_GRACE_MS
  // Where the RPO is lost already, a move that brings the next start forward does no harm.
  return Date.parse(nextStart) - Date.parse(last) <= mostMs || nextStart <= oldStart
}

function longestPauseMs(starts: readonly Instant[]): number {
  const times = starts.map((start) => Date.parse(start))
  return Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? time)))
}

const startsBetween: StartsBetween = (spec, after, until) => {
  const starts: Instant[] = []
  for (const run of runsAfter(spec, after)) {
    if (run > until) break
    starts.push(run)
  }
  return starts
}
