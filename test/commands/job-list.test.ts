import { describe, expect, it } from 'vitest'
import JobList from '../../commands/job/list.js'
import type { Job } from '../../src/model/job.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { runAzbk } from '../helpers/run-command.js'

const DAY_MS = 86_400_000

async function list(world: BackupWorld, ...argv: string[]) {
  const run = await runAzbk(JobList, [...argv, '--json'], { mock: world.mock })
  const rows = Array.isArray(run.json().result) ? run.json<Job[]>().result : []
  return { ...run, rows: rows.map(({ operation, machineName }) => `${operation} ${machineName}`) }
}

describe('azbk job list', () => {
  it('shows the jobs of every vault, newest first', async () => {
    const world = createBackupWorld()
    const name = world.startBackup('web-01')

    const { json, rows, exitCode } = await list(world)

    expect(rows).toEqual(['Backup web-01', 'ConfigureBackup web-02', 'ConfigureBackup web-01'])
    expect(json<Job[]>().result[0]).toMatchObject({
      name,
      status: 'InProgress',
      vaultName: 'vault-contoso',
      endTime: null,
      phases: null,
      secondaryRegion: null,
      cancellable: true,
    })
    expect(exitCode).toBe(0)
  })

  it('prints a table, with the hint that there is nothing when there is nothing', async () => {
    const world = createBackupWorld()

    const some = await runAzbk(JobList, ['--vault', 'vault-contoso'], { mock: world.mock })
    const none = await runAzbk(JobList, ['--status', 'Failed'], { mock: world.mock })

    expect(some.stdout.split('\n')[0]).toMatch(/^Started +VM +Operation +Status +Took +Vault +Job$/)
    expect(some.stdout).toMatch(/UTC +web-02 +ConfigureBackup +completed +\d+s +vault-contoso +[0-9a-f-]{36}/)
    expect(none.stdout).toBe('No jobs here.\n')
  })

  it('narrows by status, operation and VM', async () => {
    const world = createBackupWorld()
    world.startBackup('web-01')
    world.startBackup('web-02')
    world.finishBackup()
    world.startBackup('web-02')

    expect((await list(world, '--status', 'InProgress')).rows).toEqual(['Backup web-02'])
    expect((await list(world, '--operation', 'Backup', '--vm', 'WEB-01')).rows).toEqual(['Backup web-01'])
    expect((await list(world, '--vm', 'rg-app/web-01')).rows).toEqual(['Backup web-01', 'ConfigureBackup web-01'])
    expect((await list(world, '--vm', 'rg-other/web-01')).rows).toEqual([])
    expect((await list(world, '--vm', world.vmId('web-01'))).rows).toHaveLength(2)
  })

  it('narrows by time, also over more than the 30 days that Azure takes at once', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    world.mock.control.advance(40 * DAY_MS)
    const configured = 'ConfigureBackup web-01'

    expect((await list(world, '--last', '1d')).rows).toEqual(['Backup web-01'])
    expect((await list(world, '--last', '60d')).rows.at(-1)).toBe(configured)
    expect((await list(world, '--last', '60d')).rows).toHaveLength((await list(world)).rows.length)
    const day = await list(world, '--since', '2026-03-02', '--until', '2026-03-02T12:00')
    expect(day.rows).toEqual([configured])
  })

  it.each([
    [['--since', 'soon'], 'INVALID_TIME'],
    [['--since', '2026-03-02', '--until', '2026-03-01'], 'WINDOW_EMPTY'],
    [['--until', '2026-03-01'], 'INVALID_USAGE'],
    [['--since', '2026-03-01', '--last', '7d'], 'INVALID_USAGE'],
    [['--status', 'Done'], 'INVALID_VALUE'],
    [['--last', '7'], 'INVALID_DURATION'],
  ])('refuses %j', async (argv, code) => {
    const { json, exitCode } = await list(createBackupWorld({ vms: [] }), ...argv)

    expect(json().error?.code).toBe(code)
    expect(exitCode).toBe(2)
  })

  it('says which vault could not be read and ends with 3', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const other = world.vaultId.replace('vault-contoso', 'vault-other')
    world.put(other, { location: 'westeurope', sku: { name: 'Standard' }, properties: {} })
    const body = { error: { code: 'AuthorizationFailed', message: 'No permission.' } }
    world.mock.control.inject({ path: /vault-other\/backupJobs/, fault: { kind: 'status', status: 403, body } })

    const { json, rows, exitCode } = await list(world)

    expect(rows).toEqual(['ConfigureBackup web-01'])
    expect(json().warnings).toEqual([expect.stringContaining("'vault-other' could not be read")])
    expect(exitCode).toBe(3)
  })

  it('says which subscription could not be read', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const other = '22222222-2222-4222-8222-222222222222'

    const { json, rows, exitCode } = await list(world, '--subscription', `${world.subscriptionId},${other}`)

    expect(rows).toEqual(['ConfigureBackup web-01'])
    expect(json().warnings).toEqual([expect.stringContaining(`'${other}' could not be read`)])
    expect(exitCode).toBe(3)
  })

  it('is an error when no vault could be read at all', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    const body = { error: { code: 'AuthorizationFailed', message: 'No permission.' } }
    world.mock.control.inject({ path: /backupJobs/, fault: { kind: 'status', status: 403, body } })

    const { json, exitCode } = await list(world)

    expect(json().error?.code).toBe('PERMISSION_MISSING')
    expect(exitCode).toBe(5)
  })

  it('looks in the paired region with --secondary, and only where there is one', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })

    const everywhere = await list(world, '--secondary')
    const named = await list(world, '--secondary', '--vault', 'vault-contoso')

    expect(everywhere.rows).toEqual([])
    expect(everywhere.exitCode).toBe(0)
    expect(named.json().error?.code).toBe('CROSS_REGION_RESTORE_OFF')
    expect(named.exitCode).toBe(6)
  })
})
