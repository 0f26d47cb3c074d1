import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import RestoreReplace from '../../commands/restore/replace.js'
import RestoreVm from '../../commands/restore/vm.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { runRestore } from '../helpers/run-restore.js'

const INTO = ['--target-group', 'rg-restored']
const SECURED = 'ConfidentialVmEncryptedWithCustomerKey'

type Verb = typeof RestoreDisks | typeof RestoreVm | typeof RestoreReplace

const restore = (verb: Verb, world: RestoreWorld, ...argv: string[]) =>
  runRestore(verb, world, ['--vm', 'web-01', ...argv])

/** The body of the only restore that was asked for. */
function bodyOf(world: RestoreWorld): Record<string, unknown> {
  const [vault] = Object.values(world.mock.control.peek().backup.vaults)
  const [job] = Object.values(vault?.jobs ?? {}).filter(({ operation }) => operation === 'Restore')
  return job?.restore?.request ?? {}
}

/** A disk encryption set or disk access; gives its id. */
function makePart(world: RestoreWorld, type: 'diskEncryptionSets' | 'diskAccesses', more: object = {}): string {
  const id = `/subscriptions/${world.subscriptionId}/resourceGroups/rg-app/providers/Microsoft.Compute/${type}/part-01`
  const { location = 'westeurope', ...properties } = more as { location?: string }
  const activeKey = { keyUrl: 'https://kv-contoso.vault.azure.net/keys/disks/1' }
  world.put(id, { location, properties: { activeKey, ...properties } })
  return id
}

describe('a disk encryption set', () => {
  it('encrypts the new disks', async () => {
    const world = createRestoreWorld()
    const key = makePart(world, 'diskEncryptionSets')

    const run = await restore(RestoreDisks, world, '--disk-encryption-set', key, ...INTO, '--wait')

    expect(run).toMatchObject({ exitCode: 0, rows: [{ end: 'completed' }] })
    expect(bodyOf(world)).toMatchObject({ diskEncryptionSetId: key })
  })

  it.each([
    ['is gone', undefined, 'DISK_ENCRYPTION_SET_NOT_FOUND'],
    ['lies elsewhere', { location: 'northeurope' }, 'DISK_ENCRYPTION_SET_ELSEWHERE'],
    ['is for confidential VMs', { encryptionType: SECURED }, 'DISK_ENCRYPTION_SET_UNFIT'],
  ])('that %s is refused before anything is sent', async (_what, more, code) => {
    const world = createRestoreWorld()
    const key = more
      ? makePart(world, 'diskEncryptionSets', more)
      : `${world.groupId}/providers/Microsoft.Compute/diskEncryptionSets/gone`

    const run = await restore(RestoreDisks, world, '--disk-encryption-set', key, ...INTO)

    expect(run).toMatchObject({ exitCode: 6, error: { code } })
    expect(world.jobs('Restore')).toEqual([])
  })

  it('that the login may not read is told, and left to Azure', async () => {
    const world = createRestoreWorld()
    const key = makePart(world, 'diskEncryptionSets')
    world.mock.control.inject({ path: /diskEncryptionSets/, fault: { kind: 'status', status: 403 } })

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', '--disk-encryption-set', key, ...INTO], {
      mock: world.mock,
    })

    expect(run.stderr).toContain(`Disk encryption set ${key} is not checked:`)
    expect(run.exitCode).toBe(0)
  })

  it('and a disk access that are wrong are told together, each read once for a fleet', async () => {
    const world = createRestoreWorld()
    const key = makePart(world, 'diskEncryptionSets', { location: 'northeurope' })
    const access = makePart(world, 'diskAccesses', { location: 'northeurope' })
    const flags = ['--disk-encryption-set', key, '--disk-access', 'private', '--disk-access-id', access]

    const one = await restore(RestoreDisks, world, ...flags, ...INTO)
    const before = world.mock.control.requests.entries.length
    await runAzbk(RestoreDisks, ['--all', ...flags, ...INTO, '--dry-run'], { mock: world.mock })

    expect(one.error).toMatchObject({ code: 'SEVERAL_BLOCKERS' })
    expect(one.error?.message).toContain("Disk encryption set 'part-01' is in northeurope")
    expect(one.error?.message).toContain("Disk access 'part-01' is in northeurope")
    const paths = world.mock.control.requests.entries.slice(before).map(({ path }) => path)
    expect(paths.filter((path) => /diskEncryptionSets|diskAccesses/.test(path))).toHaveLength(2)
  })
})

