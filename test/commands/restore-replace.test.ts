import { describe, expect, it } from 'vitest'
import RestoreReplace from '../../commands/restore/replace.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runRestore } from '../helpers/run-restore.js'

const replace = (world: RestoreWorld, ...argv: string[]) => runRestore(RestoreReplace, world, argv)

const osDiskOf = (world: RestoreWorld) =>
  world.get<{ properties: { storageProfile: { osDisk: { name: string } } } }>(world.vmId('web-01')).properties
    .storageProfile.osDisk.name

describe('azbk restore replace', () => {
  it('replaces the disks of the VM that exists', async () => {
    const world = createRestoreWorld()
    const before = osDiskOf(world)

    const run = await replace(world, '--vm', 'web-01', '--yes', '--wait')

    expect(run.rows).toMatchObject([{ name: 'web-01', end: 'completed', newMachine: null }])
    expect(osDiskOf(world)).not.toBe(before)
    expect(run.exitCode).toBe(0)
  })

  it('is one-way, and asks', async () => {
    const world = createRestoreWorld()

    const plan = await replace(world, '--vm', 'web-01', '--dry-run')
    const run = await replace(world, '--vm', 'web-01')

    expect(plan.result?.changes).toMatchObject([{ action: 'update', gate: 'one-way' }])
    expect(run.exitCode).toBe(2)
    expect(world.jobs('Restore')).toEqual([])
  })

  it('is refused for a VM that is gone, and names the command that helps', async () => {
    const world = createRestoreWorld()
    world.deleteVm('web-01')

    const run = await replace(world, '--vm', 'web-01', '--yes')

    expect(run.error).toMatchObject({
      code: 'VM_GONE',
      suggestions: ['azbk restore vm --vm rg-app/web-01 --target-group <group>'],
    })
    expect(run.exitCode).toBe(6)
  })
})
