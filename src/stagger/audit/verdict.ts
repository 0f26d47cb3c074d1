import { EXIT_CODES, worstExitCode } from '../../core/exit-codes.js'
import { figure } from '../../core/figure.js'
import type { Finding } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import { SEVERITIES, type Severity, type StaggerFinding } from '../../slots/findings.js'
import type { AuditOutcome, StaggerAuditResult } from '../audit.js'
import { AUDIT_CHECKS } from './checks.js'
import { saySelection } from './selection.js'

/** The findings that count for the exit code: those at or above the severity, with a baseline the new ones only. */
function failingFindings({ findings, baseline }: StaggerAuditResult, failOn: Severity): StaggerFinding[] {
  const isNew = new Set(baseline?.new)
  return findings.filter(
    ({ id, severity }) =>
      SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn) && (baseline === null || isNew.has(id)),
  )
}

export function auditExitCode({ result, exitCode }: AuditOutcome, failOn: Severity): number {
  const isBad = failingFindings(result, failOn).length > 0
  return worstExitCode([exitCode, isBad ? EXIT_CODES.findings : EXIT_CODES.done])
}

/** What a pipeline system is to show beside the run: what is new, where there is a baseline. */
export function auditAnnotations({ findings, baseline }: StaggerAuditResult): Finding[] {
  const isNew = new Set(baseline?.new)
  return findings.flatMap(({ id, severity, message, cure }) =>
    severity === 'info' || (baseline !== null && !isNew.has(id))
      ? []
      : [{ severity, message: cure === null ? message : `${message} Cure: ${cure}` }],
  )
}

/** The same for report files. */
export function auditReport(result: StaggerAuditResult, failOn: Severity, version: string): Report {
  const failing = new Set(failingFindings(result, failOn).map(({ id }) => id))
  const isNew = new Set(result.baseline?.new)
  const { scheduled, findings, baseline, selection } = result
  return {
    title: 'azbk stagger audit',
    version,
    checks: checksMade(result),
    findings: findings.map(({ id, code, severity, message, source, cure }) => ({
      ...{ id, code, severity, message, source, cure },
      state: baseline === null ? null : isNew.has(id) ? ('new' as const) : ('unchanged' as const),
      fails: failing.has(id),
    })),
    facts: [
      ['At', result.at],
      ['Vaults', figure(scheduled.vaults)],
      ['VMs', figure(scheduled.machines)],
      ...(selection === null ? [] : [['Narrowed to', saySelection(selection)] as const]),
      ['VMs and disks over a limit', figure(scheduled.violations)],
      ['Most VMs that start together', figure(scheduled.mostStarts)],
    ],
  }
}

/** Without a VM, all other checks would pass unmade. */
function checksMade({ scheduled }: StaggerAuditResult): Report['checks'] {
  if (scheduled.machines > 0) return AUDIT_CHECKS
  return Object.fromEntries(Object.entries(AUDIT_CHECKS).filter(([code]) => code === 'NOTHING_TO_AUDIT'))
}
