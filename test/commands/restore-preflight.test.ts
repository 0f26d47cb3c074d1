import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import RestoreVm from '../../commands/restore/vm.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { runRestore } from '../helpers/run-restore.js'

const INTO = ['--target-group', 'rg-restored']
const GUARD = '/subscriptions/s9/resourceGroups/rg-sec/providers/Microsoft.DataProtection/resourceGuards/guard-01'

type Verb = typeof RestoreDisks | typeof RestoreVm

const restore = (verb: Verb, world: RestoreWorld, ...argv: string[]) => runRestore(verb, world, argv)

function networkWorld(): RestoreWorld {
  const world = createRestoreWorld()
  world.createNetwork('vnet-weu', ['default'])
  return world
}

describe('a point of the archive', () => {
  function archivedWorld(): RestoreWorld {
    const world = createRestoreWorld()
    world.changePoint('web-01', { archivedMs: world.mock.now().getTime(), instantUntilMs: undefined })
    return world
  }
  const point = ['--vm', 'web-01', '--point-tier', 'archive', ...INTO]

  it('is refused with the words that bring it back', async () => {
    const world = archivedWorld()

    const run = await runAzbk(RestoreDisks, point, { mock: world.mock })

    expect(run.stderr).toContain('lies in the archive and must be brought back first')
    expect(run.stderr).toContain('Add --rehydrate-days 15 --rehydrate-priority high')
    expect(run.exitCode).toBe(6)
    expect(world.jobs('Restore')).toEqual([])
  })

  it('is brought back when that was asked for, and the hours are told', async () => {
    const planned = await restore(RestoreDisks, archivedWorld(), ...point, '--rehydrate-days', '10', '--dry-run')
    const done = await restore(RestoreDisks, archivedWorld(), ...point, '--rehydrate-priority', 'high', '--wait')

    expect(planned.rows).toMatchObject([{ estimate: { bound: 'archive' }, rtoMs: 8 * 3_600_000 }])
    expect(planned.stderr).not.toMatch(/^Warning/m)
    expect(done.rows).toMatchObject([{ end: 'completed', durationMs: expect.any(Number) }])
  })

  it.each(['9', '31'])('does not come back for %s days', async (days) => {
    const run = await restore(RestoreDisks, archivedWorld(), ...point, '--rehydrate-days', days)

    expect(run.exitCode).toBe(2)
  })
})

describe('quotas and sizes', () => {
  const vm = ['--network', 'vnet-weu', ...INTO]

  it('stop the VM of a fleet for which no cores are left, and no other', async () => {
    const world = networkWorld()
    const limits = [{ name: 'standardDSv5Family', location: 'westeurope', limit: 6 }]
    world.mock.control.setQuotas({ limits })

    const run = await restore(RestoreVm, world, '--all', ...vm)

    expect(run.rows).toMatchObject([
      { name: 'web-01', status: 'done' },
      { name: 'web-02', status: 'failed', code: 'QUOTA_EXCEEDED' },
    ])
    expect(run.exitCode).toBe(3)
  })

  it('stop a VM whose size the subscription does not get', async () => {
    const world = networkWorld()
    world.mock.control.setQuotas({ restrictions: [{ size: 'Standard_D2s_v5', location: 'westeurope' }] })

    const run = await restore(RestoreVm, world, '--vm', 'web-01', ...vm)

    expect(run).toMatchObject({ exitCode: 6, error: { code: 'SIZE_NOT_AVAILABLE' } })
    expect(world.jobs('Restore')).toEqual([])
  })

  it('that cannot be read are told, and do not stop a restore', async () => {
    const world = networkWorld()
    world.mock.control.inject({ path: /\/usages\?/, fault: { kind: 'status', status: 403 } })

    const run = await runAzbk(RestoreVm, ['--vm', 'web-01', ...vm], { mock: world.mock })

    expect(run.stderr).toContain('Quotas and VM sizes in westeurope are not checked:')
    expect(run.exitCode).toBe(0)
  })

  it('are read once for a fleet', async () => {
    const world = networkWorld()

    await restore(RestoreVm, world, '--all', ...vm, '--dry-run')

    const paths = world.mock.control.requests.entries.map(({ path }) => path)
    expect(paths.filter((path) => /\/usages\?|Compute\/skus\?/.test(path))).toHaveLength(2)
    const scopes = paths.filter((path) => /\/permissions\?/.test(path))
    expect(scopes.map((path) => /([^/]+\/[^/]+)\/providers\/Microsoft.Auth/.exec(path)?.[1])).toEqual([
      'resourceGroups/rg-restored',
      'subnets/default',
    ])
  })
})

