import { ianaZone } from '../model/policy-time-zone.js'
import type { EstatePolicy } from '../slots/estate.js'
import type { DstMode } from './plan-file.js'
import type { Place } from './verify-places.js'
import {
  DAY_MINUTES,
  distinctRegimes,
  type Regime,
  utcMinute,
  WEEK_MINUTES,
  weekStarts,
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
  /** Most that start together, and when: minute of the UTC week while the clocks stand as they do in the regime. */
  readonly most: number
  readonly minute: number
  readonly regime: Regime
}

/** Counts true starts, minute by minute of the week, in every state of the clocks. */
export interface LoadCounter {
  readonly year: ZoneYear
  readonly zones: readonly string[]
  loadOf(place: Place, followers: Followers): Load
  /** The policies that start at a minute of the week in a regime. */
  startersAt(followers: Followers, load: Load, spanMinutes: number): Map<number, number>
}

export function createLoadCounter(
  policies: readonly EstatePolicy[],
  when: { readonly from: string; readonly dst: DstMode },
): LoadCounter {
  const zones = policies.map(({ spec }) => ianaZone(spec.timeZone))
  const starts = policies.map(({ spec }) => Int32Array.from(weekStarts(spec)))
  const year = zoneYear(zones, when.from, when.dst)
  const regimesOf = rememberRegimes(year)
  const week = new Int32Array(WEEK_MINUTES)
  const startsOf = (policy: number, regime: Regime) =>
    (starts[policy] as Int32Array).map((minute) => utcMinute(minute, regime.offsets.get(zones[policy] ?? '') ?? 0))
  const fill = (followers: Followers, regime: Regime): number[] => {
    const touched: number[] = []
    for (const [policy, amount] of followers) {
      if (amount === 0) continue
      for (const minute of startsOf(policy, regime)) {
        if (week[minute] === 0) touched.push(minute)
        week[minute] = (week[minute] as number) + amount
      }
    }
    return touched
  }
  return {
    year,
    zones,
    loadOf(place, followers) {
      const used = [...followers].flatMap(([policy, amount]) => (amount === 0 ? [] : [zones[policy] ?? '']))
      let worst: Load | undefined
      for (const regime of regimesOf(used)) {
        const touched = fill(followers, regime)
        const load = { ...worstOf(week, touched, place), regime }
        if (worst === undefined || load.over > worst.over || (load.over === worst.over && load.most > worst.most)) {
          worst = load
        }
        for (const minute of touched) week[minute] = 0
      }
      return worst as Load
    },
    startersAt(followers, { minute, regime }, spanMinutes) {
      const isMeant = (start: number) => (start - minute + WEEK_MINUTES) % WEEK_MINUTES < spanMinutes
      return new Map([...followers].filter(([policy, n]) => n > 0 && startsOf(policy, regime).some(isMeant)))
    },
  }
}

/** Regimes that differ for a set of zones, worked out once for each set. */
function rememberRegimes(year: ZoneYear): (zones: readonly string[]) => readonly Regime[] {
  const known = new Map<string, readonly Regime[]>()
  return (used) => {
    const zones = [...new Set(used)].sort()
    const key = zones.join(' ')
    const found = known.get(key) ?? distinctRegimes(year.regimes, zones)
    known.set(key, found)
    return found
  }
}

function worstOf(week: Int32Array, touched: readonly number[], { limit, spanMinutes }: Place) {
  let most = 0
  let at = 0
  const overAt = new Map<number, number>()
  for (const minute of touched) {
    const load = spanMinutes === 1 ? (week[minute] as number) : sumFrom(week, minute, spanMinutes)
    if (load > most || (load === most && minute < at)) [most, at] = [load, minute]
    const over = limit === null ? 0 : load - limit.value
    if (over > 0) overAt.set(minute % DAY_MINUTES, Math.max(over, overAt.get(minute % DAY_MINUTES) ?? 0))
  }
  let over = 0
  for (const amount of overAt.values()) over += amount
  return { over, most, minute: at }
}

function sumFrom(week: Int32Array, minute: number, span: number): number {
  let sum = 0
  for (let i = 0; i < span; i += 1) sum += week[(minute + i) % WEEK_MINUTES] as number
  return sum
}
