import { describe, expect, it } from 'vitest'
import { closingLines, type TestReport } from '../../../scripts/test-reports.js'

type File = TestReport['testResults'][number]

const passing = { status: 'passed', fullName: 'the plan is short' }
const failing = (fullName: string, error: string) => ({ status: 'failed', fullName, failureMessages: [error] })

function file(name: string, assertionResults: File['assertionResults'], message = ''): File {
  const isBroken = message !== '' || assertionResults.some(({ status }) => status !== 'passed')
  return { name: `/repo/test/${name}`, status: isBroken ? 'failed' : 'passed', message, assertionResults }
}

function report(...testResults: File[]): TestReport {
  const passed = testResults.flatMap((one) => one.assertionResults).filter(({ status }) => status === 'passed')
  return { numPassedTests: passed.length, testResults }
}

const close = (reports: Parameters<typeof closingLines>[0]) => closingLines(reports, '/repo/')

describe('the closing lines of CI', () => {
  it('are the sum alone when all is well', () => {
    const { lines, failed } = close({ test: report(file('a.test.ts', [passing, passing])), e2e: report() })

    expect(lines).toEqual(['2 passed, 0 failed'])
    expect(failed).toBe(0)
  })

  it('name the file, the test and the first line of the error', () => {
    const broken = failing('a vault is found', 'AssertionError: expected 1 to be 2\n    at /repo/test/a.test.ts:3:1')

    expect(close({ test: report(file('a.test.ts', [passing, broken])) }).lines).toEqual([
      'test/a.test.ts: a vault is found: AssertionError: expected 1 to be 2',
      '1 passed, 1 failed',
    ])
  })

  it('say that a test ran out of time, whose error vitest leaves out', () => {
    const late = failing('a run ends', 'Error: STACK_TRACE_ERROR\n    at task (/repo/node_modules/x.js:1:1)')

    expect(close({ test: report(file('a.test.ts', [late])) }).lines[0]).toBe('test/a.test.ts: a run ends: timed out')
  })

  it('count a file that did not load, one whose hook failed, and a suite without a report', () => {
    const reports = {
      test: report(
        file('a.test.ts', [], "Cannot find module './b.js'\nimported from a.test.ts"),
        file('c.test.ts', [passing, { status: 'skipped', fullName: 'never ran' }]),
      ),
      'test-e2e': undefined,
    }

    expect(close(reports)).toEqual({
      lines: [
        "test/a.test.ts: Cannot find module './b.js'",
        'test/c.test.ts: a hook failed',
        'test-e2e: left no report',
        '1 passed, 3 failed',
      ],
      failed: 3,
    })
  })

  it('stay few and short when everything is broken', () => {
    const all = Array.from({ length: 400 }, (_, i) => failing(`test ${i}`, 'x'.repeat(5000)))

    const { lines } = close({ test: report(file('a.test.ts', all)) })

    expect(lines).toHaveLength(22)
    expect(lines.slice(-2)).toEqual(['... and 380 more', '0 passed, 400 failed'])
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(300)
  })
})
