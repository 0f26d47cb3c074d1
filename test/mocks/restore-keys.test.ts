import { describe, expect, test } from 'vitest'
import { codeOf, GROUP, type Json, vmBodyOf } from './helpers.js'
import { makeDiskPart, makeNetwork, newVm, restore, restoreToEnd, withPoint } from './restore-bench.js'

const REFUSED = [400, 'BMSUserErrorInvalidInput']
const DISKS = `/resourceGroups/${GROUP}/providers/Microsoft.Compute/disks`
const CONFIDENTIAL = 'ConfidentialVmEncryptedWithCustomerKey'

/** A confidential VM with a point; with a key of the customer when its set is named. */
function withConfidential(key?: string) {
  const { properties, ...body } = vmBodyOf({ location: 'westeurope' })
  const { storageProfile } = properties
  const securityProfile = {
    securityEncryptionType: 'DiskWithVMGuestState',
    ...(key ? { diskEncryptionSet: { id: key } } : {}),
  }
  const osDisk = { ...storageProfile.osDisk, managedDisk: { securityProfile } }
  const vm = { ...properties, storageProfile: { ...storageProfile, osDisk } }
  return withPoint({
    policy: 'EnhancedPolicy',
    vm: { ...body, properties: { ...vm, securityProfile: { securityType: 'ConfidentialVM' } } },
  })
}

describe('a disk encryption set or disk access', () => {
  test.each(['diskEncryptionSets', 'diskAccesses'] as const)('of the type %s is made, listed and deleted', (type) => {
    const { bench } = withPoint()
    const path = makeDiskPart(bench, type).split(bench.sub)[1] ?? ''
    const names = () =>
      bench.send('GET', `/providers/Microsoft.Compute/${type}`).body.value.map(({ name }: Json) => name)

    expect(bench.send('GET', path).body).toMatchObject({ location: 'westeurope', type: `Microsoft.Compute/${type}` })
    expect(names()).toEqual(['part-westeurope'])
    expect([bench.send('DELETE', path).status, bench.send('DELETE', path).status]).toEqual([200, 204])
    expect(codeOf(bench.send('GET', path))).toEqual([404, 'ResourceNotFound'])
  })

  test('needs a key', () => {
    const { bench } = withPoint()
    const path = `/resourceGroups/${GROUP}/providers/Microsoft.Compute/diskEncryptionSets/keys`

    expect(codeOf(bench.send('PUT', path, { location: 'westeurope', properties: {} }))).toEqual([
      400,
      'InvalidParameter',
    ])
  })

  test.each<[string, (bench: ReturnType<typeof withPoint>['bench']) => object]>([
    ['that is gone', () => ({ diskEncryptionSetId: '/subscriptions/x/resourceGroups/y/keys' })],
    [
      'of another region',
      (bench) => ({ diskEncryptionSetId: makeDiskPart(bench, 'diskEncryptionSets', { location: 'northeurope' }) }),
    ],
    [
      'for confidential VMs',
      (bench) => ({ diskEncryptionSetId: makeDiskPart(bench, 'diskEncryptionSets', { encryptionType: CONFIDENTIAL }) }),
    ],
    [
      'for a VM that is not confidential',
      (bench) => ({ securedVMDetails: { securedVMOsDiskEncryptionSetId: makeDiskPart(bench, 'diskEncryptionSets') } }),
    ],
  ])('%s is refused', (_what, bodyOf) => {
    const { bench, point } = withPoint()

    expect(codeOf(restore(bench, point, bodyOf(bench)))).toEqual(REFUSED)
  })

  test.each([
    ['gone', undefined],
    ['in another region', 'northeurope'],
  ])('that is a disk access and %s is refused', (_what, location) => {
    const { bench, point } = withPoint()
    const targetDiskAccessId = location === undefined ? '/access' : makeDiskPart(bench, 'diskAccesses', { location })
    const targetDiskNetworkAccessSettings = {
      targetDiskNetworkAccessOption: 'EnablePrivateAccessForAllDisks',
      targetDiskAccessId,
    }

    expect(codeOf(restore(bench, point, { targetDiskNetworkAccessSettings }))).toEqual(REFUSED)
  })
})

describe('a confidential VM', () => {
  test('is told by its points, and is confidential again, with its disk', async () => {
    const { bench, point } = withConfidential()
    await restoreToEnd(bench, point, newVm(bench, makeNetwork(bench)))

    const [vm] = bench.send('GET', `/resourceGroups/${GROUP}/providers/Microsoft.Compute/virtualMachines`).body.value
    const [disk] = bench.send('GET', DISKS).body.value

    expect(vm.properties.securityProfile.securityType).toBe('ConfidentialVM')
    expect(disk.properties).toMatchObject({
      hyperVGeneration: 'V2',
      securityProfile: { securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey' },
    })
  })

  test('gets the key of the request in place of one that is gone', async () => {
    const { bench, point } = withConfidential('/subscriptions/x/resourceGroups/y/gone')
    const key = makeDiskPart(bench, 'diskEncryptionSets', { encryptionType: CONFIDENTIAL })
    const securedVMDetails = { securedVMOsDiskEncryptionSetId: key }

    expect(codeOf(restore(bench, point))).toEqual(REFUSED)
    await restoreToEnd(bench, point, { securedVMDetails })
    expect(bench.send('GET', DISKS).body.value[0].properties.securityProfile).toEqual({
      securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
      secureVMDiskEncryptionSetId: key,
    })
  })
})
