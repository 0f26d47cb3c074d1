import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { runRestore } from '../helpers/run-restore.js'
import { folderWith } from '../helpers/temp-folder.js'

const VMS = ['web-01', 'web-02', 'web-03']
const INTO = ['--target-group', 'rg-restored']

const restore = (world: RestoreWorld, ...argv: string[]) => runRestore(RestoreDisks, world, argv)

/** Restores in the order in which they began, with when they began and ended. */
function restoresOf(world: RestoreWorld) {
  const rows = world.jobs('Restore').map(({ properties }) => properties as unknown as Record<string, string>)
  return rows
    .map((row) => ({ vm: row.entityFriendlyName, start: row.startTime ?? '', end: row.endTime ?? '' }))
    .sort((a, b) => a.start.localeCompare(b.start))
}

describe('restores of more VMs than there are staging accounts', () => {
  it('go one after the other through one account with --wait', async () => {
    const world = createRestoreWorld({ vms: VMS, accounts: ['stone'] })

    const run = await restore(world, '--all', '--wait', ...INTO)

    expect(run.rows).toMatchObject(VMS.map((name, i) => ({ name, end: 'completed', staging: { wave: i + 1 } })))
    const [first, second, third] = restoresOf(world)
    expect([first?.vm, second?.vm, third?.vm]).toEqual(VMS)
    expect(second?.start).toSatisfy((start: string) => start >= (first?.end ?? ''))
    expect(third?.start).toSatisfy((start: string) => start >= (second?.end ?? ''))
    expect(run.exitCode).toBe(0)
  })

  it('leave the later waves without --wait, and go on with them when the run is resumed', async () => {
    const world = createRestoreWorld({ vms: VMS, accounts: ['stone', 'sttwo'] })
    const folder = await folderWith()

    const run = await restore(world, '--all', '--journal', folder, ...INTO)
    const early = await restore(world, '--resume', 'latest', '--journal', folder)
    world.mock.control.advance(86_400_000)
    const late = await restore(world, '--resume', 'latest', '--journal', folder)

    const waits = { name: 'web-03', status: 'notStarted', message: expect.stringContaining("storage account 'stone'") }
    expect(run.rows).toMatchObject([{ status: 'done' }, { status: 'done' }, waits])
    expect(run.rows[2]?.suggestions).toEqual([expect.stringContaining('azbk restore disks --resume')])
    expect(run.exitCode).toBe(8)
    expect(early).toMatchObject({ rows: [{}, {}, waits], exitCode: 8 })
    expect(late).toMatchObject({ rows: [{}, {}, { name: 'web-03', status: 'done' }], exitCode: 0 })
    expect(world.jobs('Restore')).toHaveLength(3)
  })

  it('show the wave of each VM in a dry run', async () => {
    const world = createRestoreWorld({ vms: VMS, accounts: ['stone'] })

    const run = await restore(world, '--all', '--dry-run', ...INTO)

    expect(run.rows.map(({ staging }) => staging?.wave)).toEqual([1, 2, 3])
    expect(world.jobs('Restore')).toEqual([])
  })

  it('say how many there are, and what makes them fewer', async () => {
    const { mock } = createRestoreWorld({ vms: VMS, accounts: ['stone'] })

    const run = await runAzbk(RestoreDisks, ['--all', '--target-group', 'rg-restored', '--dry-run'], { mock })

    expect(run.stdout).toContain(
      '3 VMs take turns in 1 storage account, in 3 waves: with more accounts there are fewer.',
    )
  })

  it('take the account through which no restore goes', async () => {
    const world = createRestoreWorld({ vms: VMS })

    const first = await restore(world, '--vm', 'web-01', ...INTO)
    const second = await restore(world, '--vm', 'web-02', ...INTO)

    expect(first.rows).toMatchObject([{ staging: { name: 'stone' } }])
    expect(second.rows).toMatchObject([{ staging: { name: 'sttwo', why: expect.stringContaining('nothing else') } }])
  })

  it('read each VM by one list of points, and look at no single operation', async () => {
    const world = createRestoreWorld({ vms: VMS })

    await restore(world, '--all', ...INTO)

    const asked = world.mock.control.requests.entries.map(({ method, path }) => `${method} ${path.split('?')[0]}`)
    expect(asked.filter((line) => /GET .*recoveryPoints/.test(line))).toHaveLength(VMS.length)
    expect(asked.filter((line) => /operationsStatus|virtualMachines\/./i.test(line))).toEqual([])
  })
})
