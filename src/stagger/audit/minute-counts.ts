import { MINUTE_MS } from '../../core/clock.js'

/** Minutes that many values of a group took: half of them no more than `p50`, 19 of 20 no more than `p95`. */
export interface Spread {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** Longer times count as this: a week. */
const MOST_MINUTES = 7 * 24 * 60

/** Counts durations by whole minutes, so that millions of them need no sorting. */
export interface MinuteCounts {
  add(group: number, ms: number): void
  /** Null for a group without values. */
  spreadOf(group: number): Spread | null
}

export function createMinuteCounts(groups: number): MinuteCounts {
  const counts = Array.from({ length: groups }, () => new Map<number, number>())
  const totals = new Int32Array(groups)
  return {
    add(group, ms) {
      const minutes = Math.min(MOST_MINUTES, Math.max(0, Math.floor(ms / MINUTE_MS)))
      const own = counts[group] as Map<number, number>
      own.set(minutes, (own.get(minutes) ?? 0) + 1)
      totals[group] = (totals[group] as number) + 1
    },
    spreadOf(group) {
      const total = totals[group] as number
      if (total === 0) return null
      const sorted = [...(counts[group] as Map<number, number>)].sort((a, b) => a[0] - b[0])
      const at = (part: number) => {
        let seen = 0
        for (const [minutes, count] of sorted) {
          seen += count
          if (seen >= part * total) return minutes
        }
        return 0
      }
      return { p50: at(0.5), p95: at(0.95), max: at(1) }
    },
  }
}
