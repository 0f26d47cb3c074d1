import type { PolicySpec } from './policy.js'

/** `error`: Azure refuses it, or would silently do something else. `warning`: allowed, or sources disagree. */
export type Severity = 'error' | 'warning'

/** Something wrong with a policy: where, why, and what to write instead. */
export interface Problem {
  /** Path in the policy file, e.g. `retention.daily.count`. */
  readonly field: string
  readonly severity: Severity
  readonly message: string
  readonly fix: string
  /** The rule's stable name, e.g. `hourly-window`. */
  readonly rule: string
  /** Where the rule is stated. */
  readonly source: string
}

export type Finding = Pick<Problem, 'field' | 'message' | 'fix'>

/** One rule of Azure: what it says of a policy, how sure we are, and who says so. */
export interface PolicyRule {
  readonly rule: string
  readonly severity: Severity
  readonly source: string
  readonly check: (spec: PolicySpec) => readonly (Finding | false)[]
}

/** Where rules are stated: Microsoft's pages by name, and the two fact sheets that quote them. */
export const SOURCES = {
  wire: 'AZURE-BACKUP-API.md section 6',
  schedules: 'AZURE-LIMITS.md D2 (backup-support-matrix-iaas)',
  retention: 'AZURE-LIMITS.md D3 (backup-azure-vm-backup-faq)',
  instant: 'AZURE-LIMITS.md D3 (backup-instant-restore-capability)',
  hidden: 'AZURE-LIMITS.md D6',
  scale: 'AZURE-LIMITS.md D1 (backup-support-matrix-iaas)',
  arithmetic: 'follows from the policy itself',
} as const
