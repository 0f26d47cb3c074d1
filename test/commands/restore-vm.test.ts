import { describe, expect, it } from 'vitest'
import RestoreVm from '../../commands/restore/vm.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runRestore } from '../helpers/run-restore.js'

const restore = (world: RestoreWorld, ...argv: string[]) =>
  runRestore(RestoreVm, world, [...argv, '--target-group', 'rg-restored'])

describe('azbk restore vm', () => {
  it('makes a new VM in the only subnet, named after the old one', async () => {
    const world = createRestoreWorld()
    world.createNetwork('vnet-weu', ['default'])

    const run = await restore(world, '--vm', 'web-01', '--wait')

    expect(run.rows).toMatchObject([{ name: 'web-01', end: 'completed', newMachine: 'web-01-restored' }])
    expect(world.machines('rg-restored')).toEqual(['web-01-restored'])
    expect(world.machines('rg-app')).toContain('web-01')
    expect(run.exitCode).toBe(0)
  })

  it('names the VMs of a fleet by a pattern', async () => {
    const world = createRestoreWorld()
    world.createNetwork('vnet-weu', ['default', 'restore'])

    await restore(world, '--all', '--name', 'r-{vm}', '--network', 'vnet-weu', '--subnet', 'restore', '--wait')

    expect([...world.machines('rg-restored')].sort()).toEqual(['r-web-01', 'r-web-02'])
  })

  it('refuses a name for the second VM that the first one gets', async () => {
    const world = createRestoreWorld()
    world.createNetwork('vnet-weu', ['default'])

    const run = await restore(world, '--all', '--name', 'one', '--dry-run')

    expect(run.rows).toMatchObject([{ status: 'planned' }, { status: 'failed', code: 'VM_NAME_TAKEN' }])
    expect(run.exitCode).toBe(3)
  })

  it('names a free one when the usual name is taken', async () => {
    const world = createRestoreWorld()
    world.createNetwork('vnet-weu', ['default'])
    await restore(world, '--vm', 'web-01', '--wait')

    const run = await restore(world, '--vm', 'web-01')

    expect(run.error).toMatchObject({ code: 'VM_NAME_TAKEN' })
    expect(run.stdout).toContain('e.g. --name {vm}-restored-2')
  })

  it('tells all that stands in the way at once, and sends nothing', async () => {
    const world = createRestoreWorld({ accounts: [] })

    const run = await restore(world, '--vm', 'web-01', '--name', '-bad-')

    expect(run.error).toMatchObject({
      details: { blockers: [{ code: 'INVALID_VM_NAME' }, { code: 'NO_NETWORK' }, { code: 'NO_STAGING_ACCOUNT' }] },
    })
    expect(run.exitCode).toBe(6)
    expect(world.jobs('Restore')).toEqual([])
  })
})
