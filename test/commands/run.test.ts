import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import BackupCommand from '../../commands/backup.js'
import Protect from '../../commands/protect.js'
import RunList from '../../commands/run/list.js'
import Undelete from '../../commands/undelete.js'
import Unprotect from '../../commands/unprotect.js'
import type { BackupResult } from '../../src/backup/backup.js'
import type { ProtectResult } from '../../src/protection/protect.js'
import type { UnprotectResult } from '../../src/protection/unprotect.js'
import type { RunListResult } from '../../src/runs/list.js'
import { interrupted, jobs, journals, names, worldOf } from '../helpers/journal-world.js'

describe('the journal of a run', () => {
  it('is made for several VMs, for its owner alone, and its run is told', async () => {
    const { run, folder } = await worldOf(names(3))

    const result = await run(Protect, ['--all', '--json'])

    const [file = ''] = journals(folder)
    expect(file).toMatch(/^protect-20260302T\d{6}Z\.jsonl$/)
    expect(statSync(join(folder, 'runs')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'runs', file)).mode & 0o777).toBe(0o600)
    expect(result.json<ProtectResult>().result.run).toBe(file.replace('.jsonl', ''))
    expect(result.stderr).toContain(`Go on after a stop with: azbk protect --resume ${file.replace('.jsonl', '')}`)
    expect(readdirSync(join(folder, 'runs'))).toEqual([file])
  })

  it('is not made for one VM, unless a folder is named', async () => {
    const { run, folder } = await worldOf(names(2))
    const own = join(folder, 'own')

    const plain = await run(Protect, ['--vm', 'vm-10', '--json'])
    const named = await run(Protect, ['--vm', 'vm-11', '--journal', own, '--json'])

    expect(plain.json<ProtectResult>().result.run).toBeNull()
    expect(readdirSync(folder)).toEqual(['own'])
    expect(readdirSync(own)).toEqual([`${named.json<ProtectResult>().result.run}.jsonl`])
  })

  it('is not made for a dry run, or when there is nothing to do', async () => {
    const { run, folder } = await worldOf(names(2))

    await run(Protect, ['--all', '--dry-run'])
    expect(readdirSync(folder)).toEqual([])
    await run(Protect, ['--all'])
    await run(Protect, ['--all'])

    expect(journals(folder)).toHaveLength(1)
  })

  it('that cannot be written is a warning in the state folder, and an error where it was asked for', async () => {
    const { run, folder } = await worldOf(names(2))
    const file = join(folder, 'file')
    writeFileSync(file, '')

    const asked = await run(Protect, ['--all', '--journal', join(file, 'x')])
    const plain = await run(Protect, ['--all'], { env: { AZBK_STATE_DIR: file } })

    expect(asked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('JOURNAL_UNWRITABLE') })
    expect(plain).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('cannot be resumed, only run again') })
  })
})

