import { Temporal } from 'temporal-polyfill'
import { MINUTE_MS } from '../core/clock.js'
import { ianaZone, normalizeTimeZone } from '../model/policy-time-zone.js'

export const DST_MODES = ['wallclock', 'fixed'] as const
/**
 * How policy times follow a change of the clocks. `wallclock`: 22:00 stays 22:00 on the clock of the zone. `fixed`: 22:00
 * means standard time all year. Microsoft's support matrix says `fixed`, users saw `wallclock` (AZURE-LIMITS.md D2).
 */
export type DstMode = (typeof DST_MODES)[number]

/** A change of a zone's clocks; offsets are minutes ahead of UTC. */
export interface ClockChange {
  readonly atMs: number
  /** The day on the zone's calendar, `YYYY-MM-DD`. */
  readonly date: string
  readonly before: number
  readonly after: number
}

/** A zone's clock over the 12 months that are looked at. */
export interface ZoneClock {
  readonly timeZone: string
  /** Lowest offset of the 12 months, in minutes ahead of UTC. */
  readonly standard: number
  readonly changes: readonly ClockChange[]
  /** Minutes ahead of UTC at a moment of the 12 months. */
  offsetAt(ms: number): number
}

/** The clocks of one run, each worked out once. */
export interface Clocks {
  /** First moment of the 12 months. */
  readonly fromMs: number
  readonly dst: DstMode
  /** The clock by which policies of a zone start. */
  policy(timeZone: string): ZoneClock
  /** The clock on the wall, by which people say when backups may start. */
  wall(timeZone: string): ZoneClock
}

/** Clocks for the 12 months from a day, `YYYY-MM-DD`, on. Zones may have Windows or IANA names. */
export function createClocks(from: string, dst: DstMode): Clocks {
  const first = Temporal.PlainDate.from(from).toZonedDateTime('UTC')
  const untilMs = first.add({ years: 1 }).epochMilliseconds
  const walls = new Map<string, ZoneClock>()
  const wall = (timeZone: string) => {
    const clock = walls.get(timeZone) ?? readZone(timeZone, first, untilMs)
    walls.set(timeZone, clock)
    return clock
  }
  const policy = (timeZone: string) => (dst === 'fixed' ? stopped(wall(timeZone)) : wall(timeZone))
  return { fromMs: first.epochMilliseconds, dst, policy, wall }
}

function readZone(timeZone: string, first: Temporal.ZonedDateTime, untilMs: number): ZoneClock {
  const start = first.withTimeZone(ianaZone(normalizeTimeZone(timeZone) ?? timeZone))
  const initial = offsetMinutes(start)
  const changes: ClockChange[] = []
  let before = initial
  let next = start.getTimeZoneTransition('next')
  while (next !== null && next.epochMilliseconds < untilMs) {
    const after = offsetMinutes(next)
    // Some transitions of the database change a zone's name or law, not its clock.
    if (after !== before) changes.push({ atMs: next.epochMilliseconds, date: dateOf(next), before, after })
    before = after
    next = next.getTimeZoneTransition('next')
  }
  const standard = Math.min(initial, ...changes.map((change) => change.after))
  const offsetAt = (ms: number) => changes.findLast((change) => change.atMs <= ms)?.after ?? initial
  return { timeZone, standard, changes, offsetAt }
}

/** The same zone without its changes: standard time all year. */
function stopped({ timeZone, standard }: ZoneClock): ZoneClock {
  return { timeZone, standard, changes: [], offsetAt: () => standard }
}

function offsetMinutes(time: Temporal.ZonedDateTime): number {
  return time.offsetNanoseconds / 1e6 / MINUTE_MS
}

function dateOf(time: Temporal.ZonedDateTime): string {
  return time.toPlainDate().toString()
}
