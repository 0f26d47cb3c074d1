import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../core/clock.js'
import { nameKey } from '../core/names.js'
import type { NightJobs, NightOptions } from '../model/nights.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import { type MinuteSpread, minuteSpread } from '../slots/statistics.js'
import { type Overlap, type Runs, sweepGroups } from '../slots/sweep.js'
import { auditNights } from './simulate-audit.js'
import type { NumberedEstate } from './simulate-estate.js'

/** What the jobs of some nights came to. */
export interface NightFigures {
  readonly jobs: number
  readonly failed: number
  /** Jobs that took longer than the profile's limit, 24 hours. */
  readonly tooLong: number
  /** Most VMs of one vault whose policies start at the same time. */
  readonly mostStarts: number
  /** Most VMs of one vault at work at the same time. */
  readonly mostAtWork: number
  readonly mostAtWorkAt: Instant | null
  /** Minutes of a night in which more VMs of a vault were at work than may start together: on average, summed over vaults. */
  readonly minutesAboveLimit: number
  readonly startDelay: MinuteSpread
  /** Between snapshot and transfer. */
  readonly queue: MinuteSpread
  readonly duration: MinuteSpread
  /** The end that came latest after the beginning of its night. */
  readonly latestEnd: Instant | null
  readonly movedGb: number
}

export interface VaultNights extends NightFigures {
  readonly vault: string
  readonly machines: number
}

/** A storage account of unmanaged disks. */
export interface AccountNights {
  readonly account: string
  /** Most disks that were copied at the same time. */
  readonly mostDisks: number
  /** Minutes of a night with more of them than the profile allows, on average. */
  readonly minutesAboveLimit: number
}

/** The nights of an estate. */
export interface SimulatedNights extends NightFigures {
  readonly machines: number
  readonly vaults: readonly VaultNights[]
  readonly accounts: readonly AccountNights[]
  /** VMs at work in each half hour of the night, from its beginning on: the most of all nights. */
  readonly curve: readonly number[]
  /** What an audit of these jobs finds. */
  readonly findings: readonly StaggerFinding[]
}

const HALF_HOUR_MS = 30 * MINUTE_MS
const HALF_HOURS = DAY_MS / HALF_HOUR_MS

/** Measures the jobs of a simulation. Pure. */
export function measureNights(
  estate: NumberedEstate,
  jobs: NightJobs,
  { limits, from, nights }: Pick<NightOptions, 'from' | 'nights'> & { readonly limits: LimitsProfile },
): SimulatedNights {
  const night = { fromMs: Date.parse(from), nights, limits }
  const groups = Int32Array.from(jobs.machine, (machine) => estate.vaultOf[machine] as number)
  const limit = limits.startsTogether?.value ?? Number.POSITIVE_INFINITY
  const perVault = estate.vaults.map(() => limit)
  const overlaps = sweepGroups({ starts: jobs.start, ends: jobs.end }, groups, perVault)
  const [jobsOf, machinesOf] = [groups, estate.vaultOf].map((column) => membersOf(column, perVault.length))
  const vaults = estate.vaults.map(({ name }, number) => ({
    vault: name,
    machines: machinesOf?.[number]?.length ?? 0,
    ...jobFigures(jobs, jobsOf?.[number] ?? [], night),
    ...overlapFigures([overlaps[number] as Overlap], nights),
  }))
  return {
    machines: estate.machines.length,
    ...jobFigures(jobs, [...groups.keys()], night),
    ...overlapFigures(overlaps, nights),
    mostStarts: vaults.reduce((most, vault) => Math.max(most, vault.mostStarts), 0),
    vaults,
    accounts: measureAccounts(estate, jobs, night),
    curve: curveOf(jobs, night),
    findings: auditNights(estate, jobs, { limits, from, nights }),
  }
}

/** The rows of each group. */
function membersOf(groups: Int32Array, count: number): number[][] {
  const members: number[][] = Array.from({ length: count }, () => [])
  groups.forEach((group, row) => {
    members[group]?.push(row)
  })
  return members
}

interface Night {
  readonly fromMs: number
  readonly nights: number
  readonly limits: LimitsProfile
}