describe('--resume', () => {
  it('does what is left after Ctrl-C, and nothing twice', async () => {
    const { estate, run } = await interrupted()
    const before = jobs(estate, 'ConfigureBackup')
    expect(before).toBeLessThan(30)

    const rest = await run(Protect, ['--resume', 'latest', '--json'])

    const rows = rest.json<ProtectResult>().result.machines
    expect(rest.exitCode).toBe(0)
    expect(rows.map(({ status, action, policy }) => [status, action, policy])).toEqual(
      names(30).map(() => ['done', 'protect', 'EnhancedPolicy']),
    )
    expect(rows.every(({ jobId }) => jobId !== null)).toBe(true)
    expect(jobs(estate, 'ConfigureBackup')).toBe(30)
  })

  it('says before what it would do, and writes nothing of it', async () => {
    const { run, folder } = await interrupted()
    const [file = ''] = journals(folder)
    const before = readFileSync(join(folder, 'runs', file), 'utf8')

    const plan = await run(Protect, ['--resume', 'latest', '--dry-run', '--json'])

    const { changes } = plan.json<ProtectResult>().result
    expect(changes.filter(({ action }) => action === 'create')).toHaveLength(10)
    expect(readFileSync(join(folder, 'runs', file), 'utf8')).toBe(before)
  })

  it('is told how to be used when a quota stops a run, with exit 7, and goes on then', async () => {
    const { estate, run } = await worldOf(names(30))
    const body = { error: { code: 'CloudDosTimeboudLimitReached', message: 'Try again later.' } }
    estate.mock.control.inject({
      method: 'PUT',
      path: /protectedItems.*vm-(1[3-9]|[23])/i,
      times: 100,
      fault: { kind: 'status', status: 429, body },
    })

    const stopped = await run(Protect, ['--all', '--policy', 'EnhancedPolicy'])
    const list = await run(RunList, ['--json'])
    const table = await run(RunList, [])
    estate.mock.control.clearFaults()
    const rest = await run(Protect, ['--resume', 'latest'])

    expect(stopped.exitCode).toBe(7)
    expect(stopped.stderr).toMatch(
      /Stopped: 27 of 30 are left\. Go on after 2026-03-03 00:00 UTC with: azbk protect --resume protect-/,
    )
    expect(list.json<RunListResult>().result).toMatchObject([
      { state: 'stopped', done: 3, failed: 0, left: 27, resumeAt: '2026-03-03T00:00:00.000Z' },
    ])
    expect(table.stdout).toMatch(/ stopped +30 +3 +0 +27\n/)
    expect(rest.exitCode).toBe(0)
    expect(jobs(estate, 'ConfigureBackup')).toBe(30)
  })

  it.each([
    ['other flags than at first', ['--policy', 'DefaultPolicy'], 2, 'begun without --policy, or with other values'],
    ['another selection', ['--vm', 'vm-10'], 2, 'begun without --vm'],
    ['another shard', ['--shard', '1/2'], 2, 'begun without --shard'],
  ])('refuses %s', async (_, flags, exitCode, says) => {
    const { run } = await interrupted()

    expect(await run(Protect, ['--resume', 'latest', ...flags])).toMatchObject({
      exitCode,
      stderr: expect.stringContaining(says),
    })
    expect(await run(Protect, ['--resume', 'latest', '--policy', 'EnhancedPolicy'])).toMatchObject({ exitCode: 0 })
  })

  it('refuses a run that is not there, of another verb, or of another subscription', async () => {
    const { run, folder } = await interrupted()
    const [id = ''] = journals(folder).map((file) => file.replace('.jsonl', ''))

    expect(await run(Protect, ['--resume', 'protect-1'])).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('RUN_NOT_FOUND'),
    })
    expect(await run(Unprotect, ['--resume', 'latest'])).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('There is no run of `azbk unprotect`'),
    })
    expect(await run(Unprotect, ['--resume', id])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`azbk protect --resume ${id}`),
    })
    expect(
      await run(Protect, ['--resume', id, '--subscription', '00000000-0000-0000-0000-00000000000f']),
    ).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('RUN_ELSEWHERE') })
  })

  it('finds no latest run once that is finished, so that a pipeline begins anew', async () => {
    const { run } = await interrupted()

    const rest = await run(Protect, ['--resume', 'latest'])
    const again = await run(Protect, ['--resume', 'latest'])

    expect(rest.exitCode).toBe(0)
    expect(again).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('is finished') })
  })

  it('says that the latest run is held, and takes up no older one in its place', async () => {
    const { run, folder } = await interrupted()
    const [file = ''] = journals(folder)
    const path = join(folder, 'runs', file)
    writeFileSync(`${path}.lock`, `${process.ppid}\n${(await import('node:os')).hostname()}\n`)

    const held = await run(Protect, ['--resume', 'latest'])

    expect(held).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('RUN_HELD') })
  })

  it('refuses a run of a newer azbk, and one that another process holds', async () => {
    const { run, folder } = await interrupted()
    const [file = ''] = journals(folder)
    const path = join(folder, 'runs', file)
    const text = readFileSync(path, 'utf8')

    writeFileSync(path, text.replace('"schemaVersion":1', '"schemaVersion":2'))
    const newer = await run(Protect, ['--resume', file.replace('.jsonl', '')])
    writeFileSync(path, text)
    writeFileSync(`${path}.lock`, `${process.ppid}\n${(await import('node:os')).hostname()}\n`)
    const held = await run(Protect, ['--resume', file.replace('.jsonl', '')])

    expect(newer).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('JOURNAL_NEWER') })
    expect(held).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('RUN_HELD') })
  })

  it('leaves out a VM that is gone meanwhile', async () => {
    const { estate, run } = await interrupted()
    estate.send('DELETE', '/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm-39')
    estate.mock.control.advance(600_000)

    const rest = await run(Protect, ['--resume', 'latest', '--json'])

    expect(rest.exitCode).toBe(0)
    expect(rest.json<ProtectResult>().warnings.join()).toContain("VM 'vm-39' of run protect-")
    expect(rest.json<ProtectResult>().result.machines).toHaveLength(29)
  })

  it('tries again what failed', async () => {
    const { estate, run } = await worldOf(names(3))
    estate.mock.control.inject({
      method: 'PUT',
      path: /protectedItems.*vm-11/i,
      times: 1,
      fault: { kind: 'status', status: 409, body: { error: { code: 'BMSUserErrorObjectLocked', message: 'Busy.' } } },
    })

    const first = await run(Protect, ['--all', '--policy', 'EnhancedPolicy'])
    const again = await run(Protect, ['--resume', 'latest'])

    expect([first.exitCode, again.exitCode]).toEqual([3, 0])
    expect(jobs(estate, 'ConfigureBackup')).toBe(3)
  })

  it('keeps to the shard of the run', async () => {
    const { estate, run } = await worldOf(names(12))
    const [part] = [await run(Protect, ['--all', '--shard', '1/2', '--json'])]
    const list = await run(RunList, ['--json'])

    const again = await run(Protect, ['--resume', part.json<ProtectResult>().result.run ?? '', '--json'])

    const of = (result: typeof part) => result.json<ProtectResult>().result.machines.map(({ name }) => name)
    expect(of(again)).toEqual(of(part))
    expect(list.json<RunListResult>().result[0]?.shard).toBe('1/2')
    expect(jobs(estate, 'ConfigureBackup')).toBe(of(part).length)
  })

  it('goes on with the end of protection, and with bringing data back', async () => {
    const { estate, run } = await worldOf(names(3))
    for (const name of names(3)) estate.protect(name, 'rsv-weu')
    const fault = {
      kind: 'status',
      status: 409,
      body: { error: { code: 'BMSUserErrorObjectLocked', message: 'Busy.' } },
    }
    const breakOnce = (method: string) =>
      estate.mock.control.inject({
        method,
        path: /protectedItems.*vm-11/i,
        times: 1,
        fault: { ...fault, kind: 'status' },
      })

    breakOnce('DELETE')
    const deleted = await run(Unprotect, ['--all', '--delete-data', '--yes'])
    const rest = await run(Unprotect, ['--resume', 'latest', '--yes', '--json'])
    breakOnce('PUT')
    const undeleted = await run(Undelete, ['--all'])
    const back = await run(Undelete, ['--resume-run', 'latest'])

    expect([deleted.exitCode, rest.exitCode, undeleted.exitCode, back.exitCode]).toEqual([3, 0, 3, 0])
    expect(rest.json<UnprotectResult>().result.machines.map(({ action, status }) => [action, status])).toEqual(
      names(3).map(() => ['delete', 'done']),
    )
    expect([jobs(estate, 'DeleteBackupData'), jobs(estate, 'Undelete')]).toEqual([3, 3])
    expect(undeleted.stderr + undeleted.stdout).toContain('azbk undelete --resume-run undelete-')
  })

  it('adopts a backup whose answer was never read, and keeps its retention', async () => {
    const { estate, run, folder } = await worldOf(names(3))
    for (const name of names(3)) estate.protect(name, 'rsv-weu')
    const first = await run(BackupCommand, ['--all', '--retain-days', '90', '--json'])
    const [file = ''] = journals(folder)
    const path = join(folder, 'runs', file)
    const lines = readFileSync(path, 'utf8').split('\n')
    // As a kill leaves it: sent for all, no result of the last, and half a line.
    const last = lines.findLastIndex((line) => line.includes('"type":"result"'))
    writeFileSync(path, `${lines.slice(0, last).join('\n')}\n{"type":"resu`)

    const rest = await run(BackupCommand, ['--resume', 'latest', '--json'])

    const of = (result: typeof first) =>
      result
        .json<BackupResult>()
        .result.machines.map(({ name, jobId, expiryTime, status }) => [name, jobId, expiryTime, status])
    expect(rest.exitCode).toBe(0)
    expect(of(rest)).toEqual(of(first))
    expect(jobs(estate, 'Backup')).toBe(3)
  })
})
