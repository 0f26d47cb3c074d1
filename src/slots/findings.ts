export const SEVERITIES = ['info', 'warning', 'error'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Something that staggering found out about an estate, a plan or its job history. */
export interface StaggerFinding {
  /** Stable from night to night for the same matter, so that a baseline can tell new from known: code and subjects. */
  readonly id: string
  /** e.g. `STARTS_TOGETHER`. */
  readonly code: string
  readonly severity: Severity
  /** A sentence: what is wrong with which vault, account, policy or VM, with the numbers. */
  readonly message: string
  /** The numbers for programs. */
  readonly evidence: Readonly<Record<string, unknown>>
  /** The page that the rule is from; null for facts of the input. */
  readonly source: string | null
  /** The cheapest cure, as a command to type where there is one. */
  readonly cure: string | null
}

/** The stable id of a finding. */
export function findingId(code: string, subjects: readonly string[]): string {
  return [code, ...subjects.map((subject) => subject.toLowerCase())].join('|')
}
