import type { Report, ReportFinding } from '../../model/report.js'
import { markdownTable } from '../../view/markdown-table.js'

/** A page with a table of facts and one of findings, as pull requests and job summaries show it. */
export function markdownReport({ title, facts, findings }: Report): string {
  const rows = findings.map((finding) => [
    finding.severity,
    ...(finding.state === null ? [] : [finding.state]),
    finding.code,
    finding.message,
    cureOf(finding),
  ])
  const states = findings.some(({ state }) => state !== null) ? ['State'] : []
  return [
    `# ${title}`,
    ...(facts.length > 0 ? [markdownTable(['', ''], facts)] : []),
    findings.length === 0
      ? 'Nothing was found.'
      : markdownTable(['Severity', ...states, 'Check', 'What', 'Cure'], rows),
    '',
  ].join('\n\n')
}

function cureOf({ cure }: ReportFinding): string {
  if (cure === null) return ''
  return cure.startsWith('azbk ') ? `\`${cure}\`` : cure
}
