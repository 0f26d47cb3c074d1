import { describe, expect, it } from 'vitest'
import { toRestoreBody } from '../../../src/azure/restore-body.js'
import { armId } from '../../../src/core/arm-id.js'
import type { RestoreOrder } from '../../../src/model/restore.js'

const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-app'
const id = (path: string) => armId(`${GROUP}/providers/${path}`)

const ORDER: RestoreOrder = {
  mode: 'disks',
  point: '178698120339871',
  sourceId: id('Microsoft.Compute/virtualMachines/web-01'),
  region: 'westeurope',
  stagingAccountId: id('Microsoft.Storage/storageAccounts/stone'),
  targetGroupId: null,
  newMachine: null,
  zone: null,
  luns: null,
  diskEncryptionSetId: null,
  diskAccess: null,
  rehydration: null,
}
const NEW_MACHINE = {
  id: id('Microsoft.Compute/virtualMachines/web-01-restored'),
  networkId: id('Microsoft.Network/virtualNetworks/vnet'),
  subnetId: id('Microsoft.Network/virtualNetworks/vnet/subnets/default'),
}
const GROUP_ID = armId(GROUP)

/** In every body. Source: AZURE-BACKUP-API.md section 12. */
const COMMON = {
  objectType: 'IaasVMRestoreRequest',
  recoveryPointId: ORDER.point,
  sourceResourceId: ORDER.sourceId,
  storageAccountId: ORDER.stagingAccountId,
  region: 'westeurope',
  createNewCloudService: false,
  originalStorageAccountOption: false,
}

const KEY = id('Microsoft.Compute/diskEncryptionSets/des-cvm')
const IDENTITY = id('Microsoft.ManagedIdentity/userAssignedIdentities/id-restore')

const VM = {
  targetVirtualMachineId: NEW_MACHINE.id,
  virtualNetworkId: NEW_MACHINE.networkId,
  subnetId: NEW_MACHINE.subnetId,
}

describe('the body of a restore', () => {
  it.each<[string, Partial<RestoreOrder>, object]>([
    ['unmanaged disks', {}, { recoveryType: 'RestoreDisks' }],
    ['managed disks', { targetGroupId: GROUP_ID }, { recoveryType: 'RestoreDisks', targetResourceGroupId: GROUP_ID }],
    ['disks that are replaced', { mode: 'replace' }, { recoveryType: 'OriginalLocation' }],
    [
      'a new VM',
      { mode: 'vm', targetGroupId: GROUP_ID, newMachine: NEW_MACHINE },
      { recoveryType: 'AlternateLocation', targetResourceGroupId: GROUP_ID, ...VM },
    ],
    ['the OS disk alone', { luns: [] }, { recoveryType: 'RestoreDisks', restoreDiskLunList: [] }],
    ['one data disk too', { luns: [0] }, { recoveryType: 'RestoreDisks', restoreDiskLunList: [0] }],
    [
      'a confidential VM with another key',
      { securedKeyId: KEY },
      { recoveryType: 'RestoreDisks', securedVMDetails: { securedVMOsDiskEncryptionSetId: KEY } },
    ],
    ['another zone', { zone: '2' }, { recoveryType: 'RestoreDisks', zones: ['2'] }],
  ])('of %s has the members that Azure takes, and no other', (_, part, expected) => {
    expect(toRestoreBody({ ...ORDER, ...part })).toEqual({ ...COMMON, ...expected })
  })
})

describe('the body of a restore by an identity of the vault', () => {
  it.each([
    ['system', { isSystemAssignedIdentity: true }],
    [IDENTITY, { isSystemAssignedIdentity: false, managedIdentityResourceId: IDENTITY }],
  ] as const)('%s names the account beside it, and nowhere else', (vaultIdentity, identityInfo) => {
    const { storageAccountId, ...common } = COMMON

    expect(toRestoreBody({ ...ORDER, vaultIdentity })).toEqual({
      ...common,
      recoveryType: 'RestoreDisks',
      identityInfo,
      identityBasedRestoreDetails: { targetStorageAccountId: storageAccountId },
    })
  })
})
