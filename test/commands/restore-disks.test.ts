import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { runRestore } from '../helpers/run-restore.js'

const restore = (world: RestoreWorld, ...argv: string[]) =>
  runRestore(RestoreDisks, world, [...argv, '--target-group', 'rg-restored'])

describe('azbk restore disks', () => {
  it('starts a restore of the latest point and prints its job and the command that follows it', async () => {
    const world = createRestoreWorld()

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', '--target-group', 'rg-restored'], { mock: world.mock })

    const [job] = world.jobs('Restore')
    expect(run.stdout).toMatch(new RegExp(`web-01 +started +2026-\\d\\d-\\d\\d .* UTC .* stone +${job?.name}`))
    expect(run.stdout).toContain(`Follow it with: azbk job wait ${job?.name} --vault vault-contoso`)
    expect(run.exitCode).toBe(0)
  })

  it('makes the disks in the group, each VM by way of an account of its own, and follows the jobs with --wait', async () => {
    const world = createRestoreWorld()

    const run = await restore(world, '--all', '--wait')

    expect(run.rows).toMatchObject([
      { name: 'web-01', status: 'done', end: 'completed', staging: { name: 'stone' } },
      { name: 'web-02', status: 'done', end: 'completed', staging: { name: 'sttwo' } },
    ])
    expect(world.disks()).toHaveLength(4)
    expect(run.exitCode).toBe(0)
  })

  it('changes nothing in a dry run', async () => {
    const world = createRestoreWorld()

    const run = await restore(world, '--vm', 'web-01', '--dry-run')

    expect(run).toMatchObject({ result: { applied: false }, exitCode: 0 })
    expect(run.rows).toMatchObject([{ status: 'planned', point: { why: 'the latest point' } }])
    expect(world.jobs('Restore')).toEqual([])
  })

  it('restores a VM that no longer exists', async () => {
    const world = createRestoreWorld()
    world.deleteVm('web-01')

    const run = await restore(world, '--vm', 'web-01', '--wait')

    expect(run.rows).toMatchObject([{ name: 'web-01', end: 'completed' }])
  })

  it('refuses with all that stands in the way, and sends nothing', async () => {
    const world = createRestoreWorld({ accounts: [] })
    world.createAccount('stpremium', { sku: 'Premium_LRS' })
    world.createAccount('stnorth', { location: 'northeurope' })

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', '--target-group', 'rg-typo'], { mock: world.mock })

    expect(run.stderr).toContain("Cannot restore VM 'web-01': 2 things stand in the way.")
    expect(run.stderr).toContain("There is no resource group 'rg-typo' to restore into.")
    expect(run.stderr).toContain("No storage account in westeurope fits the restore of VM 'web-01'")
    expect(run.exitCode).toBe(6)
    expect(world.jobs('Restore')).toEqual([])
  })

  it('restores the other VMs of a fleet when one cannot be restored', async () => {
    const world = createRestoreWorld({ isProtected: ['web-01'] })

    const run = await restore(world, '--vm', 'web-01', '--vm', 'web-02')

    expect(run.rows).toMatchObject([
      { name: 'web-01', status: 'done' },
      { name: 'web-02', status: 'failed', code: 'NOT_PROTECTED' },
    ])
    expect(run.exitCode).toBe(3)
  })

  it('looks for the job of a restore whose answer was lost, in place of sending it again', async () => {
    const world = createRestoreWorld()
    world.mock.control.inject({ method: 'POST', path: /\/restore\?/, fault: { kind: 'reset-after' } })

    const run = await restore(world, '--vm', 'web-01')

    expect(run.rows).toMatchObject([{ status: 'done', jobId: world.jobs('Restore')[0]?.name }])
    expect(world.jobs('Restore')).toHaveLength(1)
  })

  it('ends with Ctrl-C while it reads, in place of refusing each VM', async () => {
    const world = createRestoreWorld()
    const stop = new AbortController()
    world.onRequest(/recoveryPoints/, () => stop.abort())

    const run = await runAzbk(RestoreDisks, ['--all', '--target-group', 'rg-restored', '--json'], {
      mock: world.mock,
      signal: stop.signal,
    })

    expect(run.json().error).toMatchObject({ code: 'INTERRUPTED' })
    expect(run.exitCode).toBe(130)
    expect(world.jobs('Restore')).toEqual([])
  })
})
