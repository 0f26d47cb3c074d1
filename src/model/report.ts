/** What a check found, as the report files of pipelines tell it. */
export interface ReportFinding {
  /** Stable from run to run for the same matter. */
  readonly id: string
  /** The check that found it, e.g. `STARTS_TOGETHER`. */
  readonly code: string
  readonly severity: 'info' | 'warning' | 'error'
  readonly message: string
  /** The page that the rule is from. */
  readonly source: string | null
  /** What to do, as a command where there is one. */
  readonly cure: string | null
  /** Against a baseline; null without one. */
  readonly state: 'new' | 'unchanged' | null
  /** Whether it is what makes the run exit with 10. */
  readonly fails: boolean
}

/** What a run checked, and what it found. */
export interface Report {
  /** e.g. `azbk stagger audit`. */
  readonly title: string
  readonly version: string
  /** Every check that was made, in words by its code: those without a finding have passed. */
  readonly checks: Readonly<Record<string, string>>
  readonly findings: readonly ReportFinding[]
  /** Facts for the head of a page, e.g. `Vaults` -> `3`. */
  readonly facts: readonly (readonly [label: string, value: string])[]
}
