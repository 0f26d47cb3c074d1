import { DAY_MS, type Instant, timeAfter } from '../../core/clock.js'
import { runsAfter } from '../../model/policy-schedule.js'
import { ianaZone } from '../../model/policy-time-zone.js'
import type { DstMode } from '../plan-file.js'
import type { PlaceLoad, Side } from '../verify-side.js'
import { zoneYear } from '../verify-time.js'

const NIGHTS = 7

/** A night to come, from noon to noon UTC. */
export interface NightAhead {
  /** The day on which it begins, `YYYY-MM-DD`. */
  readonly night: string
  /** Backups that are to start. */
  readonly starts: number
  /** Most that are to start together in one vault, where and when. */
  readonly mostTogether: number
  readonly vault: string | null
  readonly at: Instant | null
  /** VMs and disks over a limit, summed over places and starts. */
  readonly over: number
  /** Zones whose clocks change in this night. */
  readonly clocksChange: readonly string[]
}

/** The next nights by true instants: clock changes move, merge or part starts in single nights. */
export function nightsAhead(side: Side, now: Date, dst: DstMode): NightAhead[] {
  const first = `${now.toISOString().slice(0, 10)}T12:00:00.000Z`
  const until = timeAfter(first, NIGHTS * DAY_MS)
  const runs = runsOfPolicies(side, { after: now.toISOString(), until, dst })
  const changes = changesBetween(side.counter.zones, { from: first, until, dst })
  const nights = Array.from({ length: NIGHTS }, (_, i) => timeAfter(first, i * DAY_MS))
  const counted = side.loads.map((load) => ({ load, byInstant: countByInstant(load, runs) }))
  return nights.map((from) => nightOf(from, counted, changes))
}

interface Counted {
  readonly load: PlaceLoad
  readonly byInstant: ReadonlyMap<Instant, number>
}

function nightOf(from: Instant, counted: readonly Counted[], changes: readonly ClockChangeAt[]): NightAhead {
  const to = timeAfter(from, DAY_MS)
  let [starts, most, over] = [0, 0, 0]
  let worst: { vault: string; at: Instant } | null = null
  for (const { load, byInstant } of counted) {
    const { kind, name, limit, spanMinutes } = load.place
    for (const [at, count] of byInstant) {
      if (at < from || at >= to) continue
      if (kind === 'vault') starts += count
      if (kind === 'vault' && count > most) [most, worst] = [count, { vault: name, at }]
      if (limit !== null) over += Math.max(0, sumWithin(byInstant, at, spanMinutes) - limit.value)
    }
  }
  return {
    night: from.slice(0, 10),
    starts,
    mostTogether: most,
    vault: worst?.vault ?? null,
    at: worst?.at ?? null,
    over,
    clocksChange: changes.filter(({ at }) => at >= from && at < to).map(({ zone }) => zone),
  }
}

function sumWithin(byInstant: ReadonlyMap<Instant, number>, at: Instant, minutes: number): number {
  if (minutes === 1) return byInstant.get(at) ?? 0
  const to = timeAfter(at, minutes * 60_000)
  return [...byInstant].reduce((sum, [other, count]) => (other >= at && other < to ? sum + count : sum), 0)
}

function countByInstant({ followers }: PlaceLoad, runs: (policy: number) => readonly Instant[]): Map<Instant, number> {
  const counts = new Map<Instant, number>()
  for (const [policy, amount] of followers) {
    if (amount > 0) for (const at of runs(policy)) counts.set(at, (counts.get(at) ?? 0) + amount)
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The coming runs of a policy; those that share schedule and zone are worked out once. */
function runsOfPolicies(
  { policies }: Side,
  when: { readonly after: Instant; readonly until: Instant; readonly dst: DstMode },
): (policy: number) => readonly Instant[] {
  const known = new Map<string, readonly Instant[]>()
  return (number) => {
    const spec = policies[number]?.spec
    if (spec === undefined || (spec.schedule.frequency === 'weekly' && spec.schedule.days.length === 0)) return []
    const key = `${spec.timeZone} ${JSON.stringify(spec.schedule)}`
    const found = known.get(key)
    if (found !== undefined) return found
    const runs: Instant[] = []
    const shift = shiftOf(ianaZone(spec.timeZone), when)
    for (const run of runsAfter(spec, timeAfter(when.after, -DAY_MS))) {
      const at = shift(run)
      if (at >= when.until && run >= timeAfter(when.until, DAY_MS)) break
      if (at > when.after && at < when.until) runs.push(at)
    }
    known.set(key, runs)
    return runs
  }
}

/** Under `fixed` a start lies where the zone's standard time has it, whatever its clock shows. */
function shiftOf(zone: string, { after, dst }: { readonly after: Instant; readonly dst: DstMode }) {
  if (dst === 'wallclock') return (run: Instant) => run
  const day = after.slice(0, 10)
  const standard = zoneYear([zone], day, 'fixed').regimes[0]?.offsets.get(zone) ?? 0
  const { regimes, changes } = zoneYear([zone], timeAfter(after, -2 * DAY_MS).slice(0, 10), 'wallclock')
  return (run: Instant) => {
    const regime = changes.filter((ms) => ms <= Date.parse(run)).length
    return timeAfter(run, ((regimes[regime]?.offsets.get(zone) ?? 0) - standard) * 60_000)
  }
}

interface ClockChangeAt {
  readonly zone: string
  readonly at: Instant
}

function changesBetween(
  zones: readonly string[],
  { from, until, dst }: { readonly from: Instant; readonly until: Instant; readonly dst: DstMode },
): ClockChangeAt[] {
  return [...new Set(zones)].sort().flatMap((zone) =>
    zoneYear([zone], from.slice(0, 10), dst)
      .changes.map((ms) => ({ zone, at: new Date(ms).toISOString() }))
      .filter(({ at }) => at >= from && at < until),
  )
}
