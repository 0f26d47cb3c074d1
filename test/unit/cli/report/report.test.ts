import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SarifBuilder } from 'node-sarif-builder'
import { afterEach, describe, expect, it } from 'vitest'
import { junitReport } from '../../../../src/cli/report/junit.js'
import { markdownReport } from '../../../../src/cli/report/markdown.js'
import { openReports, writeReports } from '../../../../src/cli/report/report-flags.js'
import { sarifReport } from '../../../../src/cli/report/sarif.js'
import type { Report, ReportFinding } from '../../../../src/model/report.js'

const finding: ReportFinding = {
  id: 'STARTS_TOGETHER|vault|rsv-weu',
  code: 'STARTS_TOGETHER',
  severity: 'error',
  message: "52 VMs of vault '<rsv|weu>' start together.",
  source: 'a page',
  cure: 'azbk stagger plan --vault rsv-weu',
  state: 'new',
  fails: true,
}
const report: Report = {
  title: 'azbk stagger audit',
  version: '1.2.3',
  checks: { STARTS_TOGETHER: 'VMs that start together', WINDOW_BROKEN: 'Starts outside of windows' },
  findings: [
    finding,
    {
      ...finding,
      id: 'POLICIES_EQUAL|a',
      code: 'POLICIES_EQUAL',
      severity: 'info',
      cure: null,
      state: 'unchanged',
      fails: false,
    },
  ],
  facts: [['Vaults', '3']],
}

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-report-'))
  folders.push(folder)
  return folder
}

describe('a JUnit report', () => {
  it('fails for what makes the run fail, tells the rest, and passes checks that found nothing', async () => {
    const xml = await junitReport(report)

    expect(xml).toContain('<testsuite name="azbk stagger audit" tests="3" failures="1" errors="0" skipped="0">')
    expect(xml).toMatch(/<failure message="52 VMs of vault '&lt;rsv\|weu>' start together" type="error">/)
    expect(xml).toContain("52 VMs of vault '<rsv|weu>' start together.")
    expect(xml).toContain('Cure: azbk stagger plan --vault rsv-weu')
    expect(xml).toContain('<testcase classname="WINDOW_BROKEN" name="Starts outside of windows"/>')
    expect(xml).toContain('info: 52 VMs')
  })

  it.each([
    [
      "45 VMs of vault 'rsv' start together daily at 22:00 UTC (as the clocks stand on 2026-03-29); at most 40 should.",
      "45 VMs of vault 'rsv' start together daily at 22:00 UTC",
    ],
    [
      "Backups of vault 'rsv' started late: 1 in 20 more than 2h after its schedule; 2h are promised.",
      "Backups of vault 'rsv' started late",
    ],
    ['VM web-01 is protected by no vault.', 'VM web-01 is protected by no vault'],
  ])('heads the details of a failure with what happened: %s', async (message, head) => {
    const xml = await junitReport({ ...report, findings: [{ ...finding, message }] })

    expect(xml).toContain(`<failure message="${head}" type="error"><![CDATA[${message}\nCure: `)
  })

  it('leaves out characters that XML cannot have', async () => {
    const xml = await junitReport({ ...report, findings: [{ ...finding, message: 'a\u0000b\u001bc' }] })

    expect(xml).toContain('message="a b c"')
  })
})

describe('a SARIF report', () => {
  it('has a rule for each check and a result for each finding, with its fingerprint', async () => {
    const log = JSON.parse(await sarifReport(report)) as SarifBuilder['log']

    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif') })
    const [run] = log.runs
    expect(run?.tool.driver).toMatchObject({ name: 'azbk stagger audit', version: '1.2.3' })
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(['STARTS_TOGETHER', 'POLICIES_EQUAL', 'WINDOW_BROKEN'])
    expect(run?.results).toMatchObject([
      {
        ruleId: 'STARTS_TOGETHER',
        level: 'error',
        baselineState: 'new',
        partialFingerprints: { 'azbkFinding/v1': 'STARTS_TOGETHER|vault|rsv-weu' },
      },
      { ruleId: 'POLICIES_EQUAL', level: 'note', baselineState: 'unchanged' },
    ])
  })
})

