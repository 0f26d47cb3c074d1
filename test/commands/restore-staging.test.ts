import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runRestore } from '../helpers/run-restore.js'

function restore(world: RestoreWorld, argv: readonly string[], accounts: readonly string[] = []) {
  const named = accounts.flatMap((account) => ['--staging-account', account])
  return runRestore(RestoreDisks, world, [...argv, ...named, '--target-group', 'rg-restored'])
}

const accountId = (world: RestoreWorld, name: string) =>
  `/subscriptions/${world.subscriptionId}/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/${name}`

function deleteAccount(world: RestoreWorld, name: string): void {
  const url = `https://management.azure.com${accountId(world, name)}?api-version=2024-01-01`
  world.mock.control.send({ method: 'DELETE', url })
}

describe('a staging account that is gone', () => {
  it('after it was chosen refuses the restore through it, and no other', async () => {
    const world = createRestoreWorld()
    world.onRequest(/\/restore\?/, () => deleteAccount(world, 'stone'))

    const run = await restore(world, ['--all'])

    expect(run.rows).toMatchObject([
      { name: 'web-01', status: 'failed', code: 'STAGING_ACCOUNT_GONE', message: expect.stringContaining("'stone'") },
      { name: 'web-02', status: 'done', staging: { name: 'sttwo' } },
    ])
    expect(run.exitCode).toBe(3)
  })

  it('ends the restore of a single VM with what to do next', async () => {
    const world = createRestoreWorld()
    world.onRequest(/\/restore\?/, () => deleteAccount(world, 'stone'))

    const run = await restore(world, ['--vm', 'web-01'])
    const again = await restore(world, ['--vm', 'web-01'])

    expect(run).toMatchObject({ error: { code: 'STAGING_ACCOUNT_GONE' }, exitCode: 6 })
    expect(run.stdout).toContain('azbk restore disks --vm rg-app/web-01')
    expect(again.rows).toMatchObject([{ status: 'done', staging: { name: 'sttwo' } }])
  })

  it('while the restore runs makes it fail, with the reason', async () => {
    const world = createRestoreWorld({ accounts: ['stone'] })
    world.onRequest(/operationsStatus/, () => deleteAccount(world, 'stone'))

    const run = await restore(world, ['--vm', 'web-01', '--wait'])

    expect(run.rows).toMatchObject([{ status: 'failed', code: 'JOB_FAILED', left: [] }])
    expect(run.rows[0]?.errors[0]?.message).toContain('the storage account no longer exists')
    expect(run.exitCode).toBe(1)
  })

  it('leaves a refusal as it is when it is still there', async () => {
    const world = createRestoreWorld({ accounts: ['stone'] })
    const firewall = { defaultAction: 'Deny', bypass: 'None' }
    world.onRequest(/\/restore\?/, () =>
      world.put(accountId(world, 'stone'), {
        location: 'westeurope',
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        properties: { networkAcls: firewall },
      }),
    )

    const run = await restore(world, ['--vm', 'web-01'])

    expect(run.error?.message).toContain('The firewall of the storage account keeps Azure Backup out.')
    expect(run.exitCode).toBe(6)
  })
})

describe('staging accounts that are named', () => {
  function worldOfMany() {
    const world = createRestoreWorld({ accounts: ['stone'] })
    world.createAccount('stpremium', { sku: 'Premium_LRS' })
    world.createAccount('stfar', { location: 'northeurope' })
    return world
  }

  it('and are unknown are told with all else that stands in the way', async () => {
    const run = await restore(createRestoreWorld(), ['--vm', 'web-01', '--point', '77'], ['stnone', 'stone'])

    expect(run.error?.code).toBe('SEVERAL_BLOCKERS')
    expect(run.error?.message).toContain("no recovery point 77.\n  2. There is no storage account 'stnone'")
    expect(run.exitCode).toBe(6)
  })

  it('and do not fit are told one by one', async () => {
    const run = await restore(worldOfMany(), ['--vm', 'web-01'], ['stfar', 'stpremium'])

    expect(run.error?.code).toBe('NO_STAGING_ACCOUNT')
    expect(run.error?.message).toMatch(
      /named fits .*'stfar' lies in northeurope, not in westeurope, 'stpremium' is premium \(Premium_LRS\)\.$/,
    )
    expect(run.stdout).toContain('Leave --staging-account out')
    expect(run.exitCode).toBe(6)
  })

  it('and do not fit are said to be left out, where another does', async () => {
    const run = await restore(worldOfMany(), ['--vm', 'web-01', '--dry-run'], ['stfar', 'stone'])

    expect(run.rows).toMatchObject([{ staging: { name: 'stone' } }])
    expect(run.warnings).toEqual(["Storage account 'stfar' is not used: it lies in northeurope, not in westeurope."])
  })

  it('twice, by name, in capitals and by id, are one: the VMs take turns', async () => {
    const world = createRestoreWorld()

    const names = ['stone', 'STONE', 'rg-app/stone', accountId(world, 'stone')]
    const run = await restore(world, ['--all', '--dry-run'], names)

    expect(run.rows.map(({ staging }) => [staging?.name, staging?.wave])).toEqual([
      ['stone', 1],
      ['stone', 2],
    ])
    expect(run.warnings).toEqual([])
  })
})