describe('a confidential VM', () => {
  /** `web-01` is one, whose OS disk has the key of a set that is gone. */
  function confidentialWorld(): RestoreWorld {
    const world = createRestoreWorld()
    const gone = `${world.groupId}/providers/Microsoft.Compute/diskEncryptionSets/gone`
    const vm = Object.values(world.mock.control.peek().compute.virtualMachines).find(({ name }) => name === 'web-01')
    if (vm === undefined) throw new Error('The world has no VM web-01.')
    const { osDisk } = vm.properties.storageProfile as { osDisk: { managedDisk: object } }
    Object.assign(vm.properties, { securityProfile: { securityType: 'ConfidentialVM' } })
    Object.assign(osDisk.managedDisk, { securityProfile: { diskEncryptionSet: { id: gone } } })
    world.changePoint('web-01', { confidential: { diskEncryptionSetId: gone }, vmSize: 'Standard_DC2as_v6' })
    return world
  }

  it('whose own key is gone is refused with the flag that names another', async () => {
    const world = confidentialWorld()

    const run = await restore(RestoreDisks, world, ...INTO)

    expect(run).toMatchObject({ exitCode: 6, error: { code: 'DISK_ENCRYPTION_SET_NOT_FOUND' } })
    expect(run.error?.message).toContain("'gone', which has the key of the OS disk of VM 'web-01', does not exist")
    expect(run.stdout).toContain('Name one with --confidential-disk-encryption-set <id>.')
  })

  it.each([
    ['disks', RestoreDisks, []],
    ['a VM', RestoreVm, ['--network', 'vnet-weu']],
  ] as const)('is restored as %s with another key, and confidential', async (_what, verb, flags) => {
    const world = confidentialWorld()
    world.createNetwork('vnet-weu', ['default'])
    const key = makePart(world, 'diskEncryptionSets', { encryptionType: SECURED })

    const run = await restore(verb, world, '--confidential-disk-encryption-set', key, ...flags, ...INTO, '--wait')

    expect(run).toMatchObject({ exitCode: 0, rows: [{ end: 'completed' }] })
    expect(bodyOf(world)).toMatchObject({ securedVMDetails: { securedVMOsDiskEncryptionSetId: key } })
  })

  it('of a size that takes none is refused', async () => {
    const world = confidentialWorld()
    world.createNetwork('vnet-weu', ['default'])
    world.changePoint('web-01', { vmSize: 'Standard_D2s_v5' })
    const key = makePart(world, 'diskEncryptionSets', { encryptionType: SECURED })

    const run = await restore(RestoreVm, world, '--confidential-disk-encryption-set', key, ...INTO)

    expect(run).toMatchObject({ exitCode: 6, error: { code: 'SIZE_WITHOUT_SECURITY' } })
  })
})

describe('an identity of the vault', () => {
  it('reaches the staging account in place of the login', async () => {
    const world = createRestoreWorld()
    const [vault] = Object.values(world.mock.control.peek().backup.vaults)
    Object.assign(vault ?? {}, { identity: { type: 'SystemAssigned', principalId: 'p1' } })

    const run = await restore(RestoreDisks, world, '--vault-identity', 'system', ...INTO, '--wait')

    expect(run).toMatchObject({ exitCode: 0, rows: [{ end: 'completed' }] })
    expect(run.stdout).toMatch(
      /Whether the system-assigned identity of vault 'vault-contoso' may use storage account 'stone' is not checked; .*--assignee p1 --scope \S+\/storageAccounts\/stone /,
    )
    expect(bodyOf(world)).toMatchObject({
      identityInfo: { isSystemAssignedIdentity: true },
      identityBasedRestoreDetails: { targetStorageAccountId: expect.stringContaining('/storageAccounts/stone') },
    })
    expect(bodyOf(world)).not.toHaveProperty('storageAccountId')
  })

  it('that the vault does not have is refused with the command that gives it', async () => {
    const run = await restore(RestoreDisks, createRestoreWorld(), '--vault-identity', 'system', ...INTO)

    expect(run).toMatchObject({ exitCode: 6, error: { code: 'VAULT_IDENTITY_MISSING' } })
    expect(run.stdout).toContain('azbk vault update --name vault-contoso --identity system')
  })

  it('is system, or an id', async () => {
    const run = await restore(RestoreDisks, createRestoreWorld(), '--vault-identity', 'mine', ...INTO)

    expect(run).toMatchObject({ exitCode: 2, error: { code: 'INVALID_RESOURCE_ID' } })
  })
})

describe('a login that may not do everything', () => {
  const withRead = (world: RestoreWorld, path: RegExp) => {
    const body = { value: [{ actions: ['*/read', 'Microsoft.RecoveryServices/*'], notActions: [] }] }
    world.mock.control.inject({ path, fault: { kind: 'status', status: 200, body } })
  }

  it('in the subnet of a new VM is told which right it lacks there', async () => {
    const world = createRestoreWorld()
    world.createNetwork('vnet-weu', ['default'])
    withRead(world, /subnets\/default\/providers\/Microsoft.Authorization\/permissions/)

    const run = await restore(RestoreVm, world, ...INTO)

    expect(run).toMatchObject({ exitCode: 5, error: { code: 'MISSING_PERMISSIONS' } })
    expect(run.error?.message).toContain('lacks Microsoft.Network/virtualNetworks/subnets/join/action')
  })

  it('in the group of a VM whose disks are to be replaced is told which rights it lacks there', async () => {
    const world = createRestoreWorld()
    withRead(world, /rg-app\/providers\/Microsoft.Authorization\/permissions/)

    const run = await restore(RestoreReplace, world, '--yes')

    expect(run).toMatchObject({ exitCode: 5, error: { code: 'MISSING_PERMISSIONS' } })
    expect(run.error?.message).toContain('Microsoft.Compute/virtualMachines/write')
  })

  it('of which nobody can say what it may do is told so, and goes on', async () => {
    const world = createRestoreWorld()
    world.mock.control.inject({ path: /\/permissions\?/, fault: { kind: 'status', status: 403 } })

    const run = await runAzbk(RestoreDisks, ['--vm', 'web-01', ...INTO], { mock: world.mock })

    expect(run.stderr).toContain('resourceGroups/rg-restored are not checked:')
    expect(run.exitCode).toBe(0)
  })
})