describe('all that stands in the way', () => {
  it('is told at once, also where the point or the group does not exist', async () => {
    const world = networkWorld()
    const wrong = ['--point', '123', '--target-group', 'rg-nope', '--network', 'vnet-nope', '--name', '-bad']
    world.mock.control.setQuotas({ restrictions: [{ size: 'Standard_D2s_v5', location: 'westeurope' }] })

    const run = await restore(RestoreVm, world, '--vm', 'web-01', ...wrong, '--vault-identity', 'system')

    expect(run.error).toMatchObject({ code: 'SEVERAL_BLOCKERS' })
    const told = [
      "VM 'web-01' has no recovery point 123.",
      "There is no resource group 'rg-nope' to restore into.",
      "'-bad' is no name for a VM",
      "There is no network 'vnet-nope'",
      "VM 'web-01' is of size Standard_D2s_v5, which this subscription does not get in westeurope.",
    ]
    for (const part of told) expect(run.error?.message).toContain(part)
    expect(run.exitCode).toBe(6)
    expect(world.jobs('Restore')).toEqual([])
  })

  it('is told with its own code and exit code when it is one thing', async () => {
    const run = await restore(RestoreVm, networkWorld(), '--vm', 'web-01', '--point', '123', ...INTO)

    expect(run).toMatchObject({ exitCode: 4, error: { code: 'POINT_NOT_FOUND' } })
  })
})

describe('disks', () => {
  it('go into a group, where they were managed', async () => {
    const run = await restore(RestoreDisks, createRestoreWorld(), '--vm', 'web-01')

    expect(run).toMatchObject({ exitCode: 6, error: { code: 'TARGET_GROUP_NEEDED' } })
  })

  it.each([
    [['--disk-lun', 'os'], 1],
    [['--disk-lun', '0'], 2],
  ])('are restored as far as they are named: %s', async (luns, count) => {
    const world = createRestoreWorld()

    const run = await restore(RestoreDisks, world, '--vm', 'web-01', ...luns, ...INTO, '--wait')

    expect(run.rows).toMatchObject([{ end: 'completed' }])
    expect(world.disks()).toHaveLength(count)
  })

  it.each([
    ['a LUN that the point does not hold', ['--disk-lun', '7'], 6],
    ['what is no LUN', ['--disk-lun', 'data'], 2],
    ['what is no id of a disk encryption set', ['--disk-encryption-set', 'des'], 2],
    ['private disks without a disk access', ['--disk-access', 'private'], 2],
    ['a zone of a vault that is not zone-redundant', ['--zone', '2'], 6],
  ])('are refused with %s', async (_what, flags, exitCode) => {
    const world = createRestoreWorld()

    const run = await restore(RestoreDisks, world, '--vm', 'web-01', ...flags, ...INTO)

    expect(run.exitCode).toBe(exitCode)
    expect(world.jobs('Restore')).toEqual([])
  })

  it('are warned of when the VM has none at the LUN, and nobody says what its point holds', async () => {
    const run = await restore(
      RestoreDisks,
      createRestoreWorld(),
      '--vm',
      'web-01',
      '--disk-lun',
      '7',
      ...INTO,
      '--dry-run',
    )

    expect(run.stdout).toContain("VM 'web-01' has no disk at LUN 7 now")
    expect(run.exitCode).toBe(0)
  })

  it('that were closed to public access are opened only when that was said', async () => {
    const world = createRestoreWorld()
    const disks = [{ lun: -1, name: 'os', included: true, sizeGb: 127, privateAccess: { policy: 'DenyAll' } }]
    world.changePoint('web-01', { disks })

    const refused = await restore(RestoreDisks, world, '--vm', 'web-01', ...INTO)
    const said = await restore(RestoreDisks, world, '--vm', 'web-01', '--disk-access', 'public', ...INTO)

    expect(refused).toMatchObject({ exitCode: 6, error: { code: 'DISK_ACCESS_UNSAID' } })
    expect(said.exitCode).toBe(0)
  })
})

