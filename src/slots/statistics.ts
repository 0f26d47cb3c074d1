/** The middle value; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper
}

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * A line through points that up to 29 % of them may miss by any amount (Theil and Sen: the median of the slopes of all
 * pairs); null when all have the same x.
 */
export function theilSen(points: readonly Point[]): { readonly slope: number; readonly intercept: number } | null {
  const slopes = points.flatMap((a, i) =>
    points.slice(i + 1).flatMap((b) => (a.x === b.x ? [] : [(b.y - a.y) / (b.x - a.x)])),
  )
  if (slopes.length === 0) return null
  const slope = median(slopes)
  return { slope, intercept: median(points.map(({ x, y }) => y - slope * x)) }
}

/** Minutes: half of the values are no more than `p50`, 19 of 20 no more than `p95`. All 0 without values. */
export interface MinuteSpread {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** Sorts the minutes; results are whole minutes. */
export function minuteSpread(minutes: Float64Array): MinuteSpread {
  const sorted = minutes.sort()
  const at = (part: number) => Math.round(sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}