/** docs.github.com, "SARIF support for code scanning": what it asks of a file. */
describe('a SARIF report for code scanning', () => {
  const runOf = async (findings: readonly ReportFinding[] = report.findings) => {
    const log = JSON.parse(await sarifReport({ ...report, findings })) as SarifBuilder['log']
    return log.runs[0] as (typeof log.runs)[number]
  }

  it('has a driver with a name, and rules that say what they are and how to get help', async () => {
    const { driver } = (await runOf()).tool

    expect(driver.name).toBe('azbk stagger audit')
    for (const rule of driver.rules ?? []) {
      const text = { text: expect.stringMatching(/.+/) }
      expect(rule).toMatchObject({ id: expect.any(String), shortDescription: text, fullDescription: text, help: text })
    }
  })

  it('has results of rules that are there, by id and by index', async () => {
    const { results = [], tool } = await runOf()

    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId)
  })

  it('has a message for each result', async () => {
    const { results } = await runOf()

    expect(results?.map(({ message }) => message.text)).toEqual([
      "52 VMs of vault '<rsv|weu>' start together. Cure: azbk stagger plan --vault rsv-weu",
      "52 VMs of vault '<rsv|weu>' start together.",
    ])
  })

  it('has one of the levels of code scanning for each result', async () => {
    const severities = ['info', 'warning', 'error'] as const

    const { results } = await runOf(severities.map((severity) => ({ ...finding, id: severity, severity })))

    expect(results?.map(({ level }) => level)).toEqual(['note', 'warning', 'error'])
  })

  it.each([
    [
      'STARTS_TOGETHER|vault|/subscriptions/s1/resourceGroups/rg a/vaults/rsv',
      'azure/vault/subscriptions/s1/resourceGroups/rg%20a/vaults/rsv',
    ],
    ['STARTS_TOGETHER|vault|../../etc:x', 'azure/vault/etc%3Ax'],
    ['STARTS_TOGETHER', 'azure/STARTS_TOGETHER'],
  ])('places the finding %s in a file below the repository, at its first line', async (id, uri) => {
    const { results } = await runOf([{ ...finding, id }])

    expect(results?.[0]?.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    })
  })

  it('has a fingerprint that differs from finding to finding, and stays the same from run to run', async () => {
    const hashes = async () => (await runOf()).results?.map((one) => one.partialFingerprints?.primaryLocationLineHash)

    expect(new Set(await hashes()).size).toBe(2)
    expect(await hashes()).toEqual(await hashes())
    expect((await hashes())?.[0]).toMatch(/^[0-9a-f]{16}:1$/)
  })
})

describe('a Markdown report', () => {
  it('is a table whose cells no name can break', () => {
    expect(markdownReport(report).split('\n')).toEqual([
      '# azbk stagger audit',
      '',
      '|  |  |',
      '| --- | --- |',
      '| Vaults | 3 |',
      '',
      '| Severity | State | Check | What | Cure |',
      '| --- | --- | --- | --- | --- |',
      "| error | new | STARTS_TOGETHER | 52 VMs of vault '&lt;rsv\\|weu>' start together. | `azbk stagger plan --vault rsv-weu` |",
      "| info | unchanged | POLICIES_EQUAL | 52 VMs of vault '&lt;rsv\\|weu>' start together. |  |",
      '',
      '',
    ])
  })

  it('says so when nothing was found', () => {
    expect(markdownReport({ ...report, findings: [], facts: [] })).toContain('Nothing was found.')
  })
})

describe('--report', () => {
  it('takes a form and a file', async () => {
    const folder = tempFolder()

    const files = await openReports(['JUnit=a=b.xml', `markdown=${folder}/a.md`], folder)
    await writeReports(report, files)

    expect(files).toEqual([
      { form: 'junit', file: join(folder, 'a=b.xml') },
      { form: 'markdown', file: join(folder, 'a.md') },
    ])
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toContain('# azbk stagger audit')
  })

  it.each(['junit', 'pdf=a.pdf', 'junit=', '=a'])('refuses %s', async (value) => {
    await expect(openReports([value], '/')).rejects.toThrow(`--report '${value}' is not a form and a file.`)
  })

  it('makes no folder, and says so before the work begins, with every other mistake', async () => {
    const folder = tempFolder()

    const opened = openReports(['markdown=deep/er/a.md', 'pdf=a.pdf'], folder)

    await expect(opened).rejects.toThrow(`there is no folder ${folder}/deep/er.`)
    await expect(opened).rejects.toThrow("--report 'pdf=a.pdf' is not a form and a file.")
    expect(readdirSync(folder)).toEqual([])
  })

  it('says which file cannot be written', async () => {
    const folder = tempFolder()

    await expect(writeReports(report, [{ form: 'sarif', file: folder }])).rejects.toThrow(
      `sarif report ${folder} cannot be written`,
    )
  })
})
