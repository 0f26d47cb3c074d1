import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import PointList from '../../commands/point/list.js'
import RestoreDisks from '../../commands/restore/disks.js'
import StaggerAudit from '../../commands/stagger/audit.js'
import Status from '../../commands/status.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { runRestore } from '../helpers/run-restore.js'
import { folderWith } from '../helpers/temp-folder.js'

async function restoreFrom(world: RestoreWorld, text: string, ...argv: string[]) {
  const file = join(await folderWith({ 'vms.json': text }), 'vms.json')
  return runRestore(RestoreDisks, world, ['--from', file, '--target-group', 'rg-restored', '--dry-run', ...argv])
}

describe('azbk restore --from', () => {
  it('takes the VMs of what azbk status printed', async () => {
    const world = createRestoreWorld()
    const status = await runAzbk(Status, ['--vm', 'web-02', '--json'], { mock: world.mock })

    const run = await restoreFrom(world, status.stdout)

    expect(run.rows).toMatchObject([{ name: 'web-02', status: 'planned' }])
  })

  it('takes the VMs of an earlier restore, with their latest points', async () => {
    const world = createRestoreWorld()
    const first = await restoreFrom(world, '[{"vm": "web-01"}, {"vm": "rg-app/web-02"}]')

    const again = await restoreFrom(world, first.stdout)

    expect(again.rows.map(({ name, point }) => [name, point?.why])).toEqual([
      ['web-01', 'the latest point'],
      ['web-02', 'the latest point'],
    ])
  })

  it('takes the points that a file names, and the latest of VMs without one', async () => {
    const world = createRestoreWorld({ vms: ['web-01', 'web-02', 'web-03'] })
    const latest = await restoreFrom(world, '[{"vm": "web-01"}]')
    const point = latest.rows[0]?.point?.name
    world.startBackup('web-01')
    world.finishBackup()

    const run = await restoreFrom(world, JSON.stringify([{ vm: 'WEB-01', point }, { vm: 'web-02' }, { vm: 'web-03' }]))

    expect(run.rows).toMatchObject([
      { name: 'web-01', point: { name: point, why: 'the point that was named' } },
      { name: 'web-02', point: { why: 'the latest point' } },
      { name: 'web-03' },
    ])
  })

  it('takes the newest of the points that azbk point list printed', async () => {
    const world = createRestoreWorld()
    world.startBackup('web-01')
    world.finishBackup()
    const list = await runAzbk(PointList, ['--vm', 'web-01', '--json'], { mock: world.mock })
    const points = list.json<{ name: string }[]>().result

    const newest = await restoreFrom(world, list.stdout)
    const oldest = await restoreFrom(world, JSON.stringify(points.slice(-1)))

    expect(points).toHaveLength(2)
    expect(newest.rows).toMatchObject([{ name: 'web-01', point: { name: points[0]?.name } }])
    expect(oldest.rows).toMatchObject([{ name: 'web-01', point: { name: points[1]?.name } }])
  })

  it('takes the VMs that an audit found something about, but for those without backups', async () => {
    const world = createRestoreWorld({ vms: ['web-01', 'web-02', 'web-03'], isProtected: ['web-01', 'web-02'] })
    const findings = [
      { id: `BACKUP_FAILED|${world.vmId('web-01').toLowerCase()}`, code: 'BACKUP_FAILED', evidence: { failed: 2 } },
      {
        id: 'NOT_RUNNING|vault',
        code: 'NOT_RUNNING',
        evidence: { machines: [world.vmId('web-02')], state: 'stopped' },
      },
      { id: 'ZONES_MIXED|vault', code: 'ZONES_MIXED', evidence: { place: 'vault' } },
      { id: `NOT_PROTECTED|x`, code: 'NOT_PROTECTED', evidence: { machine: world.vmId('web-03') } },
    ]

    const run = await restoreFrom(world, JSON.stringify({ schemaVersion: 1, result: { findings }, warnings: [] }))

    expect(run.rows).toMatchObject([{ name: 'web-01' }, { name: 'web-02' }])
    expect(run.warnings).toEqual([expect.stringContaining('1 VM that no vault protects left out.')])
  })

  it('takes the audit that azbk stagger audit printed', async () => {
    const world = createRestoreWorld()
    world.mock.control.inject({ fault: { kind: 'job-fails', code: 'ExtensionFailedVssWriterInBadState' } })
    world.startBackup('web-02')
    world.finishBackup()
    const audit = await runAzbk(StaggerAudit, ['--json'], { mock: world.mock })

    const run = await restoreFrom(world, audit.stdout)

    expect(run.rows).toMatchObject([{ name: 'web-02', status: 'planned' }])
  })

  it.each<[string, (machines: object[]) => object]>([
    ['azbk drill run printed', (machines) => ({ schemaVersion: 1, result: { applied: true, drill: { machines } } })],
    ['azbk drill show printed', (machines) => ({ schemaVersion: 1, result: { file: 'd.json', record: { machines } } })],
    ['a drill left as its evidence', (machines) => ({ schemaVersion: 1, run: 'r', machines })],
  ])('takes the VMs that failed of what %s', async (_, documentOf) => {
    const world = createRestoreWorld({ vms: ['web-01', 'web-02', 'web-03'] })
    const machines = ['passed', 'failed', 'notRun'].map((verdict, i) => ({ id: world.vmId(`web-0${i + 1}`), verdict }))

    const run = await restoreFrom(world, JSON.stringify(documentOf(machines)))
    const allWell = await restoreFrom(world, JSON.stringify(documentOf(machines.slice(0, 1))))

    expect(run.rows).toMatchObject([{ name: 'web-02' }, { name: 'web-03' }])
    expect(run.warnings).toEqual([expect.stringContaining('2 VMs for which it failed; 1 other left out.')])
    expect(allWell.error).toMatchObject({ message: expect.stringContaining('it failed for none of its 1 VM') })
  })

  it('takes the VMs that failed of a restore that was done', async () => {
    const world = createRestoreWorld()
    world.mock.control.inject({ path: /\/restore\?/, fault: { kind: 'job-fails', code: 'ResourceNotFound' } })
    const argv = ['--all', '--target-group', 'rg-restored', '--wait', '--json']
    const first = await runAzbk(RestoreDisks, argv, { mock: world.mock })
    const failed = first.json<RestoreResult>().result.machines.filter(({ status }) => status === 'failed')

    const again = await restoreFrom(world, first.stdout)

    expect(failed).toHaveLength(1)
    expect(again.rows).toMatchObject([{ name: failed[0]?.name, status: 'planned' }])
  })

  it.each([
    ['JSON as PowerShell writes it', '\uFEFF[{"vm": "web-01"}, {"vm": "web-02"}]'],
    ['names, one a line', '# lost on Monday\nweb-01\n\nrg-app/web-02\n'],
    [
      'a table with group and name',
      'Name;Resource Group;Owner\nweb-01;rg-app;contoso\nweb-02;rg-app;"Fabrikam; Ltd"\n',
    ],
    ['a table with a column vm', '\uFEFFvm,point\nweb-01,\nWEB-02,\n'],
  ])('takes %s', async (_, text) => {
    const run = await restoreFrom(createRestoreWorld(), text)

    expect(run.rows.map(({ name, point }) => [name, point?.why])).toEqual([
      ['web-01', 'the latest point'],
      ['web-02', 'the latest point'],
    ])
  })

  it('takes the points of a table', async () => {
    const world = createRestoreWorld()
    const point = (await restoreFrom(world, 'web-01')).rows[0]?.point?.name

    const run = await restoreFrom(world, `id,point\n${world.vmId('web-01')},${point}\n`)

    expect(run.rows).toMatchObject([{ name: 'web-01', point: { name: point, why: 'the point that was named' } }])
  })

  it.each([
    ['an error of azbk', '{"schemaVersion": 1, "error": {"code": "X"}}', /azbk printed an error into it/],
    [
      'jobs',
      '[{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/backupJobs/j"}]',
      /\[0\] is about something else than a VM/,
    ],
    ['a table without a column for VMs', 'server,point\nweb-01,1\n', /its table has no column vm, id, name/],
    ['a row of a table without a VM', 'vm,point\nweb-01,1\n,2\n', /row 2 below the header names no VM/],
    ['a broken table', 'vm\n"web-01\n', /neither JSON nor a table/],
    ['nothing at all', '\n', /it names no VM/],
    ['a plan of a drill', '{"result": {"applied": false, "drill": null, "planned": []}}', /no list of VMs at result/],
  ])('refuses %s, and lists what it takes', async (_, text, message) => {
    const run = await restoreFrom(createRestoreWorld(), text)

    expect(run.error).toMatchObject({ code: 'FILE_INVALID', message: expect.stringMatching(message) })
    expect(run.stdout).toMatch(/azbk status, point list.*stagger audit.*drill run[\s\S]*CSV/)
    expect(run.exitCode).toBe(2)
  })

  it.each([
    ['not JSON, with the line', '[\n{"vm": }]', 'FILE_INVALID', /not JSON/],
    ['no list', '{"result": {"vaults": []}}', 'FILE_INVALID', /no list of VMs at result/],
    [
      'an audit that found nothing',
      '{"result": {"findings": []}}',
      'FILE_INVALID',
      /none of its 0 findings names a VM/,
    ],
    ['an empty list', '[]', 'FILE_INVALID', /names no VM/],
    [
      'rows without a VM',
      '{"machines": [{"id": "web-01"}, {"name": "web-02"}, 7]}',
      'FILE_INVALID',
      /machines\[1\] has neither a vm nor an id; machines\[2\] is no object/,
    ],
    ['a point that is no text', '[{"vm": "web-01", "point": 7}]', 'FILE_INVALID', /\[0\]\.point is no id of a point/],
    ['an empty point', '[{"vm": "web-01", "point": ""}]', 'FILE_INVALID', /\[0\].point is no id of a point/],
    ['a VM twice', '[{"vm": "web-01"}, {"vm": "WEB-01"}]', 'FILE_INVALID', /named twice/],
  ])('refuses %s', async (_, text, code, message) => {
    const run = await restoreFrom(createRestoreWorld(), text)

    expect(run.error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(run.exitCode).toBe(2)
  })

  it('refuses a file that is not there, other selectors beside it, and points of two kinds', async () => {
    const world = createRestoreWorld()
    const text = '[{"vm": "web-01", "point": "1"}]'

    const gone = await runAzbk(RestoreDisks, ['--from', '/nonexistent/vms.json', '--json'], { mock: world.mock })
    const twoWays = await restoreFrom(world, text, '--vm', 'web-02')
    const twoPoints = await restoreFrom(world, text, '--at', 'yesterday')

    expect(gone.json().error).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(twoWays.error).toMatchObject({ code: 'SELECTORS_CONFLICT' })
    expect(twoPoints.error).toMatchObject({ code: 'POINTS_CONFLICT' })
  })
})
