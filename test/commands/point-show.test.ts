import { describe, expect, it } from 'vitest'
import PointShow from '../../commands/point/show.js'
import type { RecoveryPoint } from '../../src/model/point.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { runAzbk } from '../helpers/run-command.js'

/** With one point, which holds the OS disk only. */
function worldWithPoint(): BackupWorld {
  const world = createBackupWorld({ vms: ['web-01'] })
  const diskExclusionProperties = { diskLunList: [], isInclusionList: true }
  world.protect('web-01', { extendedProperties: { diskExclusionProperties } })
  world.startBackup('web-01')
  world.finishBackup()
  return world
}

const show = (world: BackupWorld, ...argv: string[]) =>
  runAzbk(PointShow, [...argv, '--vm', 'web-01'], { mock: world.mock })

describe('azbk point show', () => {
  it('shows the latest point with the names of its disks', async () => {
    const world = worldWithPoint()

    const run = await show(world, 'latest')

    expect(run.stdout).toMatch(/^Point: +\d{14,15}$/m)
    expect(run.stdout).toMatch(/^Disks: +1 of 2$/m)
    expect(run.stdout).toMatch(/^Disks inside: .*\(OS\)$/m)
    expect(run.stdout).toMatch(/^Disks left out: .*\(LUN 0\)$/m)
    expect(run.exitCode).toBe(0)
  })

  it('takes a number and a resource id', async () => {
    const world = worldWithPoint()
    const latest = (await show(world, 'latest', '--json')).json<RecoveryPoint>().result

    const byName = await show(world, latest.name, '--json')
    const byId = await show(world, latest.id, '--json')

    expect(byName.json<RecoveryPoint>().result).toEqual(latest)
    expect(byId.json<RecoveryPoint>().result).toEqual(latest)
  })

  it('says what to type when there is no such point, or none yet', async () => {
    const unknown = await show(worldWithPoint(), '123456789012345')
    const none = await show(createBackupWorld({ vms: ['web-01'] }), 'latest')

    expect(unknown.stderr).toContain('azbk point list --vm rg-app/web-01')
    expect(none.stderr).toContain('azbk backup --vm rg-app/web-01')
    expect([unknown.exitCode, none.exitCode]).toEqual([4, 4])
  })
})
