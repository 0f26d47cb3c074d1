import { describe, expect, it } from 'vitest'
import PointShow from '../../commands/point/show.js'
import type { PointShowResult } from '../../src/points/show.js'
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
    const latest = (await show(world, 'latest', '--json')).json<PointShowResult>().result

    const byName = await show(world, latest.name, '--json')
    const byId = await show(world, latest.id, '--json')

    expect(byName.json<PointShowResult>().result).toEqual({ ...latest, choice: null })
    expect(byId.json<PointShowResult>().result).toEqual({ ...latest, choice: null })
  })

  it('says what to type when there is no such point, or none yet', async () => {
    const unknown = await show(worldWithPoint(), '123456789012345')
    const none = await show(createBackupWorld({ vms: ['web-01'] }), 'latest')

    expect(unknown.stderr).toContain('azbk point list --vm rg-app/web-01')
    expect(none.stderr).toContain('azbk backup --vm rg-app/web-01')
    expect([unknown.exitCode, none.exitCode]).toEqual([4, 4])
  })
})

const DAY_MS = 86_400_000

/** With the points of some nights; the one of the last night is taken of a stopped VM. */
function worldOfNights(options: Parameters<typeof createBackupWorld>[0] = {}): BackupWorld {
  const world = createBackupWorld({ vms: ['web-01'], ...options })
  world.startBackup('web-01')
  world.finishBackup()
  world.mock.control.advance(3 * DAY_MS)
  world.post(`${world.vmId('web-01')}/deallocate`)
  world.mock.control.advance(DAY_MS)
  return world
}

const choose = async (world: BackupWorld, ...argv: string[]) => {
  const run = await show(world, ...argv, '--json')
  return { ...run, point: run.json<PointShowResult>().result, error: run.json().error }
}

describe('azbk point show as restores choose', () => {
  it('takes the latest point without being told, and says what a restore of it loses', async () => {
    const run = await show(worldOfNights())

    expect(run.stdout).toMatch(/^Consistency: +crash$/m)
    expect(run.stdout).toMatch(/^Chosen: +the latest point$/m)
    expect(run.stdout).toMatch(/^Data lost: +what changed in the 1\dh \d+m since then$/m)
    expect(run.stderr).toBe('')
  })

  it('passes over what is not consistent enough, and says so', async () => {
    const world = worldOfNights()

    const { point } = await choose(world, '--min-consistency', 'fs')
    const { stdout } = await show(world, '--min-consistency', 'fs')

    expect(point.consistency).toBe('fs')
    expect(point.choice?.passedOver).toMatchObject([{ reason: 'is only crash consistent' }])
    expect(stdout).toMatch(/^Chosen: +the latest point that fits: 1 newer one did not$/m)
    expect(stdout).toMatch(/^Passed over:\n {2}- 2026-03-\d\d \d\d:\d\d UTC \(\d+\): is only crash consistent$/m)
  })

  it('takes a time in words by the clock of the mock, and echoes it in UTC', async () => {
    const { point } = await choose(worldOfNights(), '--at', 'yesterday 12:00')

    expect(point.choice?.at).toBe('2026-03-05T12:00:00.000Z')
    expect(point.choice?.why).toContain('is not after 2026-03-05 12:00 UTC')
    expect(point.time < '2026-03-05T12:00').toBe(true)
  })

  it('reads the copies of the paired region, which lag behind', async () => {
    const redundancySettings = { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' }
    const world = worldOfNights({ properties: { redundancySettings } })
    world.startBackup('web-01')
    world.finishBackup()

    const here = await choose(world, '--point-tier', 'vault')
    const there = await choose(world, '--secondary')

    expect(there.point.time < here.point.time).toBe(true)
    expect(there.point.tiers).toEqual([{ tier: 'vault', status: 'Valid' }])
    expect(there.point.choice?.why).toBe('the latest point')
  })

  it.each([
    [['--at', 'tomorrow'], 'TIME_IN_FUTURE', 2],
    [['--at', 'soon'], 'INVALID_TIME', 2],
    [['latest', '--at', 'yesterday'], 'TWO_POINTS_ASKED', 2],
    [['--at', '2026-03-01'], 'NO_POINT_FITS', 4],
    [['--min-consistency', 'app'], 'NO_POINT_FITS', 4],
    [['--min-consistency', 'unknown'], 'INVALID_VALUE', 2],
  ])('refuses %j', async (argv, code, exitCode) => {
    const run = await choose(worldOfNights(), ...argv)

    expect(run.error?.code).toBe(code)
    expect(run.exitCode).toBe(exitCode)
  })

  it('does not take one that is gone when its disks are read', async () => {
    const world = createBackupWorld({ vms: ['web-01'] })
    world.startBackup('web-01')
    world.finishBackup()
    world.onRequest(/recoveryPoints\/\d/, () => world.mock.control.advance(400 * DAY_MS))

    const { error, exitCode } = await choose(world)

    expect(error?.code).toBe('POINT_NOT_FOUND')
    expect(exitCode).toBe(4)
  })
})
