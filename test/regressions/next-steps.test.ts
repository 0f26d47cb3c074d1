import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import Backup from '../../commands/backup.js'
import JobShow from '../../commands/job/show.js'
import Protect from '../../commands/protect.js'
import Unprotect from '../../commands/unprotect.js'
import VaultShow from '../../commands/vault/show.js'
import VaultUpdate from '../../commands/vault/update.js'
import type { BackupResult } from '../../src/backup/backup.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

describe('a refusal says what to do next', () => {
  it('a VM of another region: its vaults, or the line that makes one', async () => {
    const run = await runAzbk(Protect, ['--vm', 'shop-web-01', '--vault', 'vault-weu'])

    expect(run.exitCode).toBe(6)
    expect(run.stderr).toContain('Name a vault in northeurope with --vault')
    expect(run.stderr).toContain('azbk vault create --name <name> --resource-group <group> --location northeurope')
  })

  it.each([
    ['CROSS_REGION_LOCKED', ['--name', 'vault-weu', '--no-cross-region-restore']],
    ['SOFT_DELETE_ALWAYS_ON', ['--name', 'vault-weu', '--soft-delete', 'Disabled']],
  ])('%s', async (code, argv) => {
    const run = await runAzbk(VaultUpdate, [...argv, '--yes'])

    expect(run.exitCode).toBe(6)
    expect(run.stderr).toContain(`(code ${code})`)
    expect(run.stderr).toMatch(/\nTry: .*Leave /)
  })

  it('IMMUTABILITY_LOCKED', async () => {
    const mock = createTestMock()
    await runAzbk(VaultUpdate, ['--name', 'vault-eus', '--immutability', 'Locked', '--yes'], { mock })

    const run = await runAzbk(VaultUpdate, ['--name', 'vault-eus', '--immutability', 'Unlocked', '--yes'], { mock })

    expect(run.exitCode).toBe(6)
    expect(run.stderr).toMatch(/\nTry: Leave --immutability out.*\n\(code IMMUTABILITY_LOCKED\)/)
  })

  it('SELECTORS_CONFLICT', async () => {
    const run = await runAzbk(Backup, ['--vm', 'web-01', '--all'])

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toMatch(/\nTry: Leave out --vm.*\n\(code SELECTORS_CONFLICT\)/)
  })
})

describe('what is shown', () => {
  it.each([
    ['backup', Backup, ['--vm', 'web-01']],
    ['protect', Protect, ['--vm', 'web-06']],
    ['unprotect', Unprotect, ['--vm', 'web-01']],
  ] as const)('the dry run of %s ends with the words of every dry run', async (_, command, argv) => {
    const run = await runAzbk(command, [...argv, '--dry-run'])

    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/\nNothing was changed: this was a dry run\.\n$/)
  })

  it('a job names its VM once, and its times like all others', async () => {
    const mock = createTestMock()
    const backup = await runAzbk(Backup, ['--vm', 'web-01', '--retain-days', '30', '--json'], { mock })
    const jobId = backup.json<BackupResult>().result.machines[0]?.jobId ?? ''

    const job = await runAzbk(JobShow, [jobId, '--vault', 'vault-weu'], { mock })

    expect(job.exitCode).toBe(0)
    expect(job.stdout.match(/web-01/g)).toHaveLength(1)
    expect(job.stdout).toMatch(/Recovery Point Expiry Time: +2026-04-01 09:\d\d UTC\n/)
  })

  it('the usage of a vault says what is counted', async () => {
    const run = await runAzbk(VaultShow, ['--name', 'vault-weu'])

    expect(run.stdout).toMatch(/Usage: +items and containers by kind: AzureVM \d+/)
  })
})

it('a state that cannot be saved after the result adds no second document', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-full-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'mock.json')

  const run = await runAzbk(Backup, ['--vm', '-', '--json', '--mock', '--mock-state', file], {
    mock: 'file',
    // Read once the state is open: from here on it cannot be written.
    get stdin() {
      mkdirSync(file)
      return 'web-01'
    },
  })

  expect(run.json<BackupResult>().result.applied).toBe(true)
  expect(run.stderr).toContain('(code MOCK_STATE_UNWRITABLE)')
  expect(run.exitCode).toBe(1)
})
