import { describe, expect, test } from 'vitest'
import { codeOf, GROUP, itemPath, type Json, vmBodyOf, vmPath } from './helpers.js'
import { accountPath, restore, restoreToEnd, type Target, withPoint } from './restore-bench.js'

const OTHER = '00000000-0000-0000-0000-00000000000b'
const KEYS = '/subscriptions/x/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/keys'
const DISKS = `/resourceGroups/${GROUP}/providers/Microsoft.Compute/disks`
const zonal = { redundancySettings: { standardTierStorageRedundancy: 'ZoneRedundant' } }

/** A VM whose OS disk has properties that it was not made with. */
function withDisk(properties: object, options: { vault?: object; vm?: object } = {}) {
  const { storageProfile, ...rest } = vmBodyOf({ location: 'westeurope' }).properties
  const vm = { ...options.vm, properties: { ...rest, storageProfile: withOsDisk(storageProfile, properties) } }
  return withPoint({ vm, ...(options.vault ? { vault: options.vault } : {}) })
}

const withOsDisk = (storageProfile: Json, managedDisk: object) => ({
  ...storageProfile,
  osDisk: { ...storageProfile.osDisk, managedDisk },
})

/** A group in another subscription. */
function farGroup(bench: Target): object {
  const { subscriptions } = bench.mock.control.peek().resources
  const { providers = {} } = Object.values(subscriptions)[0] ?? {}
  subscriptions[OTHER] = { id: OTHER, displayName: 'fabrikam', providers }
  const url = `https://management.azure.com/subscriptions/${OTHER}/resourceGroups/rg-far?api-version=2024-04-01`
  bench.mock.control.send({ method: 'PUT', url, body: JSON.stringify({ location: 'westeurope' }) })
  return { targetResourceGroupId: `/subscriptions/${OTHER}/resourceGroups/rg-far` }
}

