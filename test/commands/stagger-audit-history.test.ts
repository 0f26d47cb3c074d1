import { readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import StaggerAudit from '../../commands/stagger/audit.js'
import type { StaggerAuditResult } from '../../src/stagger/audit.js'
import { jammedMock, sleepNights } from '../helpers/jammed-world.js'
import { createTestMock, type RunOptions, runAzbk, runForJson } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const FORBIDDEN = { kind: 'status', status: 403 } as const
const CONTOSO = '00000000-0000-0000-0000-000000000001'

const audit = (argv: readonly string[], options: RunOptions = {}) =>
  runForJson<StaggerAuditResult>(StaggerAudit, argv, options)

describe('azbk stagger audit --history', () => {
  it('asks only for jobs since the last run, and reaches all VMs night by night', async () => {
    const folder = await folderWith()
    const mock = sleepNights(jammedMock(5), 1)
    const argv = ['--history', join(folder, 'jobs'), '--sample', '3']

    const first = await audit(argv, { mock })
    const second = await audit(argv, { mock })
    sleepNights(mock, 1)
    const third = await audit(argv, { mock })

    expect(first.result.happened).toMatchObject({ newJobs: expect.any(Number), detailsRead: 3 })
    expect(second.result.happened).toMatchObject({ newJobs: 0, detailsRead: 2, withoutBytes: [], gaps: [] })
    expect(third.result.happened).toMatchObject({ newJobs: 5, gaps: [] })
    expect(third.result.happened?.vaults[0]).toMatchObject({ backups: 10 })
  })

  it('keeps files that only their owner can read', async () => {
    const folder = await folderWith()

    await audit(['--history', folder], { mock: jammedMock(2) })

    const [file = ''] = await readdir(folder)
    expect(file).toMatch(/^rsv-jam-[0-9a-f]{12}\.jsonl$/)
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
    expect(JSON.parse((await readFile(join(folder, file), 'utf8')).split('\n')[0] ?? '')).toMatchObject({
      type: 'vault',
      schemaVersion: 1,
    })
  })

  it('reads again what a run that failed did not get', async () => {
    const folder = await folderWith()
    const mock = sleepNights(jammedMock(3), 1)
    mock.control.faults.add({ path: '*/backupJobs', fault: FORBIDDEN, times: 'always' })

    const failed = await audit(['--history', folder], { mock })
    mock.control.faults.clear()
    const next = await audit(['--history', folder], { mock })

    expect(failed.exitCode).toBe(3)
    expect(failed.result.happened?.gaps).toHaveLength(1)
    expect(next.result.happened).toMatchObject({ gaps: [], vaults: [{ backups: 3 }] })
  })

  it('names a hole that is older than what Azure is asked for', async () => {
    const folder = await folderWith()
    const mock = jammedMock(2)
    await audit(['--history', folder], { mock })
    sleepNights(mock, 45)

    const { result } = await audit(['--history', folder, '--last', '60d'], { mock })

    const gap = result.findings.find(
      ({ code, evidence }) => code === 'HISTORY_GAP' && evidence.from === '2026-03-02T09:00:00.000Z',
    )
    expect(gap).toMatchObject({ severity: 'warning', evidence: { to: '2026-03-17T09:00:00.000Z' } })
  })

  it('refuses a folder that cannot be one before it asks Azure anything', async () => {
    const folder = await folderWith({ file: 'no folder' })
    const mock = jammedMock(1)

    const { error, exitCode } = await audit(['--history', join(folder, 'file')], { mock })

    expect(error?.code).toBe('HISTORY_UNWRITABLE')
    expect(exitCode).toBe(2)
    expect(mock.control.requests.entries).toEqual([])
  })

  it('tells what it found though it cannot be kept', async () => {
    const folder = await folderWith()
    const mock = sleepNights(jammedMock(45), 1)
    await audit(['--history', folder], { mock })
    const [file = ''] = await readdir(folder)
    await rm(join(folder, file))
    await symlink(join(folder, 'nowhere', file), join(folder, file))

    const { result } = await audit(['--history', folder, '--fail-on', 'warning'], { mock })

    expect(result.findings).toContainEqual(
      expect.objectContaining({
        code: 'HISTORY_UNSAVED',
        severity: 'warning',
        message: expect.stringMatching(
          /'rsv-jam' is not kept for the next run\. The history .* cannot be written: ENOENT/,
        ),
      }),
    )
    expect(result.happened?.vaults[0]).toMatchObject({ backups: 45 })
  })

  it('refuses a history that a newer azbk wrote', async () => {
    const folder = await folderWith()
    await audit(['--history', folder], { mock: jammedMock(1) })
    const [file = ''] = await readdir(folder)
    const newer = await folderWith({ [file]: '{"type":"vault","schemaVersion":9}\n' })

    const { error, exitCode } = await audit(['--history', newer], { mock: jammedMock(1) })

    expect(error?.code).toBe('HISTORY_NEWER')
    expect(exitCode).toBe(6)
  })
})

describe('azbk stagger audit --baseline', () => {
  it('tells new, fixed and unchanged, and fails for what is new only', async () => {
    const before = await audit([], { mock: jammedMock(45) })
    const folder = await folderWith({ 'yesterday.json': before.stdout })
    const baseline = ['--baseline', join(folder, 'yesterday.json')]

    const same = await audit(baseline, { mock: jammedMock(45) })
    const cured = await runAzbk(StaggerAudit, baseline, { mock: jammedMock(20) })

    expect(same.exitCode).toBe(0)
    expect(same.result.baseline).toMatchObject({ new: [], fixed: [] })
    expect(same.result.baseline?.unchanged).toContain(before.result.findings[0]?.id)
    expect(cured.stdout).toMatch(/Since the baseline: \d+ new, [1-9]\d* fixed/)
    expect(cured.exitCode).toBe(0)
  })

  it.each([
    ['that is not there', undefined, 'BASELINE_UNREADABLE'],
    ['that is not JSON', 'no', 'BASELINE_INVALID'],
    ['of another command', '{"schemaVersion":1,"result":[]}', 'BASELINE_INVALID'],
  ])('refuses a file %s', async (_what, text, code) => {
    const folder = await folderWith(text === undefined ? {} : { 'a.json': text })

    const { error, exitCode } = await audit(['--baseline', join(folder, 'a.json')], { mock: jammedMock(1) })

    expect(error?.code).toBe(code)
    expect(exitCode).toBe(2)
  })

  it('refuses the JSON of a newer azbk', async () => {
    const folder = await folderWith({ 'a.json': '{"schemaVersion":2,"result":{"findings":[]}}' })

    const { error, exitCode } = await audit(['--baseline', join(folder, 'a.json')], { mock: jammedMock(1) })

    expect(error).toMatchObject({ code: 'BASELINE_NEWER', message: expect.stringContaining('schemaVersion 2') })
    expect(exitCode).toBe(6)
  })

  it('refuses one of other vaults: nothing would be as it was', async () => {
    const before = await audit([], { mock: createTestMock(), env: { AZBK_SUBSCRIPTION: CONTOSO } })
    const folder = await folderWith({ 'a.json': before.stdout })

    const { error, exitCode } = await audit(['--baseline', join(folder, 'a.json')], { mock: jammedMock(45) })

    expect(error).toMatchObject({ code: 'BASELINE_ELSEWHERE', message: expect.stringContaining("'vault-weu'") })
    expect(exitCode).toBe(6)
  })

  it('tells of vaults that only one of the two was about', async () => {
    const options = { mock: createTestMock(), env: { AZBK_SUBSCRIPTION: CONTOSO } }
    const all = await audit([], options)
    const one = await audit(['--vault', 'vault-weu'], options)
    const folder = await folderWith({ 'all.json': all.stdout, 'one.json': one.stdout })

    const fewer = await runAzbk(StaggerAudit, ['--vault', 'vault-weu', '--baseline', join(folder, 'all.json')], options)
    const more = await runAzbk(StaggerAudit, ['--baseline', join(folder, 'one.json')], options)

    expect(fewer.stdout).toMatch(
      /Vault 'vault-\w+' is in the baseline and not in scope: all that was found in it counts/,
    )
    expect(more.stdout).toMatch(/Vault 'vault-\w+' is not in the baseline: all that is found in it counts as new\./)
  })
})
