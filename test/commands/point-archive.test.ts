import { describe, expect, it } from 'vitest'
import PointArchive from '../../commands/point/archive.js'
import PointList from '../../commands/point/list.js'
import type { RecoveryPoint } from '../../src/model/point.js'
import type { PointArchiveResult } from '../../src/points/archive.js'
import type { BackupWorld } from '../helpers/backup-world.js'
import { worldWithOldPoints } from '../helpers/old-points.js'
import { runAzbk } from '../helpers/run-command.js'

const archive = (world: BackupWorld, ...argv: string[]) =>
  runAzbk(PointArchive, ['--vm', 'web-01', ...argv], { mock: world.mock })

async function pointsOf(world: BackupWorld): Promise<readonly RecoveryPoint[]> {
  const run = await runAzbk(PointList, ['--vm', 'web-01', '--json'], { mock: world.mock })
  return run.json<readonly RecoveryPoint[]>().result
}

const inArchive = async (world: BackupWorld) =>
  (await pointsOf(world)).filter(({ tiers }) => tiers.some(({ tier }) => tier === 'archive')).map(({ time }) => time)

const moves = (world: BackupWorld) => world.jobs('MoveRecoveryPoint')

describe('azbk point archive', () => {
  it('shows what Azure recommends, and that it cannot be undone', async () => {
    const world = worldWithOldPoints()

    const run = await archive(world, '--dry-run', '--detailed-exit-code')

    expect(run.stdout).toMatch(
      /^~ recovery point \d+: move the point of 2026-04-01 0\d:\d\d UTC, kept until 2028-04-\d\d .* \[one-way: cannot be undone\]$/m,
    )
    expect(run.stdout).toContain('billed for at least 180 days')
    expect(run.stdout).toContain('tier: vault -> archive')
    expect(run.stdout).toContain('Nothing was changed')
    expect(run.exitCode).toBe(10)
    expect(moves(world)).toEqual([])
  })

  it('asks before it moves, and off a terminal needs --yes', async () => {
    const world = worldWithOldPoints()

    const run = await archive(world)

    expect(run.stderr).toContain('--yes')
    expect(run.exitCode).toBe(2)
    expect(moves(world)).toEqual([])
  })

  it('moves it, tells the job, and with --wait follows that to its end', async () => {
    const world = worldWithOldPoints()

    const run = await archive(world, '--yes', '--wait', '--json')

    const { applied, points } = run.json<PointArchiveResult>().result
    expect(applied).toBe(true)
    expect(points).toMatchObject([{ name: 'web-01', status: 'done', end: 'completed', jobId: moves(world)[0]?.name }])
    expect(run.exitCode).toBe(0)
    expect(await inArchive(world)).toEqual([points[0]?.time])
  })

  it('says how to follow the job without --wait, and is joined when it is run again meanwhile', async () => {
    const world = worldWithOldPoints()
    const first = await archive(world, '--yes')
    const [job] = moves(world)

    const again = await archive(world, '--yes')

    expect(first.stdout).toMatch(/^2026-04-01 0\d:\d\d UTC \(\d+\), done: move started, job [0-9a-f-]{36}$/m)
    expect(first.stdout).toContain(`Follow it with: azbk job wait ${job?.name} --vault vault-contoso`)
    expect(again.stdout).toContain(`job ${job?.name}: joined`)
    expect([first.exitCode, again.exitCode]).toEqual([0, 0])
    expect(moves(world)).toHaveLength(1)
  })

  it('has nothing to do when all is there already', async () => {
    const world = worldWithOldPoints()
    const { points } = (await archive(world, '--yes', '--wait', '--json')).json<PointArchiveResult>().result
    const moved = points[0]?.point ?? ''

    const all = await archive(world)
    const one = await archive(world, '--point', moved, '--json')

    expect(all.stdout).toContain('= recovery points web-01: Azure recommends none to move to the archive tier.')
    expect(all.stdout).toContain("We're still determining")
    expect(one.json<PointArchiveResult>().result).toMatchObject({
      changes: [{ action: 'none', reason: expect.stringContaining('is in the archive tier already') }],
      points: [{ point: moved, status: 'unchanged' }],
    })
    expect([all.exitCode, one.exitCode]).toEqual([0, 0])
    expect(moves(world)).toHaveLength(1)
  })

  it('moves only the points that are named, each once', async () => {
    const world = worldWithOldPoints()
    const old = (await pointsOf(world)).at(-1)

    const run = await archive(world, '--point', old?.name ?? '', '--point', old?.id ?? '', '--yes', '--json')

    expect(run.json<PointArchiveResult>().result.points.map(({ point }) => point)).toEqual([old?.name])
    expect(moves(world)).toHaveLength(1)
  })

  it('refuses points that are not there or cannot be moved, all at once, with the reason and the rules', async () => {
    const world = worldWithOldPoints()
    const [newest] = await pointsOf(world)

    const run = await archive(world, '--point', '42', '--point', newest?.name ?? '', '--yes')

    expect(run.stderr).toContain('there is no recovery point 42')
    expect(run.stderr).toMatch(/\(\d+\) cannot be moved: We're still determining/)
    expect(run.stderr).toContain('monthly and yearly points')
    expect(run.exitCode).toBe(6)
  })

  it('refuses the points of a soft-deleted item', async () => {
    const world = worldWithOldPoints()
    world.softDelete('web-01')

    const run = await archive(world, '--vault', 'vault-contoso', '--yes')

    expect(run.stderr).toContain('azbk undelete --vm rg-app/web-01')
    expect(run.exitCode).toBe(6)
  })

  it.each(['reset-before', 'reset-after'] as const)('moves once when the answer is lost: %s', async (kind) => {
    const world = worldWithOldPoints()
    world.mock.control.inject({ method: 'POST', path: '**/move', fault: { kind } })

    const run = await archive(world, '--yes', '--wait', '--json')

    expect(run.json<PointArchiveResult>().result.points).toMatchObject([{ status: 'done', end: 'completed' }])
    expect(moves(world)).toHaveLength(1)
  })

  it('tells of a job that failed, and ends with 1', async () => {
    const world = worldWithOldPoints()
    const fault = { kind: 'job-fails', code: 'ResourceNotFound' } as const
    world.mock.control.inject({ method: 'POST', path: '**/move', fault })

    const run = await archive(world, '--yes', '--wait')

    expect(run.stdout).toMatch(/^2026-04-01 .* failed: MoveRecoveryPoint failed/m)
    expect(run.stdout).toContain('azbk job show')
    expect(run.exitCode).toBe(1)
  })
})