/** An encrypted VM with a point: its extension says so. */
function withAde(options: { vault?: object; vm?: object } = {}) {
  const made = withPoint(options)
  const { bench } = made
  const properties = {
    publisher: 'Microsoft.Azure.Security',
    type: 'AzureDiskEncryptionForLinux',
    typeHandlerVersion: '1.1',
  }
  bench.send('PUT', `${vmPath('web-01')}/extensions/ade`, { location: 'westeurope', properties })
  bench.send('POST', `${itemPath('web-01')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
  bench.pass(3 * 3600)
  return { bench, point: bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value[0].name as string }
}

describe('a staging account', () => {
  test.each<[string, object, string]>([
    ['that is premium', { sku: { name: 'Premium_LRS' } }, 'Premium storage accounts'],
    ['of another kind', { kind: 'BlobStorage' }, 'kind BlobStorage'],
    ['that lets nobody in', { properties: { publicNetworkAccess: 'Disabled' } }, 'firewall'],
    [
      'whose firewall trusts nobody',
      { properties: { networkAcls: { defaultAction: 'Deny', bypass: 'None' } } },
      'firewall',
    ],
  ])('%s is refused', (_, more, reason) => {
    const { bench, point } = withPoint()
    const body = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, ...more }
    bench.send('PUT', accountPath('special'), body)

    const reply = restore(bench, point, { storageAccountId: `/subscriptions/${bench.sub}${accountPath('special')}` })

    expect(codeOf(reply)).toEqual([400, 'BMSUserErrorInvalidInput'])
    expect(reply.body.error.message).toContain(reason)
  })

  test('whose firewall lets trusted services in is taken', () => {
    const { bench, point } = withPoint()
    const properties = { networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' } }
    const body = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_ZRS' }, properties }
    bench.send('PUT', accountPath('special'), body)

    const reply = restore(bench, point, { storageAccountId: `/subscriptions/${bench.sub}${accountPath('special')}` })

    expect(reply.status).toBe(202)
  })
})

describe('encrypted disks', () => {
  test.each<[string, () => ReturnType<typeof withPoint>]>([
    ['by the VM', withAde],
    ['with a key of the customer', () => withDisk({ diskEncryptionSet: { id: KEYS } })],
  ])('%s do not leave their subscription', (_, make) => {
    const { bench, point } = make()

    expect(restore(bench, point, farGroup(bench)).body.error.message).toContain(
      'Encrypted disks cannot be restored to another subscription',
    )
  })

  test.each<[string, () => ReturnType<typeof withPoint>]>([
    ['by the VM', () => withAde({ vault: zonal })],
    ['with a key of the customer', () => withDisk({ diskEncryptionSet: { id: KEYS } }, { vault: zonal })],
  ])('%s do not leave their zone', (_, make) => {
    const { bench, point } = make()

    expect(restore(bench, point, { zones: ['2'] }).body.error.message).toContain('another zone')
  })

  test('by the VM are shown so, get no other key, and their files stay closed', () => {
    const { bench, point } = withAde()
    const { properties } = bench.send('GET', `${itemPath('web-01')}/recoveryPoints/${point}`).body
    const files = bench.send('POST', `${itemPath('web-01')}/recoveryPoints/${point}/provisionInstantItemRecovery`, {
      properties: {
        objectType: 'IaasVMILRRegistrationRequest',
        recoveryPointId: point,
        virtualMachineId: `/subscriptions/${bench.sub}${vmPath('web-01')}`,
      },
    })

    expect(properties.isSourceVMEncrypted).toBe(true)
    expect(restore(bench, point, { diskEncryptionSetId: KEYS }).body.error.message).toContain('diskEncryptionSetId')
    expect(files.body.error.message).toContain('encrypts cannot be recovered')
  })

  test('by the VM are restored encrypted', async () => {
    const { bench, point } = withAde()

    await restoreToEnd(bench, point)

    expect(bench.send('GET', DISKS).body.value[0].properties.encryptionSettingsCollection).toEqual({ enabled: true })
  })

  test('with a key of the customer keep it', async () => {
    const { bench, point } = withDisk({ diskEncryptionSet: { id: KEYS } })

    await restoreToEnd(bench, point)

    expect(bench.send('GET', DISKS).body.value[0].properties.encryption.diskEncryptionSetId).toBe(KEYS)
  })
})

describe('disks with private access', () => {
  const access = '/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/diskAccesses/z'

  function withPrivateDisk() {
    const made = withPoint()
    const { bench } = made
    const [disk] = Object.values(bench.mock.control.peek().compute.disks)
    Object.assign(disk?.properties ?? {}, { networkAccessPolicy: 'AllowPrivate', diskAccessId: access })
    bench.send('POST', `${itemPath('web-01')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
    bench.pass(3 * 3600)
    const [point] = bench.send('GET', `${itemPath('web-01')}/recoveryPoints`).body.value
    return { bench, point: point as Json }
  }

  test('are shown so, and need to be told what becomes of it', () => {
    const { bench, point } = withPrivateDisk()

    expect(point.properties.isPrivateAccessEnabledOnAnyDisk).toBe(true)
    expect(restore(bench, point.name).body.error.message).toContain('targetDiskNetworkAccessSettings is needed')
  })

  test.each<[string, string | undefined]>([
    ['Open', undefined],
    ['EnablePrivateAccessForAllDisks', undefined],
    ['SameAsOnSourceDisks', access],
  ])('are refused with %s and the disk access %s', (targetDiskNetworkAccessOption, targetDiskAccessId) => {
    const { bench, point } = withPrivateDisk()
    const targetDiskNetworkAccessSettings = { targetDiskNetworkAccessOption, targetDiskAccessId }

    expect(codeOf(restore(bench, point.name, { targetDiskNetworkAccessSettings }))).toEqual([
      400,
      'BMSUserErrorInvalidInput',
    ])
  })

  test.each<[string, object]>([
    ['SameAsOnSourceDisks', { networkAccessPolicy: 'AllowPrivate', diskAccessId: access }],
    ['EnablePublicAccessForAllDisks', { networkAccessPolicy: 'AllowAll' }],
  ])('are restored with %s', async (targetDiskNetworkAccessOption, expected) => {
    const { bench, point } = withPrivateDisk()

    await restoreToEnd(bench, point.name, { targetDiskNetworkAccessSettings: { targetDiskNetworkAccessOption } })

    expect(bench.send('GET', DISKS).body.value[0].properties).toMatchObject(expected)
  })
})

test('a snapshot serves its own zone and subscription only: elsewhere the data comes from the vault', () => {
  const { bench, point } = withPoint({ vault: zonal })
  const wayOf = (more: object) => {
    const id = restore(bench, point, more).headers.location?.split('?')[0]?.split('/').at(-1) ?? ''
    const [vault] = Object.values(bench.mock.control.peek().backup.vaults)
    return vault?.jobs[id]?.restore?.fromVault
  }

  expect([wayOf({}), wayOf({ zones: ['2'] }), wayOf(farGroup(bench))]).toEqual([false, true, true])
})
