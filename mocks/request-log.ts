/** One request as the mock saw it. */
export interface LoggedRequest {
  method: string
  /** Path and query. */
  path: string
  /** Absent when a fault kept the answer from being made. */
  status?: number
}

/** Requests since the start or since the last reset. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  reset(): void
}

/** The log as its writer sees it. */
export function createRequestLog(): RequestLog & { add(entry: LoggedRequest): void } {
  let entries: LoggedRequest[] = []
  return {
    get entries() {
      return entries
    },
    add: (entry) => {
      entries.push(entry)
    },
    reset: () => {
      entries = []
    },
  }
}
