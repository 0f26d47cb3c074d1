import { cancelledError } from './errors.js'

/** The one home of time: everything that reads the time or waits takes a Clock. */
export interface Clock {
  now(): Date
  /** Waits; rejects with an `INTERRUPTED` error as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Moves the time ahead, where it is a simulated one and azbk's own to move. */
  skip?(ms: number): void
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(cancelledError())
      const stop = () => {
        clearTimeout(timer)
        reject(cancelledError())
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }, ms)
      signal?.addEventListener('abort', stop, { once: true })
    }),
}

/** A clock that reads the calendar of a mock and moves it, and waits in real time for what takes seconds there. */
export function clockOfMock({ now, control }: MockCalendar): Clock {
  return { now, sleep: systemClock.sleep, skip: (ms) => control.advance(ms) }
}

interface MockCalendar {
  now(): Date
  readonly control: { advance(ms: number): void }
}

/** Waits for a moment that may be hours away; where time can be moved, nobody has to sit through them. */
export async function waitUntil({ now, sleep, skip }: Clock, time: Instant, signal?: AbortSignal): Promise<void> {
  const leftMs = () => Math.max(0, new Date(time).getTime() - now().getTime())
  await sleep(skip === undefined ? leftMs() : 0, signal)
  skip?.(leftMs())
}

/** A clock that is as far from another as `time` is from it now, and waits with it. */
export function clockSetTo(time: Instant, clock: Clock): Clock {
  const ahead = new Date(time).getTime() - clock.now().getTime()
  return { now: () => new Date(clock.now().getTime() + ahead), sleep: clock.sleep }
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** A point in time as ISO 8601 text in UTC, e.g. `2026-01-31T22:30:00.000Z`: what results and JSON carry. */
export type Instant = string

/** The instant so many milliseconds after a time, or before it when they are negative. */
export function timeAfter(time: Instant | Date, ms: number): Instant {
  return new Date(new Date(time).getTime() + ms).toISOString()
}

/** A time from Azure as an Instant; Azure's "not yet" values (year 1 and 2001-01-01) and nonsense become null. */
export function azureTime(value: string | Date | undefined | null): Instant | null {
  if (value === undefined || value === null || value === '') return null
  const date = value instanceof Date ? value : new Date(/Z|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`)
  const ms = date.getTime()
  return Number.isNaN(ms) || ms <= NOT_YET_MS ? null : date.toISOString()
}

const NOT_YET_MS = Date.UTC(2001, 0, 1)
