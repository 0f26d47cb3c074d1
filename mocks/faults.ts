/** What goes wrong with a request. */
export type Fault =
  /** An answer other than the true one; the request has no effect. */
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** The connection breaks before the request arrives. */
  | { kind: 'reset-before' }
  /** The request takes effect, then the connection breaks. */
  | { kind: 'reset-after' }
  /** The true answer, later. Wall milliseconds. */
  | { kind: 'delay'; ms: number }
  /** The host name cannot be resolved. */
  | { kind: 'dns' }
  /** The certificate is not trusted. */
  | { kind: 'tls' }
  /** Nobody listens. */
  | { kind: 'refused' }
  /** The request takes effect, but half of the answer is missing. */
  | { kind: 'truncated' }
  /** A proxy answers with a web page instead of Azure. */
  | { kind: 'html' }

/** When a fault strikes. */
export interface FaultRule {
  /** Any method when absent. */
  method?: string
  /** Tested against path and query. */
  path: RegExp
  /** Strikes from the nth matching request on (1 = the first, the default). */
  nth?: number
  /** Strikes so many times (default 1). */
  times?: number
  fault: Fault
}

/** The rules of one mock. */
export interface Faults {
  inject(rule: FaultRule): void
  clear(): void
  /** The fault of this request; counts it. */
  next(method: string, path: string): Fault | undefined
}

/** Builds an empty set of rules. */
export function createFaults(): Faults {
  let rules: { rule: FaultRule; seen: number; struck: number }[] = []
  return {
    inject: (rule) => {
      rules.push({ rule, seen: 0, struck: 0 })
    },
    clear: () => {
      rules = []
    },
    next(method, path) {
      let found: Fault | undefined
      for (const entry of rules) {
        const { rule } = entry
        if (rule.method !== undefined && rule.method.toUpperCase() !== method) continue
        if (path.search(rule.path) < 0) continue
        entry.seen += 1
        if (found || entry.seen < (rule.nth ?? 1) || entry.struck >= (rule.times ?? 1)) continue
        entry.struck += 1
        found = rule.fault
      }
      return found
    },
  }
}
