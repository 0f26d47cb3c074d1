import { describe, expect, test } from 'vitest'
import { codeOf, GROUP, itemPath, type Json, stopBody, vaultPath, vmBodyOf, vmPath } from './helpers.js'
import {
  makeDiskPart,
  makeNetwork,
  newestPoint,
  newVm,
  restore,
  restoreToEnd,
  type Target,
  withPoint,
} from './restore-bench.js'

const DISKS = `/resourceGroups/${GROUP}/providers/Microsoft.Compute/disks`
const twoDisks = { vm: vmBodyOf({ location: 'westeurope', dataDisksGb: [64, 256] }) }

const disksOf = (bench: Target, path = DISKS): Json[] => bench.send('GET', path).body.value
const vmOf = (bench: Target, name: string, group?: string): Json => bench.send('GET', vmPath(name, group)).body

describe('restored disks', () => {
  test('are managed disks in the target group, as large as those of the source and attached to nothing', async () => {
    const { bench, point } = withPoint(twoDisks)

    const job = await restoreToEnd(bench, point)

    expect(job.status).toBe('Completed')
    expect(disksOf(bench).map(({ name, properties }) => [name, properties.diskSizeGB, properties.diskState])).toEqual([
      [expect.stringMatching(/^web-01-osdisk-20260105-\d{6}$/), 127, 'Unattached'],
      [expect.stringMatching(/^web-01-datadisk-000-20260105-\d{6}$/), 64, 'Unattached'],
      [expect.stringMatching(/^web-01-datadisk-001-20260105-\d{6}$/), 256, 'Unattached'],
    ])
    expect(disksOf(bench)[0].properties.osType).toBe('Linux')
  })

  test.each<[string, unknown[], number[]]>([
    ['of the OS disk alone', [], [127]],
    ['of one LUN and the OS disk', [1], [127, 256]],
  ])('%s are made when the request says so', async (_, restoreDiskLunList, sizes) => {
    const { bench, point } = withPoint(twoDisks)

    const { extendedInfo } = await restoreToEnd(bench, point, { restoreDiskLunList })

    expect(disksOf(bench).map((disk) => disk.properties.diskSizeGB)).toEqual(sizes)
    expect(extendedInfo.propertyBag['Restored disk(s)'].split('; ')).toHaveLength(sizes.length)
  })

  test('stay blobs in the staging account when no group is named', async () => {
    const { bench, point } = withPoint()

    const job = await restoreToEnd(bench, point, { targetResourceGroupId: undefined })

    expect(disksOf(bench)).toEqual([])
    expect(job.extendedInfo.propertyBag['Config Blob Uri']).toMatch(/^https:\/\/stagewest\.blob\..*\/config-web01-/)
  })

  test('carry the key and the disk access of the request', async () => {
    const { bench, point } = withPoint()
    const set = makeDiskPart(bench, 'diskEncryptionSets')
    const access = makeDiskPart(bench, 'diskAccesses')

    await restoreToEnd(bench, point, {
      diskEncryptionSetId: set,
      targetDiskNetworkAccessSettings: {
        targetDiskNetworkAccessOption: 'EnablePrivateAccessForAllDisks',
        targetDiskAccessId: access,
      },
    })

    expect(disksOf(bench)[0].properties).toMatchObject({
      encryption: { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId: set },
      networkAccessPolicy: 'AllowPrivate',
      diskAccessId: access,
    })
  })

  test('go into another zone from a zone-redundant vault, and from no other', async () => {
    const redundancySettings = { standardTierStorageRedundancy: 'ZoneRedundant' }
    const { bench, point } = withPoint({ vault: { redundancySettings } })
    const plain = withPoint()

    await restoreToEnd(bench, point, { zones: ['2'] })

    expect(disksOf(bench)[0].zones).toEqual(['2'])
    expect(codeOf(restore(plain.bench, plain.point, { zones: ['2'] }))).toEqual([400, 'BMSUserErrorInvalidInput'])
    expect(restore(bench, point, { zones: ['1', '2'] }).body.error.message).toContain('must name one zone')
  })

  test('go into another zone only once the point has reached the vault', () => {
    const { bench } = withPoint({ vault: { redundancySettings: { standardTierStorageRedundancy: 'ZoneRedundant' } } })
    bench.mock.control.fixDuration('snapshot', 60)
    bench.send('POST', `${itemPath('web-01')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
    bench.pass(120)

    const reply = restore(bench, newestPoint(bench), { zones: ['2'] })

    expect(reply.body.error.message).toContain('has not reached the vault yet')
  })

  test('of restores that start in the same second do not take each other for their own', () => {
    const { bench, point } = withPoint()
    const statuses = [restore(bench, point).status, restore(bench, point).status]

    bench.pass(3600)

    expect(statuses).toEqual([202, 202])
    expect(disksOf(bench)).toHaveLength(2)
  })

  test('are not made when the target group goes while the restore runs: the job fails', async () => {
    const { bench, point } = withPoint()
    const targetResourceGroupId = `/subscriptions/${bench.sub}/resourceGroups/rg-short`
    bench.send('PUT', '/resourceGroups/rg-short', { location: 'westeurope' })
    bench.mock.control.fixDuration('restoreInstant', 3600)
    bench.send('DELETE', '/resourceGroups/rg-short')

    const job = await restoreToEnd(bench, point, { targetResourceGroupId })

    expect(job).toMatchObject({ status: 'Failed', errorDetails: [{ errorTitle: 'ResourceNotFound' }] })
    expect(job.extendedInfo.propertyBag['Config Blob Uri']).toBeUndefined()
  })
})

describe('a restored VM', () => {
  test('runs in the target group with disks of its own', async () => {
    const { bench, point } = withPoint(twoDisks)

    await restoreToEnd(bench, point, newVm(bench, makeNetwork(bench)))

    const { properties, location } = vmOf(bench, 'web-02', GROUP)
    expect(location).toBe('westeurope')
    expect(properties.hardwareProfile.vmSize).toBe('Standard_D2s_v5')
    expect(properties.provisioningState).toBe('Succeeded')
    expect(properties.storageProfile.osDisk.name).toMatch(/^web-02-osdisk-/)
    expect(properties.storageProfile.dataDisks.map((disk: Json) => disk.lun)).toEqual([0, 1])
    expect(disksOf(bench).map((disk) => disk.managedBy)).toEqual(Array(3).fill(vmOf(bench, 'web-02', GROUP).id))
    expect(vmOf(bench, 'web-01').properties.storageProfile.osDisk.name).toBe('web-01_OsDisk_1')
  })

  test('has an interface in the subnet of the request', async () => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench)

    await restoreToEnd(bench, point, newVm(bench, network))

    const { id: vmId, properties } = vmOf(bench, 'web-02', GROUP)
    const [{ id }] = properties.networkProfile.networkInterfaces
    const nic = bench.send('GET', id.replace(`/subscriptions/${bench.sub}`, '')).body.properties
    expect(nic.virtualMachine.id).toBe(vmId)
    expect(nic.ipConfigurations[0].properties).toMatchObject({
      privateIPAddress: '10.0.0.4',
      subnet: { id: `${network}/subnets/default` },
    })
  })

  test('is not made when the subnet fills up while the restore runs: the job fails', async () => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench, 'westeurope', '10.0.0.0/29')
    const jobs = Array.from({ length: 3 }, (_, index) =>
      restoreToEnd(bench, point, newVm(bench, network, `web-1${index}`)),
    )

    await Promise.all(jobs)
    const job = await restoreToEnd(bench, point, newVm(bench, network, 'web-13'))

    expect(job).toMatchObject({
      status: 'Failed',
      errorDetails: [{ errorTitle: 'UserErrorNetworkInterfaceNotCreated' }],
    })
    expect(vmOf(bench, 'web-13', GROUP).error.code).toBe('ResourceNotFound')
  })

  test('is not made under a name that was taken while the restore ran: the job fails', async () => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench)
    expect(restore(bench, point, newVm(bench, network)).status).toBe(202)

    const job = await restoreToEnd(bench, point, newVm(bench, network))

    const states = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
    expect(states.map((row: Json) => row.properties.status).sort()).toEqual(['Completed', 'Failed'])
    expect(job.operation).toBe('Restore')
  })

  test.each<[string, string, (network: string) => object]>([
    ['a network that is not there', 'westeurope', () => ({ virtualNetworkId: '/x', subnetId: '/x/subnets/y' })],
    ['a network in another region', 'northeurope', () => ({})],
    ['a subnet of another network', 'westeurope', (network) => ({ subnetId: `${network}/subnets/none` })],
    ['a target that is no VM', 'westeurope', (network) => ({ targetVirtualMachineId: network })],
    [
      'another target group than that of the VM',
      'westeurope',
      (network) => ({
        targetVirtualMachineId: network
          .replace(/Microsoft.Network.*/, 'Microsoft.Compute/virtualMachines/x')
          .replace(GROUP, 'rg-app'),
      }),
    ],
    ['no target group', 'westeurope', () => ({ targetResourceGroupId: undefined })],
  ])('with %s is refused', (_, location, more) => {
    const { bench, point } = withPoint()
    const network = makeNetwork(bench, location)

    expect(codeOf(restore(bench, point, { ...newVm(bench, network), ...more(network) }))).toEqual([
      400,
      'BMSUserErrorInvalidInput',
    ])
  })
})

describe('replacing the disks of a VM', () => {
  const original = { recoveryType: 'OriginalLocation', targetResourceGroupId: undefined }

  test('attaches new disks at the same LUNs; the old ones stay, attached to nothing', async () => {
    const { bench, point } = withPoint(twoDisks)
    const before = vmOf(bench, 'web-01').properties

    const job = await restoreToEnd(bench, point, original)

    const { storageProfile, vmId } = vmOf(bench, 'web-01').properties
    expect(job.extendedInfo.propertyBag['Job Type']).toBe('Replace disks')
    expect(vmId).toBe(before.vmId)
    expect(storageProfile.osDisk.name).toMatch(/^web-01-osdisk-/)
    expect(storageProfile.dataDisks.map((disk: Json) => disk.lun)).toEqual([0, 1])
    const disks = disksOf(bench, '/resourceGroups/rg-app/providers/Microsoft.Compute/disks')
    expect(disks.map((disk) => disk.properties.diskState)).toEqual([
      ...Array(3).fill('Unattached'),
      ...Array(3).fill('Attached'),
    ])
  })

  test('fails when the VM goes meanwhile, and is refused when it is gone before', async () => {
    const { bench, point } = withPoint()
    expect(restore(bench, point, original).status).toBe(202)
    bench.send('DELETE', vmPath('web-01'))
    bench.pass(3600)

    const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
    expect(job.properties.status).toBe('Failed')
    expect(codeOf(restore(bench, point, original))).toEqual([400, 'BMSUserErrorInvalidInput'])
  })

  test('leaves the VM as it is when an older mock started the restore, which kept no disks of the point', () => {
    const osDisk = { name: 'boot', osType: 'Linux', diskSizeGB: 30 }
    const hardwareProfile = { vmSize: 'Standard_D2s_v5' }
    const { bench, point } = withPoint({ vm: { properties: { hardwareProfile, storageProfile: { osDisk } } } })
    restore(bench, point, original)
    const [vault] = Object.values(bench.mock.control.peek().backup.vaults)
    for (const job of Object.values(vault?.jobs ?? {})) delete job.restore?.source

    bench.pass(3600)

    const [job] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Restore'`).body.value
    expect(job.properties.status).toBe('Completed')
    expect(vmOf(bench, 'web-01').properties.storageProfile.osDisk.name).toBe('boot')
  })
})

