import { createHash } from 'node:crypto'
import type { Report, ReportFinding } from '../../model/report.js'

const LEVELS = { info: 'note', warning: 'warning', error: 'error' } as const

/**
 * SARIF 2.1.0: a rule for each check, a result for each finding, which keeps its id as a fingerprint from run to run. All
 * that GitHub's code scanning asks for is there. Source: docs.github.com, "SARIF support for code scanning".
 */
export async function sarifReport(report: Report): Promise<string> {
  const { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } = await import('node-sarif-builder')
  const log = new SarifBuilder()
  const run = new SarifRunBuilder().initSimple({ toolDriverName: report.title, toolDriverVersion: report.version })
  run.run.automationDetails = { id: `${report.title}/` }
  for (const [id, title] of Object.entries(rulesOf(report))) {
    const rule = new SarifRuleBuilder().initSimple({
      ruleId: id,
      shortDescriptionText: title,
      fullDescriptionText: title,
    })
    rule.rule.help = { text: HELP }
    run.addRule(rule)
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
      partialFingerprints: { 'azbkFinding/v1': id, primaryLocationLineHash: `${hashOf(id)}:1` },
      locations: [placeOf(finding)],
      ...(state !== null && { baselineState: state }),
      properties: { message, ...(cure !== null && { cure }), ...(source !== null && { source }) },
    })
    run.addResult(result)
  }
  log.addRun(run)
  return `${log.buildSarifJsonString({ indent: true })}\n`
}

const HELP = 'Each finding names its cure and its source. docs/pipelines.md of azbk describes the audit.'

/**
 * A finding is about a resource, and GitHub shows findings in files only: the path is that of the resource, below a folder
 * that no repository has.
 */
function placeOf({ id, code }: ReportFinding) {
  const names = id
    .slice(code.length)
    .split(/[|/]/)
    .filter((name) => !/^\.*$/.test(name))
  const uri = ['azure', ...(names.length > 0 ? names : [code])].map(encodeURIComponent).join('/')
  const region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }
  return {
    physicalLocation: { artifactLocation: { uri }, region },
    logicalLocations: [{ fullyQualifiedName: id, kind: 'resource' }],
  }
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 16)
}

/** Every check, and the codes that only findings have. */
function rulesOf({ checks, findings }: Report): Record<string, string> {
  return { ...Object.fromEntries(findings.map(({ code }) => [code, code])), ...checks }
}

function messageOf({ message, cure }: ReportFinding): string {
  return cure === null ? message : `${message} Cure: ${cure}`
}
