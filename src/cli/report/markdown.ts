import type { Report, ReportFinding } from '../../model/report.js'

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
    ...(facts.length > 0 ? [table(['', ''], facts)] : []),
    findings.length === 0 ? 'Nothing was found.' : table(['Severity', ...states, 'Check', 'What', 'Cure'], rows),
    '',
  ].join('\n\n')
}

function cureOf({ cure }: ReportFinding): string {
  if (cure === null) return ''
  return cure.startsWith('azbk ') ? `\`${cure}\`` : cure
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
}

/** Names come from Azure: they must not end a cell, a row, or become HTML. */
function cell(text: string): string {
  return text
    .replace(/\|/g, '\\|')
    .replace(/\r?\n/g, '<br>')
    .replace(/<(?!br>)/g, '&lt;')
}
