/** Runs as columns. Times are whole numbers of one unit, e.g. milliseconds since 1970. */
export interface Runs {
  readonly starts: Float64Array
  /** A run is at work from its start to before its end; one that does not end after its start counts nowhere. */
  readonly ends: Float64Array
  /** How much each run counts, e.g. its disks in an account; 1 each when left out. */
  readonly weights?: Int32Array
}

/** How much was at work at the same time. Times have the unit of the runs. */
export interface Overlap {
  readonly max: number
  /** When the most was reached first; null without runs. */
  readonly maxAt: number | null
  readonly timeAboveLimit: number
  /** Time above the limit, each moment counted by how much it was above. */
  readonly areaAboveLimit: number
}

/** The overlap of all runs. */
export function sweepOverlap(runs: Runs, limit: number): Overlap {
  return sweep(runs, null, [limit])[0] as Overlap
}

/** The overlap of each group, against the limit of each: run r counts in group `groups[r]`, e.g. its vault. */
export function sweepGroups(runs: Runs, groups: Int32Array, limits: readonly number[]): Overlap[] {
  return sweep(runs, groups, limits)
}

/**
 * Starts and ends are sorted on their own (which end belongs to which start does not matter to a count) and merged;
 * ends come first, since a run is over at its end.
 */
function sweep(runs: Runs, groups: Int32Array | null, limits: readonly number[]): Overlap[] {
  const { starts, ends, weights } = runs
  const real = nonEmpty(runs)
  const [byStart, byEnd] = [sortByTime(real, starts), sortByTime(real, ends)]
  const counters = createCounters(limits)
  for (let s = 0, e = 0; e < byEnd.length; ) {
    const isEnd =
      s === byStart.length || (ends[byEnd[e] as number] as number) <= (starts[byStart[s] as number] as number)
    const run = (isEnd ? byEnd[e] : byStart[s]) as number
    const weight = weights ? (weights[run] as number) : 1
    const group = groups ? (groups[run] as number) : 0
    if (isEnd) {
      counters.add(group, ends[run] as number, -weight)
      e += 1
    } else {
      counters.add(group, starts[run] as number, weight)
      s += 1
    }
  }
  return counters.overlaps()
}

function createCounters(limits: readonly number[]) {
  const groups = limits.length
  const limit = Float64Array.from(limits)
  const column = () => new Float64Array(groups)
  const [count, max, maxAt, since, time, area] = [column(), column(), column(), column(), column(), column()]
  return {
    add(group: number, at: number, weight: number) {
      const before = count[group] as number
      const over = before - (limit[group] as number)
      if (over > 0) {
        const past = at - (since[group] as number)
        time[group] = (time[group] as number) + past
        area[group] = (area[group] as number) + past * over
      }
      since[group] = at
      count[group] = before + weight
      if (before + weight > (max[group] as number)) {
        max[group] = before + weight
        maxAt[group] = at
      }
    },
    overlaps: (): Overlap[] =>
      limits.map((_, group) => ({
        max: max[group] as number,
        maxAt: max[group] ? (maxAt[group] as number) : null,
        timeAboveLimit: time[group] as number,
        areaAboveLimit: area[group] as number,
      })),
  }
}

function nonEmpty({ starts, ends }: Runs): Uint32Array {
  const real = new Uint32Array(starts.length)
  let count = 0
  for (let run = 0; run < starts.length; run += 1)
    if ((ends[run] as number) > (starts[run] as number)) real[count++] = run
  return real.subarray(0, count)
}

const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS
const WORD = 2 ** 32

/**
 * The runs in the order of their times: a radix sort from the lowest digit, stable, and several times as fast as a
 * comparing sort for millions of runs. Only so many digits are sorted as tell the latest time from the earliest.
 */
function sortByTime(runs: Uint32Array, times: Float64Array): Uint32Array {
  const { first, last, isSorted } = surveyTimes(runs, times)
  if (isSorted) return runs
  let from: Keyed = { order: runs.slice(), keys: new Uint32Array(runs.length) }
  let to: Keyed = { order: new Uint32Array(runs.length), keys: new Uint32Array(runs.length) }
  for (let word = 1; word <= last - first; word *= WORD) {
    const most = (last - first) / word
    for (let i = 0; i < runs.length; i += 1) from.keys[i] = ((times[from.order[i] as number] as number) - first) / word
    for (let shift = 0; shift < 32 && most >= 2 ** shift; shift += DIGIT_BITS) {
      sortByDigit(from, to, shift)
      ;[from, to] = [to, from]
    }
  }
  return from.order
}

function surveyTimes(runs: Uint32Array, times: Float64Array) {
  let [first, last, isSorted] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true]
  for (let i = 0; i < runs.length; i += 1) {
    const time = times[runs[i] as number] as number
    if (time < last) isSorted = false
    else last = time
    if (time < first) first = time
  }
  return { first, last, isSorted }
}

/** Runs with their keys: 32 bits of their times. */
interface Keyed {
  readonly order: Uint32Array
  readonly keys: Uint32Array
}

function sortByDigit(from: Keyed, to: Keyed, shift: number): void {
  const count = from.keys.length
  const next = new Uint32Array(DIGITS + 1)
  for (let i = 0; i < count; i += 1) {
    const above = (((from.keys[i] as number) >>> shift) & (DIGITS - 1)) + 1
    next[above] = (next[above] as number) + 1
  }
  for (let digit = 1; digit < DIGITS; digit += 1) next[digit] = (next[digit] as number) + (next[digit - 1] as number)
  for (let i = 0; i < count; i += 1) {
    const key = from.keys[i] as number
    const digit = (key >>> shift) & (DIGITS - 1)
    const place = next[digit] as number
    next[digit] = place + 1
    to.order[place] = from.order[i] as number
    to.keys[place] = key
  }
}
