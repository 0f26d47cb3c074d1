import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import StaggerAudit from '../../commands/stagger/audit.js'
import type { Mock } from '../../mocks/index.js'
import type { StaggerAuditResult } from '../../src/stagger/audit.js'
import { fakeNetwork } from '../helpers/fake-network.js'
import { jammedMock, sleepNights } from '../helpers/jammed-world.js'
import { createTestMock, type RunOptions, runAzbk, runForJson } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const FORBIDDEN = { kind: 'status', status: 403 } as const
const FIRST = ['--subscription', '00000000-0000-0000-0000-000000000001'] as const

const audit = (argv: readonly string[], options: RunOptions = {}) =>
  runForJson<StaggerAuditResult>(StaggerAudit, argv, options)

function codesOf({ findings }: StaggerAuditResult): string[] {
  return [...new Set(findings.map(({ code }) => code))]
}

/** What azbk asked of the job lists and details of vaults. */
function jobRequests(mock: Mock): { lists: number; details: number } {
  const urls = mock.control.requests.entries.map(({ path }) => path)
  return {
    lists: urls.filter((url) => /\/backupJobs\?/.test(url)).length,
    details: urls.filter((url) => /\/backupJobs\/[^/?]+\?/.test(url)).length,
  }
}

describe('azbk stagger audit', () => {
  it('finds what collides in a jam, when, by which policies, and what to type', async () => {
    const { result, exitCode } = await audit([], { mock: jammedMock(45) })

    expect(exitCode).toBe(10)
    expect(result.scheduled).toEqual({ vaults: 1, machines: 45, policiesUsed: 1, violations: 5, mostStarts: 45 })
    expect(result.findings[0]).toMatchObject({
      code: 'STARTS_TOGETHER',
      severity: 'error',
      message: expect.stringContaining("45 VMs of vault 'rsv-jam' start together daily at 22:00 UTC"),
      evidence: { most: 45, limit: 40, over: 5, policies: ['standard-2200 45'] },
      cure: 'azbk stagger plan --vault rsv-jam --out plan.json',
    })
    expect(result.nights).toHaveLength(7)
    expect(result.nights[0]).toMatchObject({ starts: 45, mostTogether: 45, vault: 'rsv-jam', over: 5 })
  })

  it('is content with an estate that breaks nothing', async () => {
    const run = await runAzbk(StaggerAudit, [], { mock: jammedMock(20) })

    expect(run.stdout).toContain('0 VMs and disks over a limit')
    expect(run.stdout).toContain('0 errors')
    expect(run.exitCode).toBe(0)
  })

  it('says that there is nothing to audit, and why: no fault found in no VM is no good news', async () => {
    const run = await runAzbk(StaggerAudit, [], { mock: jammedMock(0) })
    const strict = await audit(['--fail-on', 'warning'], { mock: jammedMock(0) })

    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(
      /^There is nothing to audit: 1 vault in scope, and none has a VM with running backups\.\n/,
    )
    expect(run.stdout).not.toContain('No findings')
    expect(strict.exitCode).toBe(10)
    expect(strict.result.findings).toMatchObject([{ code: 'NOTHING_TO_AUDIT', severity: 'warning' }])
  })

  it('tells of contoso what failed, what is missing and what runs, by vault', async () => {
    const { result, exitCode } = await audit(FIRST)

    expect(exitCode).toBe(10)
    expect(result.findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual([
      expect.stringMatching(/^BACKUP_FAILED\|.*pay-agent-01$/),
      expect.stringMatching(/^BACKUP_FAILED\|.*pay-stale-01$/),
    ])
    expect(codesOf(result)).toEqual(expect.arrayContaining(['NOT_PROTECTED', 'POLICIES_EQUAL', 'ZONES_MIXED']))
    const [weu] = result.happened?.vaults ?? []
    expect(weu).toMatchObject({ vault: 'vault-weu', mostAtWork: expect.any(Number) })
    expect(weu?.backups).toBeGreaterThan(100)
    expect(weu?.startDelay?.p95).toBeLessThanOrEqual(120)
    expect(weu?.rateMbps).toBeGreaterThan(0)
  })

  it('says the same of the same world', async () => {
    const [one, two] = [await audit(FIRST), await audit(FIRST)]

    expect(one.stdout).toBe(two.stdout)
  })

  it.each([
    ['a span that Azure does not keep, without a history', ['--last', '40d'], 'SPAN_TOO_LONG'],
    ['a span of jobs, of which a file has none', ['--last', '7d', '--inventory', 'vms.csv'], 'INVALID_USAGE'],
    ['a history beside a file', ['--history', 'jobs', '--inventory', 'vms.csv'], 'INVALID_USAGE'],
  ])('refuses %s', async (_, argv, code) => {
    const run = await runAzbk(StaggerAudit, [...argv, '--json'])

    expect(run.json().error).toMatchObject({ code })
    expect(run.exitCode).toBe(2)
  })

  it('does not look for unprotected VMs when vaults or VMs are named', async () => {
    const named = await audit([...FIRST, '--vault', 'vault-eus'])

    expect(codesOf(named.result)).not.toContain('NOT_PROTECTED')
    expect(named.result.scheduled.vaults).toBe(1)
  })

  it('never says 0 over a vault that it could not read', async () => {
    const mock = createTestMock()
    mock.control.faults.add({ path: '*/vaults/vault-eus/backupJobs', fault: FORBIDDEN, times: 'always' })

    const { result, exitCode, stderr } = await audit([...FIRST, '--fail-on', 'error'], { mock })

    expect(exitCode).toBe(3)
    expect(result.findings[0]).toMatchObject({ code: expect.stringMatching(/BACKUP_FAILED|SCOPE_UNREAD/) })
    expect(result.findings.filter(({ code }) => code === 'SCOPE_UNREAD')).not.toEqual([])
    expect(result.findings).toContainEqual(
      expect.objectContaining({ code: 'HISTORY_GAP', message: expect.stringContaining("What vault 'vault-eus' did") }),
    )
    expect(stderr).toBe('')
  })

  it('takes no VM for unprotected that a vault may protect which could not be read', async () => {
    const mock = createTestMock()
    mock.control.faults.add({ path: '*/vaults/vault-weu/backupProtectedItems', fault: FORBIDDEN, times: 'always' })

    const all = await audit(FIRST, { mock })
    const some = await audit([...FIRST, '--tag', 'env=prod'], { mock })

    expect(codesOf(all.result)).toContain('SCOPE_UNREAD')
    expect(codesOf(all.result)).not.toContain('NOT_PROTECTED')
    expect(codesOf(some.result)).not.toContain('NOT_PROTECTED')
    expect([all.exitCode, some.exitCode]).toEqual([3, 3])
  })

  it('fails from the severity on that --fail-on names', async () => {
    const of = async (severity: string) => (await audit(['--fail-on', severity], { mock: jammedMock(20) })).exitCode

    expect(await of('error')).toBe(0)
    expect(await of('info')).toBe(10)
  })

  it('annotates what it finds in a pipeline', async () => {
    const run = await runAzbk(StaggerAudit, [], { mock: jammedMock(45), env: { GITHUB_ACTIONS: 'true' } })

    expect(run.stderr).toContain("::error title=azbk::45 VMs of vault 'rsv-jam' start together")
  })
})

describe('azbk stagger audit of nights that have passed', () => {
  it('measures the jobs of a jam: together, delays, durations', async () => {
    const { result } = await audit([], { mock: sleepNights(jammedMock(45), 1) })

    const [jam] = result.happened?.vaults ?? []
    expect(jam).toMatchObject({ backups: 45, failed: 0, running: 0, unscheduled: 0, detailed: 45 })
    expect(jam?.startDelay?.max).toBeLessThanOrEqual(120)
    expect(jam?.mostAtWork).toBeGreaterThan(5)
    expect(codesOf(result)).not.toContain('RUN_MISSED')
  })

  it('names VMs whose schedule passed without a backup', async () => {
    const mock = sleepNights(jammedMock(3), 1)
    mock.control.faults.add({ fault: { kind: 'job-stuck' }, times: 'always' })
    const empty = { kind: 'status', status: 200, body: { value: [] } } as const
    sleepNights(mock, 1)
    mock.control.faults.add({ path: '*/backupJobs', fault: empty, times: 'always' })

    const { result } = await audit([], { mock })

    expect(result.findings.filter(({ code }) => code === 'RUN_MISSED')).toHaveLength(3)
    expect(result.findings[0]).toMatchObject({
      message: "No backup of VM 'vm-0001' has started since its schedule at 2026-03-03 22:00 UTC.",
      cure: 'azbk backup --vm rg-jam/vm-0001',
    })
  })

  it('reads no more details than --sample, and names the VMs whose bytes it does not know', async () => {
    const mock = sleepNights(jammedMock(5), 1)

    const { result } = await audit(['--sample', '2'], { mock })

    expect(result.happened).toMatchObject({ detailsRead: 2, withoutBytes: { length: 3 } })
    expect(jobRequests(mock).details).toBe(2)
    expect(result.findings).toContainEqual(expect.objectContaining({ code: 'RATES_UNREAD', severity: 'info' }))
  })
})

describe('azbk stagger audit of an inventory', () => {
  const inventory = (vms: number) =>
    JSON.stringify({
      vaults: [{ name: 'rsv-weu' }],
      policies: [{ vault: 'rsv-weu', name: 'daily-2200' }],
      machines: Array.from({ length: vms }, (_, i) => ({ name: `vm-${i}`, vault: 'rsv-weu', policy: 'daily-2200' })),
    })

  it('asks nothing of Azure, and writes the plan that cures it', async () => {
    const folder = await folderWith({ 'vms.json': inventory(50) })
    const [file, plan] = [join(folder, 'vms.json'), join(folder, 'plan.json')]

    const { result, exitCode } = await audit(['--inventory', file, '--fix', '--out', plan], {
      network: fakeNetwork({}),
    })

    expect(exitCode).toBe(10)
    expect(result).toMatchObject({ happened: null, requests: 0, scheduled: { violations: 10 } })
    expect(result.findings.find(({ code }) => code === 'STARTS_TOGETHER')?.cure).toBe(
      'azbk stagger plan --inventory <the same file> --vault rsv-weu --out plan.json',
    )
    expect(result.fix).toMatchObject({ file: plan, moves: 10, days: 1, violationsBefore: 10, violationsAfter: 0 })
    expect(JSON.parse(await readFile(plan, 'utf8'))).toMatchObject({ kind: 'azbk-stagger-plan', moves: { length: 10 } })
  })

  it('writes reports', async () => {
    const folder = await folderWith({ 'vms.json': inventory(50) })
    const at = (name: string) => join(folder, name)
    const reports = ['junit=a.xml', 'sarif=a.sarif', 'markdown=a.md'].flatMap((name) => ['--report', name])

    const { exitCode } = await audit(['--inventory', at('vms.json'), ...reports], { cwd: folder })

    expect(exitCode).toBe(10)
    expect(await readFile(at('a.xml'), 'utf8')).toMatch(/<testsuite name="azbk stagger audit" tests="\d+" failures="1"/)
    expect(JSON.parse(await readFile(at('a.sarif'), 'utf8')).runs[0].results[0]).toMatchObject({
      ruleId: 'STARTS_TOGETHER',
    })
    expect(await readFile(at('a.md'), 'utf8')).toContain('| error | STARTS_TOGETHER |')
  })

  it('tells the VMs of an inventory that no policy backs up', async () => {
    const rows = ['name,vault,policy', 'web-01,rsv-weu,standard-2200', 'new-01,rsv-weu,']
    const folder = await folderWith({ 'vms.csv': rows.join('\n') })

    const { result } = await audit(['--inventory', join(folder, 'vms.csv')])

    expect(result.findings).toContainEqual(
      expect.objectContaining({
        ...{
          code: 'NOT_PROTECTED',
          severity: 'warning',
          message: expect.stringContaining('VM new-01: it has no slot'),
        },
        cure: 'azbk stagger plan --inventory <the same file> --out plan.json',
      }),
    )
  })

  it.each([
    ['name,vault\n', 'there is no vault in scope'],
    ['name,vault,state\nweb-01,rsv-weu,stopped\n', '1 vault in scope, and none has a VM with running backups'],
    ['name,vault\nweb-01,rsv-weu\n', '1 VM in scope, and none has a policy yet'],
  ])('has nothing to audit in an inventory of %j: no check passes unmade', async (text, why) => {
    const folder = await folderWith({ 'vms.csv': text })
    const argv = ['--inventory', join(folder, 'vms.csv'), '--report', 'junit=a.xml']

    const { result, exitCode } = await audit(argv, { cwd: folder })

    expect(exitCode).toBe(0)
    const [first] = result.findings.filter(({ code }) => code === 'NOTHING_TO_AUDIT')
    expect(first?.message).toBe(`There is nothing to audit: ${why}.`)
    expect(first?.cure).toMatch(/^Check the inventory: /)
    expect(await readFile(join(folder, 'a.xml'), 'utf8')).not.toContain('RUN_MISSED')
  })

  it.each([
    [['--report', 'pdf=a.pdf'], 'INVALID_REPORT'],
    [['--fix'], 'USAGE'],
    [['--profile', 'nowhere'], 'PROFILE_UNREADABLE'],
    [['--profile', 'nowhere', '--baseline', '/nonexistent.json'], 'SEVERAL_MISTAKES'],
    [['--fail-on', 'never'], 'INVALID_VALUE'],
    [['--last', 'soon'], 'INVALID_DURATION'],
  ])('refuses %j before anything is read', async (argv, code) => {
    const { error, exitCode } = await audit(['--inventory', '/nonexistent.json', ...argv])

    expect(error?.code).toMatch(new RegExp(code))
    expect(exitCode).toBe(2)
  })
})