describe('a vault with a resource guard', () => {
  function guardedWorld(): RestoreWorld {
    const world = createRestoreWorld()
    const path = `${world.vaultId}/backupResourceGuardProxies/VaultProxy`
    world.put(path, { properties: { resourceGuardResourceId: GUARD } })
    return world
  }

  it('needs a yes for what needs a second person, and is sent the approval', async () => {
    const world = guardedWorld()

    const planned = await runAzbk(RestoreDisks, ['--vm', 'web-01', ...INTO, '--dry-run'], { mock: world.mock })
    const refused = await restore(RestoreDisks, world, '--vm', 'web-01', ...INTO)
    const done = await restore(RestoreDisks, world, '--vm', 'web-01', ...INTO, '--yes')

    expect(planned.stdout).toContain('[needs a second person]')
    expect(refused).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('--yes') })
    expect(done).toMatchObject({ exitCode: 0, rows: [{ status: 'done' }] })
  })

  it('ends with exit 5 and the name of the guard when nobody approved', async () => {
    const world = guardedWorld()
    const message = `The client does not have authorization to perform action 'x' over scope '${GUARD}'.`
    const body = { error: { code: 'LinkedAuthorizationFailed', message } }
    world.mock.control.inject({ method: 'POST', path: /\/restore\?/, fault: { kind: 'status', status: 403, body } })

    const run = await restore(RestoreDisks, world, '--vm', 'web-01', ...INTO, '--yes')

    expect(run).toMatchObject({ exitCode: 5, error: { code: 'APPROVAL_NEEDED' } })
    expect(run.error?.message).toContain("'guard-01'")
  })
})

describe('a login that may only operate backups', () => {
  it('is told what it lacks in the target group, with exit 5', async () => {
    const world = createRestoreWorld()
    const body = { value: [{ actions: ['*/read', 'Microsoft.RecoveryServices/*'], notActions: [] }] }
    world.mock.control.inject({ path: /\/permissions\?/, fault: { kind: 'status', status: 200, body } })

    const run = await restore(RestoreDisks, world, '--vm', 'web-01', ...INTO)

    expect(run).toMatchObject({ exitCode: 5, error: { code: 'MISSING_PERMISSIONS' } })
    expect(run.error?.message).toContain('Microsoft.Compute/disks/write')
  })
})

describe('what is told beside the result', () => {
  it('is a restore that is likely to take longer than the RTO, and an account behind a firewall', async () => {
    const world = createRestoreWorld({ accounts: [] })
    world.put(
      `/subscriptions/${world.subscriptionId}/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stclosed`,
      {
        location: 'westeurope',
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        properties: { networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' } },
      },
    )

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', ...INTO, '--rto', '1m', '--dry-run'], {
      mock: world.mock,
    })

    expect(run.stderr).toContain("VM 'web-01' is likely to be back after 2m; its RTO is 1m.")
    expect(run.stderr).toContain("Storage account 'stclosed', through which VM 'web-01' goes, is behind a firewall")
    expect(run.stdout).toContain(
      'web-01: likely 2m (1m at best, 15m at worst), most of it the making of disks and VMs; RTO 1m',
    )
    expect(run.stdout).toContain('To look at when web-01 is restored:\n  - a VM to attach them to: Only disks are made')
  })

  it('is at least what the last backup moved for a VM that is gone, with its disks', async () => {
    const run = await runAzbk(RestoreDisks, ['--vm', 'gone-01', '--target-group', 'RG-ERP-WEU', '--dry-run'])

    expect(run.stdout).toMatch(
      /gone-01: \S+ \S+ or more: its disks are gone, and only what its last backup moved is known; RTO 8h/,
    )
  })

  it('counts the restores that go through the same account before', async () => {
    const world = createRestoreWorld({ accounts: ['stone'] })

    const run = await runAzbk(RestoreDisks, ['--all', ...INTO, '--dry-run'], { mock: world.mock })

    expect(run.stdout).toContain('web-01: likely 2m (1m at best, 15m at worst), most of it the making')
    expect(run.stdout).toContain('web-02: likely 4m (2m at best, 30m at worst), most of it the wait for its turn')
  })

  it('is one line for a fleet, with the way to the rest', async () => {
    const run = await runAzbk(RestoreDisks, ['--all', ...INTO, '--rto', '1m'], { mock: createRestoreWorld().mock })

    expect(run.stderr.match(/^Warning: /gm)).toHaveLength(1)
    expect(run.stderr).toContain("Some VMs are likely to be back after their RTO.\n  - VM 'web-01'")
    expect(run.stdout).toMatch(
      /^2 things to look at afterwards, with commands: azbk run show restore-disks-\S+ lists them\.$/m,
    )
  })

  it('is nothing of what failed', async () => {
    const world = createRestoreWorld()
    world.mock.control.inject({ method: 'POST', path: /\/restore\?/, fault: { kind: 'status', status: 400 }, times: 1 })

    const run = await restore(RestoreDisks, world, '--all', ...INTO)

    expect(run.rows.map(({ status, next }) => [status, next.length])).toEqual(
      expect.arrayContaining([
        ['failed', 0],
        ['done', 1],
      ]),
    )
  })
})