describe('what a restore may ask for', () => {
  test.each<[string, object]>([
    ['a LUN that the point does not hold', { restoreDiskLunList: [7] }],
    ['a target group that is not there', { targetResourceGroupId: `/subscriptions/x/resourceGroups/none` }],
    ['the original storage accounts', { originalStorageAccountOption: true }],
    ['a key for unmanaged disks', { targetResourceGroupId: undefined, diskEncryptionSetId: '/set' }],
    ['a system identity that the vault does not have', { identityInfo: { isSystemAssignedIdentity: true } }],
    ['a user identity that the vault does not have', { identityInfo: { managedIdentityResourceId: '/id' } }],
  ])('is refused for %s', (_, more) => {
    const { bench, point } = withPoint()

    expect(codeOf(restore(bench, point, more))).toEqual([400, 'BMSUserErrorInvalidInput'])
  })

  const vhd = { uri: 'https://contosovhds.blob.core.windows.net/vhds/os.vhd' }
  const osDisk = { osType: 'Linux', diskSizeGB: 30, vhd }
  const unmanaged = { hardwareProfile: { vmSize: 'Standard_A2_v2' }, storageProfile: { osDisk } }

  test('disks that were VHDs cannot be replaced', () => {
    const { bench, point } = withPoint({ vm: { properties: unmanaged } })

    const reply = restore(bench, point, { recoveryType: 'OriginalLocation', targetResourceGroupId: undefined })

    expect(reply.body.error.message).toContain('in storage accounts cannot be replaced')
  })

  test('disks that were VHDs can go back to the accounts they came from, as their points say', () => {
    const { bench, point } = withPoint({ vm: { properties: unmanaged } })
    const { properties } = bench.send('GET', `${itemPath('web-01')}/recoveryPoints/${point}`).body

    const reply = restore(bench, point, { targetResourceGroupId: undefined, originalStorageAccountOption: true })

    expect(properties).toMatchObject({
      isManagedVirtualMachine: false,
      originalStorageAccountOption: true,
      sourceVMStorageType: 'NormalStorage',
    })
    expect(reply.status).toBe(202)
  })

  test('an identity of the vault can take the place of the key of the staging account', async () => {
    const { bench, point } = withPoint()
    bench.send('PATCH', vaultPath(), { identity: { type: 'systemassigned' } })
    bench.pass(600)
    const account = `/subscriptions/${bench.sub}/resourceGroups/${GROUP}/providers/Microsoft.Storage/storageAccounts`

    const job = await restoreToEnd(bench, point, {
      storageAccountId: undefined,
      identityInfo: { isSystemAssignedIdentity: true },
      identityBasedRestoreDetails: { targetStorageAccountId: `${account}/stagewest` },
    })

    expect(job.extendedInfo.propertyBag['Target Storage Account Name']).toBe('stagewest')
    expect(disksOf(bench)).toHaveLength(1)
  })

  test('is refused from the 21st restore of a VM in 24 hours on, until the first is a day old', () => {
    const { bench, point } = withPoint()
    const send = () => restore(bench, point)

    const sent = Array.from({ length: 20 }, () => send().status)
    bench.pass(12 * 3600)
    const refused = send()
    bench.pass(12 * 3600)

    expect(new Set(sent)).toEqual(new Set([202]))
    expect(codeOf(refused)).toEqual([400, 'UserErrorMaxRestoresReached'])
    expect(send().status).toBe(202)
  })

  test('a soft-deleted item cannot be restored before it is undeleted', () => {
    const { bench, point } = withPoint()
    bench.send('DELETE', itemPath('web-01'))
    bench.pass(600)
    const refused = restore(bench, point)
    bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01', { isRehydrate: true }))
    bench.pass(600)

    expect(codeOf(refused)).toEqual([400, 'BMSUserErrorInvalidInput'])
    expect(restore(bench, point).status).toBe(202)
  })

  test('disks go into another subscription where the vault allows it', async () => {
    const { bench, point } = withPoint()
    const other = '00000000-0000-0000-0000-00000000000b'
    const { providers = {} } = Object.values(bench.mock.control.peek().resources.subscriptions)[0] ?? {}
    bench.mock.control.peek().resources.subscriptions[other] = { id: other, displayName: 'fabrikam', providers }
    const url = `https://management.azure.com/subscriptions/${other}/resourceGroups/rg-far?api-version=2024-04-01`
    bench.mock.control.send({ method: 'PUT', url, body: JSON.stringify({ location: 'westeurope' }) })
    const target = { targetResourceGroupId: `/subscriptions/${other}/resourceGroups/rg-far` }

    const job = await restoreToEnd(bench, point, target)
    const crossSubscriptionRestoreSettings = { crossSubscriptionRestoreState: 'Disabled' }
    bench.send('PATCH', vaultPath(), { properties: { restoreSettings: { crossSubscriptionRestoreSettings } } })
    bench.pass(600)

    expect(job.status).toBe('Completed')
    expect(Object.keys(bench.mock.control.peek().compute.disks).filter((id) => id.includes(other))).toHaveLength(1)
    expect(restore(bench, point, target).body.error.message).toContain('disabled in this vault')
  })
})
