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

/**
 * Where rules are stated, for the reader of a finding. `api` = what the policy API was seen to refuse:
 * AZURE-BACKUP-API.md section 6; the others are AZURE-LIMITS.md D1 to D4 and D6.
 */
export const SOURCES = {
  api: 'behaviour of learn.microsoft.com/rest/api/backup/protection-policies',
  enhanced: 'learn.microsoft.com/azure/backup/backup-azure-vms-enhanced-policy',
  crash: 'learn.microsoft.com/azure/backup/backup-azure-vms-agentless-multi-disk-crash-consistent-overview',
  faq: 'learn.microsoft.com/azure/backup/backup-azure-vm-backup-faq',
  instant: 'learn.microsoft.com/azure/backup/backup-instant-restore-capability',
  matrix: 'learn.microsoft.com/azure/backup/backup-support-matrix-iaas',
  mcp: 'policy checks of github.com/microsoft/mcp',
  groups: 'learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules',
  arithmetic: 'follows from the policy itself',
} as const
