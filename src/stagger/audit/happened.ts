import { HOUR_MS, type Instant, MINUTE_MS } from '../../core/clock.js'
import type { LimitsProfile } from '../../slots/limits.js'
import { type Overlap, sweepGroups } from '../../slots/sweep.js'
import { type JobTable, OUTCOMES } from './job-table.js'
import { createMinuteCounts, type Spread } from './minute-counts.js'
import { UNSCHEDULED_MS } from './start-delays.js'

/** What the backups of one vault came to in the span. */
export interface VaultHappened {
  readonly vault: string
  readonly backups: number
  readonly failed: number
  readonly running: number
  /** Most backups at work at the same time, and when first. */
  readonly mostAtWork: number
  readonly mostAtWorkAt: Instant | null
  /** Minutes with more at work than may start together, and the same with each minute counted by how many too many. */
  readonly minutesAboveLimit: number
  readonly areaAboveLimit: number
  /** Minutes from schedule to start; null without scheduled backups. */
  readonly startDelay: Spread | null
  /** Backups so long after a schedule that they were asked for by somebody. */
  readonly unscheduled: number
  /** Minutes from start to end, of the good ones. */
  readonly duration: Spread | null
  /** Minutes between snapshot and transfer, as far as details were read. */
  readonly queue: Spread | null
  /** MB/s while transferring: half of the backups whose details were read were no faster. Null without any. */
  readonly rateMbps: number | null
  /** Good backups whose transferred bytes are known. */
  readonly detailed: number
}

export interface HappenedInput {
  readonly vaults: readonly string[]
  readonly limits: LimitsProfile
  /** Milliseconds from schedule to start, by row of the table; NaN where there is no schedule. */
  readonly delayOf: (row: number) => number
}

/** Measures millions of jobs in one pass and one sweep. */
export function measureJobs(table: JobTable, { vaults, limits, delayOf }: HappenedInput): VaultHappened[] {
  const limit = limits.startsTogether?.value ?? Number.POSITIVE_INFINITY
  const overlaps = sweepGroups(
    { starts: table.start, ends: table.end },
    table.vault,
    vaults.map(() => limit),
  )
  const counts = countRows(table, { vaults, delayOf })
  return vaults.map((vault, number) => {
    const { max, maxAt, timeAboveLimit, areaAboveLimit } = overlaps[number] as Overlap
    const [good = 0, failed = 0, other = 0, running = 0] = counts.outcomes.subarray(number * 4, number * 4 + 4)
    return {
      vault,
      backups: good + failed + other + running,
      failed,
      running,
      mostAtWork: max,
      mostAtWorkAt: maxAt === null ? null : new Date(maxAt).toISOString(),
      minutesAboveLimit: Math.round(timeAboveLimit / MINUTE_MS),
      areaAboveLimit: Math.round(areaAboveLimit / MINUTE_MS),
      startDelay: counts.delays.spreadOf(number),
      unscheduled: counts.unscheduled[number] as number,
      duration: counts.durations.spreadOf(number),
      queue: counts.queues.spreadOf(number),
      rateMbps: median(counts.rates[number] ?? []),
      detailed: counts.rates[number]?.length ?? 0,
    }
  })
}

const GOOD = OUTCOMES.indexOf('good')

function countRows(table: JobTable, { vaults, delayOf }: Pick<HappenedInput, 'vaults' | 'delayOf'>) {
  const outcomes = new Int32Array(vaults.length * OUTCOMES.length)
  const unscheduled = new Int32Array(vaults.length)
  const [delays, durations, queues] = [1, 2, 3].map(() => createMinuteCounts(vaults.length)) as [
    ReturnType<typeof createMinuteCounts>,
    ReturnType<typeof createMinuteCounts>,
    ReturnType<typeof createMinuteCounts>,
  ]
  const rates: number[][] = vaults.map(() => [])
  for (let row = 0; row < table.count; row += 1) {
    const vault = table.vault[row] as number
    const outcome = table.outcome[row] as number
    const at = vault * OUTCOMES.length + outcome
    outcomes[at] = (outcomes[at] as number) + 1
    const delay = delayOf(row)
    if (delay < UNSCHEDULED_MS) delays.add(vault, delay)
    else if (delay >= UNSCHEDULED_MS) unscheduled[vault] = (unscheduled[vault] as number) + 1
    if (outcome !== GOOD) continue
    durations.add(vault, (table.end[row] as number) - (table.start[row] as number))
    if (!Number.isNaN(table.queueMs[row])) queues.add(vault, table.queueMs[row] as number)
    const rate = (table.bytes[row] as number) / 1000 / (table.transferMs[row] as number)
    if (rate > 0 && rate < Number.POSITIVE_INFINITY) rates[vault]?.push(rate)
  }
  return { outcomes, unscheduled, delays, durations, queues, rates }
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  return middle === undefined ? null : Math.round(middle * 10) / 10
}

/** Rows of good backups that took longer than so many hours, by machine the longest. */
export function longestOver(table: JobTable, hours: number, msOf: (row: number) => number): Map<number, number> {
  const longest = new Map<number, number>()
  for (let row = 0; row < table.count; row += 1) {
    const machine = table.machine[row] as number
    const ms = msOf(row)
    if (machine >= 0 && ms > hours * HOUR_MS && ms > (longest.get(machine) ?? 0)) longest.set(machine, ms)
  }
  return longest
}
