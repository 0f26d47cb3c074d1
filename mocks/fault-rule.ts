/** What goes wrong with a request, or with what it starts. */
export type Fault =
  /** An answer other than the true one; the request has no effect. Without a body, what Azure says with that status. */
  | {
      kind: 'status'
      status: number
      code?: string
      message?: string
      /** `Retry-After`; none when absent. */
      retryAfterSeconds?: number
      body?: unknown
      headers?: Record<string, string>
    }
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
  /** The true answer, declared as something else than JSON; `text/plain` when absent. */
  | { kind: 'content-type'; contentType?: string }
  /** The login was good, but is over. */
  | { kind: 'token-expired' }
  /** Whatever concerns the region of the rule gets no answer from its provider. */
  | { kind: 'region-down' }
  /** The operation that the request starts never ends. */
  | { kind: 'operation-stuck' }
  /** The operation that the request starts fails. */
  | { kind: 'operation-fails'; code?: string; message?: string }
  /** The job that the request or a schedule starts never ends. */
  | { kind: 'job-stuck' }
  /** The job that the request or a schedule starts fails with this title or number of `service/job-errors.ts`. */
  | { kind: 'job-fails'; code: string }

export type FaultKind = Fault['kind']

/** Where a fault strikes: on the wire, or at the operation or job that a request starts. */
export type FaultPlace = 'wire' | 'operation' | 'job'

/** All kinds and where they strike. */
export const FAULT_PLACES: Readonly<Record<FaultKind, FaultPlace>> = {
  status: 'wire',
  'reset-before': 'wire',
  'reset-after': 'wire',
  delay: 'wire',
  dns: 'wire',
  tls: 'wire',
  refused: 'wire',
  truncated: 'wire',
  html: 'wire',
  'content-type': 'wire',
  'token-expired': 'wire',
  'region-down': 'wire',
  'operation-stuck': 'operation',
  'operation-fails': 'operation',
  'job-stuck': 'job',
  'job-fails': 'job',
}

/** Weather that lasts until its rule is cleared, unless the rule says how often it strikes. */
const LASTING: readonly FaultKind[] = ['region-down', 'token-expired']

/** A path as text: `*` stands for part of a segment, `**` for anything. Or a regular expression, tested against path and query. */
export type PathPattern = string | { regexp: string }

/** When a fault strikes; plain JSON. Conditions that are absent hold; names and paths are compared without case. */
export interface FaultRule {
  method?: string
  /** A path that does not start with `/` may start at any segment. */
  path?: PathPattern
  /** Requests that concern resources or locations of this region. */
  region?: string
  /** Strikes from the nth matching request on (1 = the first, the default). */
  nth?: number
  /** Strikes so many times; 1 when absent, `always` for weather that lasts and for chances. */
  times?: number | 'always'
  /** Chance of each matching request to be struck, 0 < probability <= 1; certain when absent. Seeded by the state. */
  probability?: number
  fault: Fault
}

/** A rule that says how often it strikes. */
export type CompleteRule = FaultRule & Required<Pick<FaultRule, 'times'>>

/** The rule with its default for `times`. */
export function completeRule(rule: FaultRule): CompleteRule {
  const lasts = rule.probability !== undefined || LASTING.includes(rule.fault.kind)
  return { ...rule, times: rule.times ?? (lasts ? 'always' : 1) }
}
