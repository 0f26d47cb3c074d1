import { describe, expect, it } from 'vitest'
import Unprotect from '../../commands/unprotect.js'
import type { UnprotectResult } from '../../src/protection/unprotect.js'
import { createEstate, type Estate } from '../helpers/estate.js'
import { type RunOptions, runAzbk } from '../helpers/run-command.js'

const unprotect = (estate: Estate, argv: string[], options: RunOptions = {}) =>
  runAzbk(Unprotect, argv, { mock: estate.mock, ...options })

const states = (estate: Estate, vault = 'rsv-weu') =>
  estate.items(vault).map(({ properties }) => properties.protectionState)
const isDeleted = (estate: Estate) =>
  estate.items('rsv-weu').map(({ properties }) => properties.isScheduledForDeferredDelete)

function estateWith(...names: string[]): Estate {
  const estate = createEstate()
  estate.vault('rsv-weu')
  for (const name of names) {
    estate.vm({ name })
    estate.protect(name, 'rsv-weu')
  }
  return estate
}

describe('azbk unprotect', () => {
  it('stops the backups and keeps the data, and says the second time that it is so', async () => {
    const estate = estateWith('web-01')

    const first = await unprotect(estate, ['--vm', 'web-01'])
    const second = await unprotect(estate, ['--vm', 'web-01', '--keep-data'])

    expect(first).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/web-01\s+rsv-weu\s+done\s+backups stopped, data kept/),
    })
    expect(first.stdout).toContain('azbk protect --vm rg-app/web-01 resumes the backups.')
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('stopped already') })
    expect(states(estate)).toEqual(['ProtectionStopped'])
    expect(estate.jobs('rsv-weu', 'DisableBackup')).toHaveLength(1)
  })

  it('says that a VM is not protected, and that is no error', async () => {
    const estate = estateWith()
    estate.vm({ name: 'web-01' })

    const run = await unprotect(estate, ['--vm', 'web-01'])

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is not protected') })
  })

  it('says in which vault it looked when one was named', async () => {
    const estate = estateWith('web-01')
    estate.vault('rsv-other')

    const run = await unprotect(estate, ['--vm', 'web-01', '--vault', 'rsv-other'])

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is not protected in vault rsv-other') })
  })

  it('deletes the data after a yes off a terminal, and says until when they can come back', async () => {
    const estate = estateWith('web-01')

    const refused = await unprotect(estate, ['--vm', 'web-01', '--delete-data'])
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('add --yes') })
    expect(isDeleted(estate)).toEqual([undefined])

    const run = await unprotect(estate, ['--vm', 'web-01', '--delete-data', '--yes'])
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/Vanishes[\s\S]*2026-03-16 \d\d:\d\d UTC/)
    expect(run.stdout).toContain('azbk undelete --vm rg-app/web-01')
    expect(isDeleted(estate)).toEqual([true])
  })

  it('deletes nothing when the typed name is another', async () => {
    const estate = estateWith('web-01')

    const wrong = await unprotect(estate, ['--vm', 'web-01', '--delete-data'], { answers: ['yes'] })
    const right = await unprotect(estate, ['--vm', 'web-01', '--delete-data'], { answers: ['web-01'] })

    expect(wrong).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('Nothing was changed') })
    expect(right.exitCode).toBe(0)
    expect(isDeleted(estate)).toEqual([true])
  })

  it('shows in a dry run what a deletion would do, without a question', async () => {
    const estate = estateWith('web-01')

    const run = await unprotect(estate, ['--vm', 'web-01', '--delete-data', '--dry-run', '--detailed-exit-code'])

    expect(run.exitCode).toBe(10)
    expect(run.stdout).toContain('- protection web-01: stop backups in vault rsv-weu and delete all recovery points')
    expect(states(estate)).toEqual(['IRPending'])
  })

  it('finds the data of a VM that no longer exists', async () => {
    const estate = estateWith('web-01')
    estate.send('DELETE', '/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/web-01')
    estate.mock.control.advance(400_000)

    const run = await unprotect(estate, ['--vm', 'web-01', '--delete-data', '--yes'])

    expect(run.exitCode).toBe(0)
    expect(isDeleted(estate)).toEqual([true])
  })

  it('refuses to let points expire where the vault is not immutable', async () => {
    const estate = estateWith('web-01')

    const run = await unprotect(estate, ['--vm', 'web-01', '--retain-as-per-policy'])

    expect(run).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('VAULT_NOT_IMMUTABLE') })
  })

  it('lets points expire on an immutable vault', async () => {
    const estate = createEstate()
    const securitySettings = { immutabilitySettings: { state: 'Unlocked' } }
    estate.vault('rsv-weu', { body: { properties: { securitySettings } } })
    estate.vm({ name: 'web-01' })
    estate.protect('web-01', 'rsv-weu')

    const run = await unprotect(estate, ['--vm', 'web-01', '--retain-as-per-policy'])

    expect(run.exitCode).toBe(0)
    expect(states(estate)).toEqual(['BackupsSuspended'])
  })

  it('refuses to delete the points of an immutable vault, and names the way that is left', async () => {
    const estate = createEstate()
    const securitySettings = { immutabilitySettings: { state: 'Unlocked' } }
    estate.vault('rsv-weu', { body: { properties: { securitySettings } } })
    estate.vm({ name: 'web-01' })
    estate.protect('web-01', 'rsv-weu')
    estate.mock.control.advance(30 * 3_600_000)

    const run = await unprotect(estate, ['--vm', 'web-01', '--delete-data', '--yes'])

    expect(run).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('--retain-as-per-policy') })
    expect(estate.jobs('rsv-weu', 'DeleteBackupData')).toEqual([])
  })

  it('works on many, and tells each result', async () => {
    const estate = estateWith('web-01', 'web-02')
    estate.vm({ name: 'web-03', tags: { env: 'test' } })
    estate.stop('web-02', 'rsv-weu')

    const run = await unprotect(estate, ['--all', '--json'])

    expect(run.exitCode).toBe(0)
    expect(run.json<UnprotectResult>().result.machines).toMatchObject([
      { name: 'web-01', status: 'done', action: 'stop', jobId: expect.any(String) },
      { name: 'web-02', status: 'unchanged', action: 'none' },
    ])
  })

  it('ends with --all and --vault the backups of that vault alone, as vault delete advises', async () => {
    const estate = estateWith('web-01')
    estate.vault('rsv-other')
    estate.vm({ name: 'sql-01' })
    estate.protect('sql-01', 'rsv-other')

    const run = await unprotect(estate, ['--all', '--vault', 'rg-backup/rsv-other', '--delete-data', '--yes', '--json'])

    expect(run.json<UnprotectResult>().result.machines).toMatchObject([{ name: 'sql-01', status: 'done' }])
    expect(isDeleted(estate)).toEqual([undefined])
  })

  it.each([
    ['nothing selected', [], 2, 'NOTHING_SELECTED'],
    ['keeping and deleting at once', ['--vm', 'web-01', '--keep-data', '--delete-data'], 2, '--keep-data'],
    ['a VM that never was', ['--vm', 'web-09'], 4, 'VM_NOT_FOUND'],
    ['a vault that is not there', ['--vm', 'web-01', '--vault', 'rsv-wue'], 4, 'Did you mean rsv-weu?'],
  ])('refuses %s', async (_, argv, exitCode, text) => {
    const estate = estateWith('web-01')

    const run = await unprotect(estate, argv)

    expect(run.stderr).toContain(text)
    expect(run.exitCode).toBe(exitCode)
    expect(states(estate)).toEqual(['IRPending'])
  })
})
