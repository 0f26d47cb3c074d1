/** One request as the mock saw it. */
export interface LoggedRequest {
  method: string
  /** Path and query. */
  path: string
  /** Absent when a fault kept the answer from being made. */
  status?: number
  /** The client's `User-Agent` header, at most 200 characters; absent when it sent none. */
  userAgent?: string
}

/** The latest requests since the start or since the last reset, oldest first; 10,000 at least, 20,000 at most. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  reset(): void
}

/** A server may run for weeks: older requests are let go. */
const KEPT = 10_000

/** The log as its writer sees it. */
export function createRequestLog(): RequestLog & { add(entry: LoggedRequest): void } {
  let older: LoggedRequest[] = []
  let entries: LoggedRequest[] = []
  return {
    get entries() {
      return older.length > 0 ? [...older, ...entries] : entries
    },
    add: (entry) => {
      if (entries.length === KEPT) {
        older = entries
        entries = []
      }
      entries.push(entry)
    },
    reset: () => {
      older = []
      entries = []
    },
  }
}
