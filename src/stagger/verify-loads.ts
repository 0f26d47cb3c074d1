import { ianaZone } from '../model/policy-time-zone.js'
import type { EstatePolicy } from '../slots/estate.js'
import type { DstMode } from './plan-file.js'
import type { Place } from './verify-places.js'
import {
  DAY_MINUTES,
  distinctRegimes,
  type Regime,
  WEEK_MINUTES,
  weekStarts,
  wrap,
  type ZoneYear,
  zoneYear,
} from './verify-time.js'

/** How many VMs or disks of a place follow each policy, by the policy's number. */
export type Followers = ReadonlyMap<number, number>

/** What a place has to bear at its worst. */
export interface Load {
  /**
   * VMs or disks over the limit: at each time of day what the worst weekday has, summed over the times of day, in the
   * worst state of the clocks.
   */
  readonly over: number
  /** Most that start together in any state, and when: minute of the UTC week while the clocks stand as in the regime. */
  readonly most: number
  readonly minute: number
  readonly regime: Regime
  /** Every day, or only on the weekday of the minute. */
  readonly isDaily: boolean
}

/** Counts true starts, minute by minute of the week, in every state of the clocks. */
export interface LoadCounter {
  readonly year: ZoneYear
  /** IANA zones by policy number. */
  readonly zones: readonly string[]
  loadOf(place: Place, followers: Followers): Load
  /** The followers that start within so many minutes from the worst minute on, by policy number. */
  startersAt(followers: Followers, load: Load, spanMinutes: number): Map<number, number>
}

/** Starts of a policy in minutes of its own week; of its day when all days are alike. */
interface Rhythm {
  readonly week: Int32Array
  readonly day: Int32Array | null
}

export function createLoadCounter(
  policies: readonly EstatePolicy[],
  when: { readonly from: string; readonly dst: DstMode },
): LoadCounter {
  const zones = policies.map(({ spec }) => ianaZone(spec.timeZone))
  const rhythms = policies.map(rhythmOf)
  const year = zoneYear(zones, when.from, when.dst)
  const regimesOf = rememberRegimes(year)
  const scratch = new Int32Array(WEEK_MINUTES)
  /** Where all followers do the same every day, a day stands for the week. */
  const isDailyFor = (followers: Followers) => {
    for (const [policy, amount] of followers) if (amount !== 0 && rhythms[policy]?.day === null) return false
    return true
  }
  const startsOf = (policy: number, isDaily: boolean) => {
    const { week, day } = rhythms[policy] as Rhythm
    return isDaily && day !== null ? day : week
  }
  const fill = (followers: Followers, regime: Regime, isDaily: boolean): number[] => {
    const period = isDaily ? DAY_MINUTES : WEEK_MINUTES
    const touched: number[] = []
    for (const [policy, amount] of followers) {
      if (amount === 0) continue
      const offset = regime.offsets.get(zones[policy] as string) as number
      for (const start of startsOf(policy, isDaily)) {
        const minute = wrap(start - offset, period)
        if (scratch[minute] === 0) touched.push(minute)
        scratch[minute] = (scratch[minute] as number) + amount
      }
    }
    return touched
  }
  return {
    year,
    zones,
    loadOf(place, followers) {
      const isDaily = isDailyFor(followers)
      const used = new Set<string>()
      for (const [policy, amount] of followers) if (amount !== 0) used.add(zones[policy] as string)
      let worst: Load | undefined
      for (const regime of regimesOf(used)) {
        const touched = fill(followers, regime, isDaily)
        const load = worstOf(scratch, touched, { place, period: isDaily ? DAY_MINUTES : WEEK_MINUTES })
        const over = Math.max(load.over, worst?.over ?? 0)
        worst = worst === undefined || load.most > worst.most ? { ...load, over, regime, isDaily } : { ...worst, over }
        for (const minute of touched) scratch[minute] = 0
      }
      return worst as Load
    },
    startersAt(followers, { minute, regime, isDaily }, spanMinutes) {
      const period = isDaily ? DAY_MINUTES : WEEK_MINUTES
      const isMeant = (policy: number) => {
        const offset = regime.offsets.get(zones[policy] as string) as number
        return startsOf(policy, isDaily).some((start) => wrap(start - offset - minute, period) < spanMinutes)
      }
      return new Map([...followers].filter(([policy, amount]) => amount > 0 && isMeant(policy)))
    },
  }
}

function rhythmOf({ spec }: EstatePolicy): Rhythm {
  const week = weekStarts(spec)
  if (spec.schedule.frequency === 'weekly') return { week: Int32Array.from(week), day: null }
  return { week: Int32Array.from(week), day: Int32Array.from(new Set(week.map((start) => start % DAY_MINUTES))) }
}

/** Regimes that differ for a set of zones, worked out once for each set. */
function rememberRegimes(year: ZoneYear): (zones: ReadonlySet<string>) => readonly Regime[] {
  const known = new Map<string, readonly Regime[]>()
  return (used) => {
    const zones = [...used].sort()
    const key = zones.join(' ')
    const found = known.get(key) ?? distinctRegimes(year.regimes, zones)
    known.set(key, found)
    return found
  }
}

function worstOf(
  scratch: Int32Array,
  touched: readonly number[],
  { place, period }: { readonly place: Place; readonly period: number },
) {
  const { limit, spanMinutes } = place
  let most = 0
  let at = 0
  const overAt = new Map<number, number>()
  for (const minute of touched) {
    const load = spanMinutes === 1 ? (scratch[minute] as number) : sumFrom(scratch, minute, { spanMinutes, period })
    if (load > most || (load === most && minute < at)) [most, at] = [load, minute]
    const over = limit === null ? 0 : load - limit.value
    if (over > 0) overAt.set(minute % DAY_MINUTES, Math.max(over, overAt.get(minute % DAY_MINUTES) ?? 0))
  }
  let over = 0
  for (const amount of overAt.values()) over += amount
  return { over, most, minute: at }
}

function sumFrom(scratch: Int32Array, minute: number, by: { spanMinutes: number; period: number }): number {
  let sum = 0
  for (let i = 0; i < by.spanMinutes; i += 1) sum += scratch[(minute + i) % by.period] as number
  return sum
}
