import { HOUR_MS, MINUTE_MS } from '../../core/clock.js'
import { ianaZone } from '../../model/policy-time-zone.js'
import type { EstatePolicy } from '../../slots/estate.js'
import type { DstMode } from '../plan-file.js'
import { DAY_MINUTES, WEEK_MINUTES, weekStarts, wrap, zoneYear } from '../verify-time.js'

/** A backup later than this after its schedule was asked for by somebody, or belongs to an earlier policy. */
export const UNSCHEDULED_MS = 6 * HOUR_MS

/** 1970 began on a Thursday; weeks here begin with Sunday. */
const THURSDAY_MINUTES = 4 * DAY_MINUTES

/** Tells how long after its last scheduled start something began, in milliseconds. */
export function createDelays(
  policies: readonly EstatePolicy[],
  when: { readonly from: string; readonly dst: DstMode },
): (policy: number, startMs: number) => number {
  const starts = policies.map(({ spec }) => Int32Array.from(weekStarts(spec)).sort())
  const zones = policies.map(({ spec }) => ianaZone(spec.timeZone))
  const clocks = new Map([...new Set(zones)].map((zone) => [zone, clockOf(zone, when)]))
  const clockOfPolicy = zones.map((zone) => clocks.get(zone) as ReturnType<typeof clockOf>)
  return (policy, startMs) => {
    const offset = clockOfPolicy[policy]?.(startMs) ?? 0
    const minute = wrap(Math.floor(startMs / MINUTE_MS) + THURSDAY_MINUTES + offset, WEEK_MINUTES)
    return wrap(minute - lastStart(starts[policy] as Int32Array, minute), WEEK_MINUTES) * MINUTE_MS
  }
}

/** The last start of the week at or before a minute; before the first one, the last of the week before. */
function lastStart(starts: Int32Array, minute: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] as number) <= minute) low = middle + 1
    else high = middle
  }
  return starts.at(low - 1) as number
}

/** The offset of a zone at a moment, in minutes. */
function clockOf(
  zone: string,
  { from, dst }: { readonly from: string; readonly dst: DstMode },
): (ms: number) => number {
  const { regimes, changes } = zoneYear([zone], from, dst)
  const offsets = regimes.map((regime) => regime.offsets.get(zone) ?? 0)
  return (ms) => {
    let regime = 0
    while (regime < changes.length && (changes[regime] as number) <= ms) regime += 1
    return offsets[regime] ?? 0
  }
}
