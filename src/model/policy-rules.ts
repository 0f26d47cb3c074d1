import type { PolicySpec } from './policy.js'
import { type PolicyRule, type Problem, SOURCES } from './policy-problem.js'
import { RETENTION_RULES } from './policy-retention-rules.js'
import { SCHEDULE_RULES } from './policy-schedule-rules.js'
import { STORAGE_RULES } from './policy-storage-rules.js'

/** Every rule on a policy's content that is checked before anything is sent. */
export const POLICY_RULES: readonly PolicyRule[] = [...SCHEDULE_RULES, ...RETENTION_RULES, ...STORAGE_RULES]

/** All problems of a policy at once, errors first; none = Azure takes it, as far as is known. */
export function checkPolicy(spec: PolicySpec): Problem[] {
  const problems = POLICY_RULES.flatMap(({ check, rule, severity, source }) =>
    check(spec).flatMap((finding) => (finding === false ? [] : [{ ...finding, severity, rule, source }])),
  )
  return [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))]
}

export function isError(problem: Problem): boolean {
  return problem.severity === 'error'
}

/** Letters, digits, `-`, `_`, `!`; 3 to 150 of them, a letter first (AZURE-BACKUP-API.md section 1). */
export function checkPolicyName(name: string): Problem[] {
  if (/^[a-z][\w!-]{2,149}$/i.test(name)) return []
  return [
    {
      field: 'name',
      severity: 'error',
      message: `'${name}' cannot be the name of a policy.`,
      fix: 'Use 3 to 150 letters, digits, - _ and !, a letter first.',
      rule: 'policy-name',
      source: SOURCES.api,
    },
  ]
}
