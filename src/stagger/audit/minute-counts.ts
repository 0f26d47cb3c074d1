import { MINUTE_MS } from '../../core/clock.js'

/** Minutes that many values of a group took: half of them no more than `p50`, 19 of 20 no more than `p95`. */
export interface Spread {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** Longer times are told apart by their maximum only: no daily backup takes two days. */
const MOST_MINUTES = 2 * 24 * 60

/** Counts durations by whole minutes, so that millions of them need no sorting. */
export interface MinuteCounts {
  add(group: number, ms: number): void
  /** Null for a group without values. */
  spreadOf(group: number): Spread | null
}

export function createMinuteCounts(groups: number): MinuteCounts {
  const width = MOST_MINUTES + 1
  const counts = new Uint32Array(groups * width)
  const totals = new Uint32Array(groups)
  const longest = new Float64Array(groups)
  return {
    add(group, ms) {
      const minutes = Math.max(0, Math.floor(ms / MINUTE_MS))
      const at = group * width + Math.min(MOST_MINUTES, minutes)
      counts[at] = (counts[at] as number) + 1
      totals[group] = (totals[group] as number) + 1
      if (minutes > (longest[group] as number)) longest[group] = minutes
    },
    spreadOf(group) {
      const total = totals[group] as number
      if (total === 0) return null
      const own = counts.subarray(group * width, (group + 1) * width)
      return { p50: minutesAt(own, 0.5 * total), p95: minutesAt(own, 0.95 * total), max: longest[group] as number }
    },
  }
}

/** The minutes that so many of the values do not pass. */
function minutesAt(counts: Uint32Array, share: number): number {
  let seen = 0
  for (let minutes = 0; minutes < counts.length; minutes += 1) {
    seen += counts[minutes] as number
    if (seen >= share) return minutes
  }
  return 0
}
