import type { Builder } from 'junit-report-builder'
import type { Report, ReportFinding } from '../../model/report.js'

/** A test suite: a case for each finding, and a case that passes for each check that found nothing. */
export async function junitReport(report: Report): Promise<string> {
  const { default: junit } = await import('junit-report-builder')
  // Its types speak of a default export where the package has the builder itself.
  const builder = (junit as unknown as Builder).newBuilder()
  const suite = builder.testSuite().name(report.title)
  const found = new Set(report.findings.map(({ code }) => code))
  for (const finding of report.findings) {
    const test = suite.testCase().className(finding.code).name(plain(finding.id))
    if (finding.fails) test.failure(plain(headOf(finding)), finding.severity).stacktrace(plain(detailsOf(finding)))
    else test.standardOutput(plain(`${finding.severity}: ${detailsOf(finding)}`))
  }
  for (const [code, title] of Object.entries(report.checks)) {
    if (!found.has(code)) suite.testCase().className(code).name(title)
  }
  return `${builder.build()}\n`
}

function detailsOf({ message, cure, source }: ReportFinding): string {
  return [message, cure && `Cure: ${cure}`, source && `Source: ${source}`].filter(Boolean).join('\n')
}

/**
 * What happened, without the numbers and reasons that follow: Azure Pipelines and the usual actions for GitHub show it as
 * the heading of the details. Source: learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-test-results-v2.
 */
function headOf({ message }: ReportFinding): string {
  return message.split(/; |: | \(|\.$/)[0] ?? message
}

/** XML 1.0 has no way to write most control characters. */
function plain(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, ' ')
}
