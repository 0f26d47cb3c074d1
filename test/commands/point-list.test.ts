import { describe, expect, it } from 'vitest'
import PointList from '../../commands/point/list.js'
import type { RecoveryPoint } from '../../src/model/point.js'
import type { PointListResult } from '../../src/points/list.js'
import { describeTiers } from '../../src/points/words.js'
import { type BackupWorld, createBackupWorld } from '../helpers/backup-world.js'
import { runAzbk } from '../helpers/run-command.js'

const DAY_MS = 86_400_000

async function list(world: BackupWorld, ...argv: string[]) {
  const run = await runAzbk(PointList, ['--vm', 'web-01', ...argv, '--json'], { mock: world.mock })
  const { result } = run.json<PointListResult | undefined>()
  return { ...run, points: Array.isArray(result) ? (result as PointListResult) : [] }
}

/** A world in which web-01 was backed up once and then for some nights. */
function worldWithPoints(nights = 3, options: Parameters<typeof createBackupWorld>[0] = {}): BackupWorld {
  const world = createBackupWorld({ vms: ['web-01'], ...options })
  world.startBackup('web-01')
  world.finishBackup()
  world.mock.control.advance(nights * DAY_MS)
  return world
}

describe('azbk point list', () => {
  it('lists the points of a VM, newest first, with consistency and tiers', async () => {
    const { points, exitCode } = await list(worldWithPoints())

    expect(points).toHaveLength(4)
    expect(points.map(({ time }) => time)).toEqual([...points.map(({ time }) => time)].sort().reverse())
    expect(points.at(-1)).toMatchObject({
      consistency: 'fs',
      tiers: expect.arrayContaining([{ tier: 'vault', status: 'Valid' }]),
      osType: 'Linux',
      vmSize: 'Standard_D2s_v5',
      managedDisks: true,
    })
    expect(exitCode).toBe(0)
  })

  it('prints a table, and says so when there is none', async () => {
    const some = await runAzbk(PointList, ['--vm', 'web-01'], { mock: worldWithPoints(0).mock })
    const none = await runAzbk(PointList, ['--vm', 'web-01'], { mock: createBackupWorld().mock })

    expect(some.stdout.split('\n')[0]).toMatch(/^Time +Consistency +Tiers +Expires +Rule +Zones +Point$/)
    expect(some.stdout).toMatch(/2026-03-02 \d\d:\d\d UTC +file system +instant, vault/)
    expect(none.stdout).toBe('No recovery points here.\n')
  })

  it('narrows by tier, consistency and time', async () => {
    const world = worldWithPoints(5)

    expect((await list(world, '--consistency', 'app')).points).toEqual([])
    expect((await list(world, '--last', '2d')).points).toHaveLength(2)
    expect((await list(world, '--since', '2026-03-02', '--until', '2026-03-02T12:00')).points).toHaveLength(1)
    const instant = (await list(world, '--point-tier', 'instant')).points
    expect(instant.length).toBeGreaterThan(0)
    expect(instant.length).toBeLessThan((await list(world)).points.length)
  })

  it('shows a point that is in the making as instant, before its copy to the vault', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    world.startBackup('web-01')
    world.mock.control.advance(6 * 60_000)

    const { points } = await list(world)

    expect(points.map(({ tiers }) => tiers)).toEqual([[{ tier: 'instant', status: 'Valid' }]])
  })

  it('takes times in words, by the clock of the mock', async () => {
    const world = worldWithPoints(5)

    const { points, exitCode } = await list(world, '--since', 'yesterday', '--until', '1 hour ago')

    expect(points).toEqual(
      (await list(world)).points.filter(({ time }) => time >= '2026-03-06' && time < '2026-03-07T09'),
    )
    expect(points).toHaveLength(1)
    expect(exitCode).toBe(0)
  })

  it('tells tiers that cannot be restored from, and what was brought back, as such', () => {
    const tiers: RecoveryPoint['tiers'] = [
      { tier: 'archive', status: 'Rehydrated' },
      { tier: 'vault', status: 'Deleted' },
      { tier: 'instant', status: 'Valid' },
    ]

    expect(describeTiers({ tiers })).toBe('instant, vault: deleted, archive: rehydrated')
  })

  it('finds the points of a VM that is gone, and of a soft-deleted item', async () => {
    const world = worldWithPoints(0)
    world.deleteVm('web-01')
    const gone = await list(world)
    world.softDelete('web-01')
    const deleted = await list(world, '--vault', 'vault-contoso')

    expect(gone.points).toHaveLength(1)
    expect(deleted.points).toHaveLength(1)
  })

  it('says where it looked when a VM has none', async () => {
    const world = createBackupWorld({ isProtected: ['web-02'] })

    const anywhere = await list(world)
    const named = await list(world, '--vault', 'vault-contoso')

    expect(anywhere.json().error).toMatchObject({
      code: 'NOT_PROTECTED',
      message: expect.stringContaining('in any vault'),
    })
    expect(named.json().error?.message).toContain("in vault 'vault-contoso'")
    expect([anywhere.exitCode, named.exitCode]).toEqual([4, 4])
  })

  it('reads the copies in the paired region with --secondary', async () => {
    const properties = {
      redundancySettings: { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' },
    }
    const world = worldWithPoints(4, { properties })

    const { points, exitCode } = await list(world, '--secondary')

    expect(points.length).toBeGreaterThan(0)
    expect(points.every(({ tiers }) => tiers.every(({ tier }) => tier === 'vault'))).toBe(true)
    expect(exitCode).toBe(0)
  })

  it('says that the copies can be shown when the region of the vault is down', async () => {
    const world = worldWithPoints(0)
    world.mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })

    const { json, exitCode } = await list(world)

    const way = expect.stringContaining('--secondary shows the copies')
    expect(json().error).toMatchObject({ code: 'AZURE_UNAVAILABLE', suggestions: expect.arrayContaining([way]) })
    expect(exitCode).toBe(1)
  })

  it('refuses --secondary for a vault without cross-region restore', async () => {
    const { json, exitCode } = await list(worldWithPoints(0), '--secondary', '--vault', 'vault-contoso')

    expect(json().error?.code).toBe('CROSS_REGION_RESTORE_OFF')
    expect(exitCode).toBe(6)
  })

  it('needs a VM', async () => {
    const run = await runAzbk(PointList, ['--json'], { mock: createBackupWorld().mock })

    expect(run.json().error?.code).toBe('INVALID_USAGE')
    expect(run.exitCode).toBe(2)
  })
})
