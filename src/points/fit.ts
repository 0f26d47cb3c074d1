import { type Instant, MINUTE_MS, timeAfter } from '../core/clock.js'
import { compareTexts } from '../core/names.js'
import {
  CONSISTENCIES,
  type ConsistencyFloor,
  isUsableIn,
  needsRehydration,
  type PointTier,
  type RecoveryPoint,
  usableTiers,
} from '../model/point.js'
import { formatDuration, formatTime } from '../view/format.js'
import { CONSISTENCY_WORDS, describeTiers } from './words.js'

/** What a point must be, and when it should be of. */
export interface PointNeed {
  /** The last point not after this time, or not after its minute; without it, the latest. */
  readonly at?: Instant | undefined
  /** Without it, any tier that needs no bringing back from the archive. */
  readonly tier?: PointTier | undefined
  readonly minConsistency?: ConsistencyFloor | undefined
}

/** Why a point is not one to restore. */
export interface Misfit {
  readonly kind: 'after' | 'expired' | 'unusable' | 'archived' | 'tier' | 'consistency'
  /** A phrase that follows "it ...". */
  readonly reason: string
}

/** What keeps a point from being restored as needed; undefined when nothing does. */
export function misfitOf(point: RecoveryPoint, need: PointNeed, now: Date): Misfit | undefined {
  const { time, expiryTime } = point
  if (need.at !== undefined && time > momentOf(need.at)) {
    const ms = Date.parse(time) - Date.parse(need.at)
    return { kind: 'after', reason: `was taken ${formatDuration(ms)} after the time asked for` }
  }
  if (expiryTime !== null && expiryTime <= now.toISOString()) {
    return { kind: 'expired', reason: `expired at ${formatTime(expiryTime)}` }
  }
  return tierMisfit(point, need.tier) ?? consistencyMisfit(point, need.minConsistency)
}

/** A time to the minute is meant with all of its minute: so the times of points are shown. */
function momentOf(at: Instant): Instant {
  return at.endsWith(':00.000Z') ? timeAfter(at, MINUTE_MS - 1) : at
}

function tierMisfit(point: RecoveryPoint, tier: PointTier | undefined): Misfit | undefined {
  if (usableTiers(point).length === 0) {
    return { kind: 'unusable', reason: `can be restored from no tier (${describeTiers(point)})` }
  }
  if (tier !== undefined) {
    if (isUsableIn(point, tier)) return undefined
    return { kind: 'tier', reason: `cannot be restored from the ${tier} tier (${describeTiers(point)})` }
  }
  if (!needsRehydration(point)) return undefined
  return { kind: 'archived', reason: 'lies in the archive tier and must be brought back first' }
}

function consistencyMisfit({ consistency }: RecoveryPoint, least: ConsistencyFloor | undefined): Misfit | undefined {
  if (least === undefined || CONSISTENCIES.indexOf(consistency) <= CONSISTENCIES.indexOf(least)) return undefined
  const words = CONSISTENCY_WORDS[consistency]
  return {
    kind: 'consistency',
    reason: consistency === 'unknown' ? `is of ${words} consistency` : `is only ${words} consistent`,
  }
}

/** Points by how close they are to the time that is needed; without one, the newest first. */
export function byCloseness(points: readonly RecoveryPoint[], need: PointNeed): RecoveryPoint[] {
  return [...points].sort(
    (a, b) => distance(a, need) - distance(b, need) || compareTexts(b.time, a.time) || compareTexts(a.name, b.name),
  )
}

/** How far a point is from the time that is needed, or from the end of time: for comparing only. */
export function distance({ time }: RecoveryPoint, { at }: PointNeed): number {
  return at === undefined ? -Date.parse(time) : Math.abs(Date.parse(time) - Date.parse(at))
}

/** The closest point that fits; undefined when none does. */
export function findFitting(points: readonly RecoveryPoint[], need: PointNeed, now: Date): RecoveryPoint | undefined {
  return byCloseness(points, need).find((point) => misfitOf(point, need, now) === undefined)
}
