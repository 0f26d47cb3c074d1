/** What vitest's JSON reporter writes, as far as it is read here. */
export interface TestReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    /** The path of the test file. */
    readonly name: string
    readonly status: string
    /** Why the file did not load. */
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[] | null
    }[]
  }[]
}

/** Failures that are named; with the sum and a few broken steps they are what the end of a CI log has room for. */
const NAMED = 20
const WIDTH = 300

/**
 * The closing lines of CI: each failed test with the first line of its error, then the sum of the reports. A file that did
 * not load or whose hook failed, and a suite without a report (`undefined`), count as one. `root` is left out of paths.
 */
export function closingLines(
  reports: Readonly<Record<string, TestReport | undefined>>,
  root: string,
): { readonly lines: readonly string[]; readonly failed: number } {
  const failures = Object.entries(reports).flatMap(([suite, report]) =>
    report ? failuresIn(report) : [`${suite}: left no report`],
  )
  const passed = Object.values(reports).reduce((sum, report) => sum + (report?.numPassedTests ?? 0), 0)
  const named = failures.slice(0, NAMED).map((line) => line.replaceAll(root, '').slice(0, WIDTH))
  const rest = failures.length > NAMED ? [`... and ${failures.length - NAMED} more`] : []
  return { lines: [...named, ...rest, `${passed} passed, ${failures.length} failed`], failed: failures.length }
}

function failuresIn({ testResults }: TestReport): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    // The report has no word about a hook that failed: the tests after it are skipped.
    if (failed.length === 0 && status === 'failed') return [`${name}: ${firstLine(message) || 'a hook failed'}`]
    return failed.map(
      ({ fullName, failureMessages }) => `${name}: ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`,
    )
  })
}

/** What stands in a report in place of the error of a test that ran out of time. */
const TIMED_OUT = 'Error: STACK_TRACE_ERROR'

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n', 1)
  return line === TIMED_OUT ? 'timed out' : line
}
