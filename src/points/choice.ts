import { DAY_MS, type Instant } from '../core/clock.js'
import { sameName } from '../core/names.js'
import { isNamed, needsRehydration, type RecoveryPoint } from '../model/point.js'
import { count, formatDuration, formatTime } from '../view/format.js'
import { byCloseness, distance, findFitting, misfitOf, type PointNeed } from './fit.js'
import { doesNotFit, noneFits, noPoints, notThere, type PointsOf } from './no-point.js'

/** Which point is meant, with times understood. */
export interface PointQuestion extends PointNeed {
  /** `latest` (the default), Azure's number for it, or its resource id; not together with `at`. */
  readonly point?: string | undefined
}

/** How a point came to be chosen. */
export interface ChoiceFacts {
  /** A phrase, e.g. `the latest point`. */
  readonly why: string
  /** The time that was asked for, as it was understood. */
  readonly at: Instant | null
  /** Points closer to what was asked for than the chosen one, closest first. */
  readonly passedOver: readonly PassedOver[]
  /** What a restore of the point loses: the time from it to now. */
  readonly ageMs: number
}

export interface PassedOver {
  readonly name: string
  readonly time: Instant
  /** A phrase that follows "it ...". */
  readonly reason: string
}

export interface PointChoice extends ChoiceFacts {
  readonly point: RecoveryPoint
}

const LATEST = 'latest'

/** The name or id of the one point that is meant; undefined when it is to be chosen. */
export function namedPoint({ point }: Pick<PointQuestion, 'point'>): string | undefined {
  return point === undefined || sameName(point, LATEST) ? undefined : point
}

/**
 * The point that a wish means: the one named, else the latest, or the last one not after a time, that can be restored as
 * wished. The same for the same points in any order. Throws when there is none, and says what is there instead.
 */
export function choosePoint(points: readonly RecoveryPoint[], wish: PointQuestion, of: PointsOf): PointChoice {
  const name = namedPoint(wish)
  if (name !== undefined) return takeNamed(points, name, { wish, of })
  if (points.length === 0) throw noPoints(of)
  const point = findFitting(points, wish, of.now)
  if (point === undefined) throw noneFits(points, wish, of)
  const closer = byCloseness(points, wish).filter((other) => distance(other, wish) < distance(point, wish))
  return {
    point,
    why: wish.at === undefined ? whyLatest(closer.length) : whyAt(point, wish.at),
    at: wish.at ?? null,
    passedOver: closer.map((other) => passOver(other, wish, of.now)),
    ageMs: ageOf(point, of.now),
  }
}

function takeNamed(
  points: readonly RecoveryPoint[],
  name: string,
  { wish, of }: { readonly wish: PointQuestion; readonly of: PointsOf },
): PointChoice {
  const point = points.find((row) => isNamed(row, name))
  if (point === undefined) throw notThere(name, of)
  const misfit = misfitOf(point, wish, of.now)
  if (misfit !== undefined) throw doesNotFit(point, misfit, of)
  return { point, why: 'the point that was named', at: null, passedOver: [], ageMs: ageOf(point, of.now) }
}

function passOver(point: RecoveryPoint, wish: PointQuestion, now: Date): PassedOver {
  return { name: point.name, time: point.time, reason: misfitOf(point, wish, now)?.reason ?? '' }
}

function whyLatest(newer: number): string {
  return newer === 0 ? 'the latest point' : `the latest point that fits: ${count(newer, 'newer one')} did not`
}

function whyAt({ time }: RecoveryPoint, at: Instant): string {
  const ms = Date.parse(at) - Date.parse(time)
  const when = ms < 0 ? 'of that minute' : `${formatDuration(ms)} before it`
  return `the last point that fits and is not after ${formatTime(at)}: ${when}`
}

function ageOf({ time }: RecoveryPoint, now: Date): number {
  return now.getTime() - Date.parse(time)
}

/** What to know before a point is restored. */
export function choiceWarnings({ point }: PointChoice, now: Date): string[] {
  const which = `The recovery point of ${formatTime(point.time)}`
  const leftMs = point.expiryTime === null ? DAY_MS : Date.parse(point.expiryTime) - now.getTime()
  return [
    ...(leftMs < DAY_MS ? [`${which} expires in ${formatDuration(leftMs)}, at ${formatTime(point.expiryTime)}.`] : []),
    ...(needsRehydration(point)
      ? [`${which} must be brought back from the archive tier first: within 15 hours, or one with high priority.`]
      : []),
  ]
}