function jobFigures(jobs: NightJobs, chosen: readonly number[], { fromMs, limits }: Night) {
  const minutes = (from: Float64Array, to: Float64Array) =>
    minuteSpread(Float64Array.from(chosen, (job) => ((to[job] as number) - (from[job] as number)) / MINUTE_MS))
  const starts = new Map<number, number>()
  let [failed, tooLong, movedMb, latest, latestMs] = [0, 0, 0, -1, -1]
  for (const job of chosen) {
    const scheduled = jobs.scheduled[job] as number
    const end = jobs.end[job] as number
    starts.set(scheduled, (starts.get(scheduled) ?? 0) + 1)
    failed += jobs.failed[job] as number
    movedMb += jobs.movedMb[job] as number
    if (end - (jobs.start[job] as number) > limits.backupHours.value * HOUR_MS) tooLong += 1
    const sinceBeginMs = end - scheduled + ((scheduled - fromMs) % DAY_MS)
    if (sinceBeginMs > latestMs) [latest, latestMs] = [job, sinceBeginMs]
  }
  return {
    jobs: chosen.length,
    failed,
    tooLong,
    mostStarts: Math.max(0, ...starts.values()),
    startDelay: minutes(jobs.scheduled, jobs.start),
    queue: minutes(jobs.snapshotEnd, jobs.transferStart),
    duration: minutes(jobs.start, jobs.end),
    latestEnd: latest < 0 ? null : instantOf(jobs.end[latest] as number),
    movedGb: Math.round(movedMb / 1000),
  }
}

function overlapFigures(overlaps: readonly Overlap[], nights: number) {
  const worst = overlaps.reduce((most, overlap) => (overlap.max > most.max ? overlap : most), NOTHING)
  const aboveMs = overlaps.reduce((sum, { timeAboveLimit }) => sum + timeAboveLimit, 0)
  return {
    mostAtWork: worst.max,
    mostAtWorkAt: worst.maxAt === null ? null : instantOf(worst.maxAt),
    minutesAboveLimit: Math.round(aboveMs / MINUTE_MS / nights),
  }
}

const NOTHING: Overlap = { max: 0, maxAt: null, timeAboveLimit: 0, areaAboveLimit: 0 }

/** Accounts by how many of their disks are copied at the same time, most first. */
function measureAccounts({ machines }: NumberedEstate, jobs: NightJobs, { limits, nights }: Night): AccountNights[] {
  const names = new Map<string, string>()
  const uses = [...jobs.machine].flatMap((machine, job) => {
    const counts = new Map<string, number>()
    for (const { storageAccount } of machines[machine]?.disks ?? []) {
      if (storageAccount === null) continue
      names.set(nameKey(storageAccount), names.get(nameKey(storageAccount)) ?? storageAccount)
      counts.set(nameKey(storageAccount), (counts.get(nameKey(storageAccount)) ?? 0) + 1)
    }
    return [...counts].map(([account, disks]) => ({ account, disks, job }))
  })
  const numbers = new Map([...names.keys()].map((account, number) => [account, number]))
  const runs: Runs = {
    starts: Float64Array.from(uses, ({ job }) => jobs.transferStart[job] as number),
    ends: Float64Array.from(uses, ({ job }) => jobs.end[job] as number),
    weights: Int32Array.from(uses, ({ disks }) => disks),
  }
  const groups = Int32Array.from(uses, ({ account }) => numbers.get(account) as number)
  const limit = limits.disksPerAccount?.value ?? Number.POSITIVE_INFINITY
  const overlaps = sweepGroups(runs, groups, new Array(numbers.size).fill(limit))
  return [...names.values()]
    .map((account, number) => {
      const { max, timeAboveLimit } = overlaps[number] as Overlap
      const minutesAboveLimit = Math.round(timeAboveLimit / MINUTE_MS / nights)
      return { account, mostDisks: max, minutesAboveLimit }
    })
    .sort(
      (left, right) => right.mostDisks - left.mostDisks || (nameKey(left.account) < nameKey(right.account) ? -1 : 1),
    )
}

/** The most at work in each half hour of the night: as it begins, and as often as one starts in it. */
function curveOf({ start, end }: NightJobs, { fromMs, nights }: Night): number[] {
  const [starts, ends] = [start.slice().sort(), end.slice().sort()]
  const curve = new Array<number>(HALF_HOURS).fill(0)
  const moments = Array.from({ length: nights * HALF_HOURS }, (_, i) => fromMs + i * HALF_HOUR_MS)
  for (const at of [...moments, ...starts]) {
    const place = Math.floor((at - fromMs) / HALF_HOUR_MS) % HALF_HOURS
    curve[place] = Math.max(curve[place] as number, countUpTo(starts, at) - countUpTo(ends, at))
  }
  return curve
}

/** How many of the sorted times are at or before one. */
function countUpTo(times: Float64Array, at: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] as number) <= at) low = middle + 1
    else high = middle
  }
  return low
}

function instantOf(ms: number): Instant {
  return new Date(ms).toISOString()
}
