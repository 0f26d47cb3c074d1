import { describe, expect, it } from 'vitest'
import Status from '../../commands/status.js'
import type { StatusResult } from '../../src/status/status.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

const DAY_MS = 86_400_000
const FORBIDDEN = { error: { code: 'AuthorizationFailed', message: 'No permission.' } }

async function status(world: BackupWorld, ...argv: string[]) {
  const run = await runAzbk(Status, [...argv, '--json'], { mock: world.mock })
  const { result } = run.json<StatusResult | undefined>()
  return { ...run, rows: Array.isArray(result) ? (result as StatusResult) : [] }
}

describe('azbk status', () => {
  it('shows a VM whose first backup is still to come', async () => {
    const { rows, exitCode } = await status(createBackupWorld(), '--vm', 'web-01')

    expect(rows).toMatchObject([
      {
        name: 'web-01',
        resourceGroup: 'rg-app',
        exists: true,
        condition: 'protected',
        state: 'IRPending',
        vault: 'vault-contoso',
        policy: 'DefaultPolicy',
        lastPoint: null,
        rpoMet: false,
        lastBackup: null,
        tier: 'standard',
        rpoMs: DAY_MS,
      },
    ])
    expect(exitCode).toBe(0)
  })

  it('holds the age of the last good point against the RPO of the VM’s tier', async () => {
    const world = createBackupWorld({ tags: { 'azbk-tier': 'critical' } })
    world.startBackup('web-01')
    world.finishBackup()

    const fresh = await status(world, '--vm', 'web-01')
    world.stop('web-01')
    world.mock.control.advance(7 * 3_600_000)
    const late = await status(world, '--vm', 'web-01')

    expect(fresh.rows).toMatchObject([{ tier: 'critical', tierReason: 'tag azbk-tier=critical', rpoMet: true }])
    expect(late.rows).toMatchObject([{ condition: 'stopped', rpoMet: false, nextRuns: [] }])
    expect(late.rows[0]?.pointAgeMs).toBeGreaterThan(6 * 3_600_000)
  })

  it('tells the next runs of the policy, in order and in the future', async () => {
    const world = createBackupWorld()

    const { rows } = await status(world, '--vm', 'web-01')

    const runs = rows[0]?.nextRuns ?? []
    expect(runs).toHaveLength(3)
    expect([...runs].sort()).toEqual(runs)
    expect(new Date(runs[0] ?? '').getTime()).toBeGreaterThan(world.mock.now().getTime())
    expect(rows[0]?.schedule).toMatch(/^daily at \d\d:\d\d UTC$/)
  })

  it('names the backup that runs now', async () => {
    const world = createBackupWorld()
    const job = world.startBackup('web-01')

    const run = await runAzbk(Status, ['--vm', 'web-01'], { mock: world.mock })

    expect(run.stdout).toContain(`backup, job ${job}`)
    expect(run.stdout).toContain(`Next: azbk job wait ${job} --vault vault-contoso`)
  })

  it('tells the last failure with Azure’s reasons and advice', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const job = world.startBackup('web-01')
    world.deleteVm('web-01')
    world.finishBackup()
    world.createVm('web-01')

    const run = await runAzbk(Status, ['--vm', 'web-01'], { mock: world.mock })

    expect(run.stdout).toContain(`job ${job}`)
    expect(run.stdout).toContain('ResourceNotFound (320001)')
    expect(run.stdout).toContain('  - Make sure that the virtual machine exists')
  })

  it('is a screen for one VM and a table with counts for a fleet', async () => {
    const world = createBackupWorld({ vms: ['web-01', 'web-02', 'web-03'], isProtected: ['web-01', 'web-02'] })
    world.softDelete('web-02')

    const one = await runAzbk(Status, ['--vm', 'web-03'], { mock: world.mock })
    const all = await runAzbk(Status, [], { mock: world.mock })

    expect(one.stdout).toContain('Protection:      unprotected')
    expect(one.stdout).toContain('Next: azbk protect --vm rg-app/web-03')
    expect(all.stdout.split('\n')[0]).toMatch(/^VM +Group +Protection +Vault +Policy +Last point +Age +RPO +Next run/)
    expect(all.stdout).toContain('3 VMs: 1 protected, 1 deleted, 1 unprotected.')
    expect(all.stdout).toContain('1 misses its RPO')
  })

  it('shows what a vault still holds of a VM that is gone, when no VM is selected', async () => {
    const world = createBackupWorld()
    world.deleteVm('web-02')

    const all = await status(world)
    const selected = await status(world, '--resource-group', 'rg-app')

    expect(all.rows.map(({ name, exists }) => [name, exists])).toEqual([
      ['web-01', true],
      ['web-02', false],
    ])
    expect(selected.rows.map(({ name }) => name)).toEqual(['web-01'])
  })

  it('dates when a soft-deleted item vanishes', async () => {
    const world = createBackupWorld()
    world.softDelete('web-01')

    const { rows } = await status(world, '--vm', 'web-01')

    expect(rows).toMatchObject([{ condition: 'deleted', rpoMet: null }])
    expect(rows[0]?.purgeTime).toMatch(/^2026-03-16/)
  })

  it('asks no more of Azure for ten VMs than for three', async () => {
    const requests = async (vms: number) => {
      const world = createBackupWorld({ vms: Array.from({ length: vms }, (_, i) => `vm-${i}`) })
      world.mock.control.requests.reset()
      await status(world, '--all')
      return world.mock.control.requests.entries.length
    }

    expect(await requests(10)).toBe(await requests(3))
    expect(await requests(3)).toBeLessThanOrEqual(7)
  })

  it('says of VMs whose subscription hides its vaults that it does not know, and ends with 3', async () => {
    const mock = createTestMock()
    const [mine, hidden] = mock.subscriptions.map(({ id }) => id)
    const path = new RegExp(`/subscriptions/${hidden}/providers/Microsoft.RecoveryServices/vaults`)
    mock.control.inject({ path, times: 9, fault: { kind: 'status', status: 403, body: FORBIDDEN } })

    const run = await runAzbk(Status, ['--subscription', `${mine},${hidden}`, '--json'], { mock })

    const rows = run.json<StatusResult>().result
    const conditionsIn = (subscription: string | undefined) =>
      new Set(rows.filter(({ id }) => id.includes(`/${subscription}/`)).map(({ condition }) => condition))
    expect(conditionsIn(hidden)).toEqual(new Set(['unknown']))
    expect(conditionsIn(mine)).toContain('protected')
    expect(run.json().warnings).toEqual([expect.stringContaining(`'${hidden}' could not be read`)])
    expect(run.exitCode).toBe(3)
  })

  it('says of VMs near an unreadable vault that it does not know, and ends with 3', async () => {
    const world = createBackupWorld({ vms: ['web-01', 'web-02', 'web-03'], isProtected: ['web-01'] })
    world.put(world.vaultId.replace('vault-contoso', 'vault-other'), {
      location: 'westeurope',
      sku: { name: 'Standard' },
      properties: {},
    })
    world.mock.control.inject({
      path: /vault-other\/backupProtectedItems/,
      fault: { kind: 'status', status: 403, body: FORBIDDEN },
    })

    const { rows, json, exitCode } = await status(world, '--all')

    expect(rows.map(({ condition }) => condition)).toEqual(['protected', 'unknown', 'unknown'])
    expect(json().warnings).toEqual([expect.stringContaining("'vault-other' could not be read")])
    expect(exitCode).toBe(3)
  })

  it('still tells the protection when policies or jobs cannot be read', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const fault = { kind: 'status', status: 403, body: FORBIDDEN } as const
    world.mock.control.inject({ path: /backupPolicies/, fault })
    world.mock.control.inject({ path: /backupJobs/, times: 2, fault })

    const { rows, json, exitCode } = await status(world, '--vm', 'web-01')

    expect(rows).toMatchObject([{ condition: 'protected', policy: 'DefaultPolicy', schedule: null, nextRuns: [] }])
    expect(json().warnings).toHaveLength(2)
    expect(exitCode).toBe(3)
  })

  it('is an error when nothing could be read at all', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const fault = { kind: 'status', status: 403, body: FORBIDDEN } as const
    world.mock.control.inject({ path: /backupProtectedItems/, fault })

    const { json, exitCode } = await status(world)

    expect(json().error?.code).toBe('PERMISSION_MISSING')
    expect(exitCode).toBe(5)
  })

  it('narrows to one vault, and says when it has none of the VMs', async () => {
    const world = createBackupWorld({ isProtected: ['web-02'] })

    const narrowed = await status(world, '--vault', 'vault-contoso')
    const none = await status(world, '--vault', 'vault-contoso', '--vm', 'web-01')

    expect(narrowed.rows.map(({ name }) => name)).toEqual(['web-02'])
    expect(none.json().error?.code).toBe('NO_ITEM')
    expect(none.exitCode).toBe(4)
  })

  it('reads of a vault only the VMs of the resource groups in which its items lie', async () => {
    const world = createBackupWorld()
    world.mock.control.requests.reset()

    await status(world, '--vault', 'vault-contoso')

    const paths = world.mock.control.requests.entries
      .map(({ path }) => path)
      .filter((path) => /virtualMachines/i.test(path))
    expect(paths).toEqual([
      expect.stringMatching(/\/resourceGroups\/rg-app\/providers\/Microsoft.Compute\/virtualMachines/i),
    ])
  })

  it('shows what a vault holds when the subscription has no VM any more', async () => {
    const world = createBackupWorld()
    world.deleteVm('web-01')
    world.deleteVm('web-02')

    const { rows, exitCode } = await status(world, '--vault', 'vault-contoso')

    expect(rows.map(({ name, exists }) => [name, exists])).toEqual([
      ['web-01', false],
      ['web-02', false],
    ])
    expect(exitCode).toBe(0)
  })

  it('warns once of a tag that names no tier', async () => {
    const world = createBackupWorld({ tags: { 'azbk-tier': 'golden' } })

    const { json } = await status(world, '--vm', 'web-01')

    expect(json().warnings).toEqual([expect.stringContaining('azbk-tier=golden')])
  })
})
