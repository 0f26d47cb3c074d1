/** Where the calendar of a mock comes from. */
export type ClockOptions =
  | { kind: 'real' }
  | {
      kind: 'manual'
      /** First moment of the calendar, ISO 8601. */
      start: string
      /** Calendar milliseconds that every request lets pass; 0 (the default) means that only `advance` moves time. */
      perRequestMs?: number
    }

/** Two moments that belong together: the calendar stood at `calendarMs` when the wall clock stood at `wallMs`. */
export interface ClockAnchor {
  calendarMs: number
  wallMs: number
}

/** The calendar of the simulated Azure. Unit: milliseconds since 1970, UTC. */
export interface Clock {
  readonly kind: 'real' | 'manual'
  now(): number
  /** Moves the calendar forward; never back. */
  advance(ms: number): void
  /** Called once for each request. */
  tick(): void
  /** What has to be saved to go on from here later. */
  anchor(): ClockAnchor
}

/** The only reader of the wall clock in this folder. */
export function wallNow(): number {
  return Date.now()
}

/** ISO text of a moment. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}

/** A moment from ISO text; NaN when it is not a date. */
export function msOf(text: string): number {
  return Date.parse(text)
}

/** A moment as a Date. */
export function dateOf(ms: number): Date {
  return new Date(ms)
}

/** Waits in wall time; used by injected delays only. Rejects with the signal's reason when it aborts. */
export function sleep(ms: number, signal?: { aborted: boolean; addEventListener: AbortSignal['addEventListener'] }) {
  return new Promise<void>((resolve, reject) => {
    if (signal?.aborted) return reject(abortError())
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(abortError())
    })
  })
}

/** Does something later, in wall time, unless it is cancelled first. */
export function afterWall(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

/** The error with which the real HttpClient answers an aborted request. */
export function abortError(): Error {
  const error = new Error('The operation was aborted.')
  error.name = 'AbortError'
  return error
}

/** A calendar that begins at this time; undefined: at that of the wall clock. Throws RangeError for what is no time. */
export function anchorAt(now: string | undefined): ClockAnchor | undefined {
  if (now === undefined) return undefined
  const calendarMs = msOf(now)
  if (Number.isNaN(calendarMs)) throw new RangeError(`The calendar begins at an ISO 8601 time, got "${now}".`)
  return { calendarMs, wallMs: wallNow() }
}

/**
 * Builds the calendar. With a real clock it runs `speed` times as fast as the wall clock from the anchor on; with a manual
 * one it stands still until somebody moves it.
 */
export function createClock(options: ClockOptions, speed: number, anchor?: ClockAnchor): Clock {
  return options.kind === 'manual' ? manualClock(options, anchor) : realClock(speed, anchor)
}

function manualClock(options: Extract<ClockOptions, { kind: 'manual' }>, anchor?: ClockAnchor): Clock {
  const start = msOf(options.start)
  if (Number.isNaN(start)) {
    throw new RangeError(`The start of a manual clock must be an ISO 8601 time, got "${options.start}".`)
  }
  let nowMs = Math.max(start, anchor?.calendarMs ?? start)
  const advance = (ms: number) => {
    nowMs += requireForward(ms)
  }
  return {
    kind: 'manual',
    now: () => nowMs,
    advance,
    tick: () => advance(options.perRequestMs ?? 0),
    // A manual calendar has no wall time of its own; equal values keep snapshots the same from run to run.
    anchor: () => ({ calendarMs: nowMs, wallMs: nowMs }),
  }
}

function realClock(speed: number, saved?: ClockAnchor): Clock {
  const start = wallNow()
  let anchor = saved ?? { calendarMs: start, wallMs: start }
  let latest = anchor.calendarMs
  const now = () => {
    const reading = Math.floor(anchor.calendarMs + (wallNow() - anchor.wallMs) * speed)
    // The wall clock can be set back; events already processed cannot.
    latest = Math.max(latest, reading)
    return latest
  }
  return {
    kind: 'real',
    now,
    advance(ms) {
      const base = now()
      anchor = { calendarMs: base + requireForward(ms), wallMs: wallNow() }
    },
    tick() {},
    anchor: () => ({ calendarMs: now(), wallMs: wallNow() }),
  }
}

function requireForward(ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`Time can only move forward, got ${ms} ms.`)
  return ms
}
