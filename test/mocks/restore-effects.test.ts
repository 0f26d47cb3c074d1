import { describe, expect, test } from 'vitest'
import { codeOf, GROUP, itemPath, stopBody, vaultPath } from './helpers.js'
import { makeDiskPart, newestPoint, restore, restoreToEnd, withPoint } from './restore-bench.js'
import { disksOf, twoDisks } from './restore-effects-bench.js'

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
