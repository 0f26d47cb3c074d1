import { groupBy } from '../core/group.js'
import type { DurationFit } from './durations.js'
import { median, theilSen } from './statistics.js'

/** A backup that came to an end. */
export interface DurationSample {
  /** Key of the machine; any case. */
  readonly machine: string
  /** Name of its tier; null when it is not known. */
  readonly tier: string | null
  readonly startMs: number
  /** From start to end. */
  readonly minutes: number
  /** What was moved, in GB (1e9 bytes); null when nobody asked. */
  readonly copiedGb: number | null
  readonly hasSucceeded: boolean
}

/** Successes that count for a machine: two weeks of nights. */
const LAST = 14
/** Machines with known bytes that a line through them needs, and as many as it is drawn through at most. */
const [LEAST_POINTS, MOST_POINTS] = [5, 400]

/**
 * What backups usually take, learnt from jobs: the median of a machine's last 14 successes; that of its tier's machines
 * for one without; that of all machines. A median does not mind the one night that took ten times as long.
 */
export function fitDurations(samples: Iterable<DurationSample>): DurationFit {
  const machines = lastSuccesses(samples)
  const byMachine = new Map([...machines].map(([key, last]) => [key, median(last.map(({ minutes }) => minutes))]))
  const withTier = [...machines].flatMap(([key, last]) => {
    const tier = last.findLast((sample) => sample.tier !== null)?.tier
    return tier ? [{ tier: tier.toLowerCase(), minutes: byMachine.get(key) as number }] : []
  })
  const byTier = [...groupBy(withTier, ({ tier }) => tier)].map(
    ([tier, rows]) => [tier, median(rows.map(({ minutes }) => minutes))] as const,
  )
  return {
    byMachine,
    byTier: new Map(byTier),
    overall: byMachine.size === 0 ? null : median([...byMachine.values()]),
    overheadMinutes: overheadOf(machines),
  }
}

/** By machine, its last successes, the earliest first. */
function lastSuccesses(samples: Iterable<DurationSample>): Map<string, DurationSample[]> {
  const machines = new Map<string, DurationSample[]>()
  for (const sample of samples) {
    if (!sample.hasSucceeded) continue
    const key = sample.machine.toLowerCase()
    const last = machines.get(key) ?? []
    if (last.length === 0) machines.set(key, last)
    const at = last.findLastIndex(({ startMs }) => startMs <= sample.startMs) + 1
    last.splice(at, 0, sample)
    if (last.length > LAST) last.shift()
  }
  return machines
}

/** What a backup of nothing takes: where the line through (GB, minutes) of the machines meets the axis. */
function overheadOf(machines: ReadonlyMap<string, readonly DurationSample[]>): number | null {
  const points = [...machines.keys()].sort().flatMap((key) => {
    const known = (machines.get(key) ?? []).filter((sample) => sample.copiedGb !== null)
    if (known.length === 0) return []
    return { x: median(known.map(({ copiedGb }) => copiedGb ?? 0)), y: median(known.map(({ minutes }) => minutes)) }
  })
  if (points.length < LEAST_POINTS) return null
  const step = Math.ceil(points.length / MOST_POINTS)
  const line = theilSen(points.filter((_, i) => i % step === 0))
  return line === null ? null : Math.max(0, line.intercept)
}
