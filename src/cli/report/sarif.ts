import type { Report, ReportFinding } from '../../model/report.js'

const LEVELS = { info: 'note', warning: 'warning', error: 'error' } as const

/** SARIF 2.1.0: a rule for each check, a result for each finding, which keeps its id as a fingerprint from run to run. */
export async function sarifReport(report: Report): Promise<string> {
  const { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } = await import('node-sarif-builder')
  const log = new SarifBuilder()
  const run = new SarifRunBuilder().initSimple({ toolDriverName: report.title, toolDriverVersion: report.version })
  run.run.automationDetails = { id: `${report.title}/` }
  for (const [id, title] of Object.entries(rulesOf(report))) {
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId: id, shortDescriptionText: title }))
  }
  for (const finding of report.findings) {
    const { code, severity, message } = finding
    const result = new SarifResultBuilder().initSimple({
      ruleId: code,
      level: LEVELS[severity],
      messageText: messageOf(finding),
    })
    const { state, id, cure, source } = finding
    Object.assign(result.result, {
      partialFingerprints: { 'azbkFinding/v1': id },
      locations: [{ logicalLocations: [{ fullyQualifiedName: id, kind: 'resource' }] }],
      ...(state !== null && { baselineState: state }),
      properties: { message, ...(cure !== null && { cure }), ...(source !== null && { source }) },
    })
    run.addResult(result)
  }
  log.addRun(run)
  return `${log.buildSarifJsonString({ indent: true })}\n`
}

/** Every check, and the codes that only findings have. */
function rulesOf({ checks, findings }: Report): Record<string, string> {
  return { ...Object.fromEntries(findings.map(({ code }) => [code, code])), ...checks }
}

function messageOf({ message, cure }: ReportFinding): string {
  return cure === null ? message : `${message} Cure: ${cure}`
}
