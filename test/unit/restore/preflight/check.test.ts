import { describe, expect, it } from 'vitest'
import { armId } from '../../../../src/core/arm-id.js'
import { nameKey } from '../../../../src/core/names.js'
import { type DiskPart, SECURED_KEY } from '../../../../src/model/disk-part.js'
import { checkRestore } from '../../../../src/restore/preflight/check.js'
import { aDisk, aMachine, anItem, aVault } from '../../../helpers/machines.js'
import { inTiers } from '../../../helpers/points.js'
import { restoreFacts, restorePlaces } from '../../../helpers/restore-facts.js'

const OTHER = restorePlaces('00000000-0000-0000-0000-00000000000f')
const KEY = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/des'
const ACCESS = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/diskAccesses/da'
const IDENTITY = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id'
const WITH_KEY = { diskEncryptionSet: KEY }
const ITS_OWN = { systemAssigned: true, principalId: null, userAssigned: [] }
const CONFIDENTIAL = { securityType: 'ConfidentialVM' }
const CONFIDENTIAL_VM = aMachine({ securityType: 'ConfidentialVM', disks: [aDisk({ securedKeyId: armId(KEY) })] })
const ARCHIVED = { tiers: inTiers('archive') }
const DISKS = { included: 2, attached: 3, excludedDisks: null, includedDisks: [lun(-1), lun(0)] }
const DELETED = anItem(aMachine(), {
  state: 'ProtectionStopped',
  softDelete: { deletedTime: '2026-03-01T00:00:00.000Z', purgeTime: '2026-03-15T00:00:00.000Z' },
})
const NO_GROUP = { ...restorePlaces(), groupName: null, group: null }
const READ_ONLY = [{ actions: ['*/read'], notActions: [] }]
const GROUP = restorePlaces().group.id
const OWN_GROUP = GROUP.replace('rg-restored', 'rg-app')
const READER = restorePlaces(undefined, { permissions: new Map([[nameKey(GROUP), READ_ONLY]]) })

/** Places in which something that disks refer to was read: that of the target, with changes, or nothing. */
function withPart(id: string, changes: Partial<DiskPart> | null = {}) {
  const { subscriptionId } = aVault()
  const part = {
    id: armId(id),
    subscriptionId,
    location: 'westeurope',
    encryptionType: 'EncryptionAtRestWithCustomerKey',
  }
  return restorePlaces(undefined, { diskParts: new Map([[nameKey(id), changes && { ...part, ...changes }]]) })
}

function lun(number: number) {
  return { lun: number, name: `disk${number}` }
}

describe('what stands in the way of a restore', () => {
  it.each([
    ['a point of the archive', { target: { point: ARCHIVED } }, 'REHYDRATION_NEEDED'],
    ['a point of an edge zone', { target: { point: { edgeZone: 'losangeles' } } }, 'EDGE_ZONE'],
    ['managed disks without a group', { places: NO_GROUP }, 'TARGET_GROUP_NEEDED'],
    ['a login that may only read', { places: READER }, 'MISSING_PERMISSIONS'],
    [
      "a login that may only read in the VM's own group",
      { mode: 'replace', places: { ...NO_GROUP, permissions: new Map([[nameKey(OWN_GROUP), READ_ONLY]]) } },
      'MISSING_PERMISSIONS',
    ],
    [
      'a VM that encrypts the disks that are to be replaced',
      { mode: 'replace', places: NO_GROUP, target: { point: { encrypted: true } } },
      'ENCRYPTED_BY_VM',
    ],
    ['backup data that are deleted', { target: { item: DELETED } }, 'SOFT_DELETED'],
    [
      'disks in a storage account that are to be replaced',
      { mode: 'replace', places: NO_GROUP, target: { point: { managedDisks: false } } },
      'UNMANAGED_DISKS',
    ],
    [
      'a zone for disks in a storage account',
      {
        wish: { zone: '2' },
        places: NO_GROUP,
        target: { vault: aVault({ redundancy: 'ZoneRedundant' }), point: { managedDisks: false } },
      },
      'UNMANAGED_DISKS',
    ],
    ['a key that is gone', { wish: WITH_KEY, places: withPart(KEY, null) }, 'DISK_ENCRYPTION_SET_NOT_FOUND'],
    [
      'a key of another region',
      { wish: WITH_KEY, places: withPart(KEY, { location: 'North Europe' }) },
      'DISK_ENCRYPTION_SET_ELSEWHERE',
    ],
    [
      'a key of another subscription',
      { wish: WITH_KEY, places: withPart(KEY, { subscriptionId: 's2' }) },
      'DISK_ENCRYPTION_SET_ELSEWHERE',
    ],
    [
      'a key for confidential VMs',
      { wish: WITH_KEY, places: withPart(KEY, { encryptionType: SECURED_KEY }) },
      'DISK_ENCRYPTION_SET_UNFIT',
    ],
    [
      'a plain key for a confidential VM',
      { wish: { securedDiskEncryptionSet: KEY }, places: withPart(KEY), target: { point: CONFIDENTIAL } },
      'DISK_ENCRYPTION_SET_UNFIT',
    ],
    [
      'the key of a confidential VM that is gone',
      { places: withPart(KEY, null), target: { machine: CONFIDENTIAL_VM } },
      'DISK_ENCRYPTION_SET_NOT_FOUND',
    ],
    [
      'a disk access that is gone',
      { wish: { diskAccess: 'private', diskAccessId: ACCESS }, places: withPart(ACCESS, null) },
      'DISK_ACCESS_NOT_FOUND',
    ],
    [
      'a disk access of another region',
      { wish: { diskAccess: 'private', diskAccessId: ACCESS }, places: withPart(ACCESS, { location: 'northeurope' }) },
      'DISK_ACCESS_ELSEWHERE',
    ],
    [
      "disks with a customer's key for another subscription",
      { places: OTHER, target: { machine: aMachine({ disks: [aDisk({ keyId: armId(KEY) })] }) } },
      'ENCRYPTED_DISKS',
    ],
    ['an identity of a vault that has none', { wish: { vaultIdentity: 'system' } }, 'VAULT_IDENTITY_MISSING'],
    [
      'an identity that the vault does not have',
      { wish: { vaultIdentity: IDENTITY }, target: { vault: aVault({ identity: ITS_OWN }) } },
      'VAULT_IDENTITY_MISSING',
    ],
    [
      'an identity across regions',
      { wish: { vaultIdentity: 'system' }, target: { secondaryRegion: 'northeurope' } },
      'VAULT_IDENTITY_ELSEWHERE',
    ],
    [
      'an identity for disks in a storage account',
      { wish: { vaultIdentity: 'system' }, target: { point: { managedDisks: false } } },
      'UNMANAGED_DISKS',
    ],
    [
      'a snapshot for another subscription',
      { places: OTHER, target: { point: { tiers: inTiers('instant') } } },
      'POINT_NOT_IN_VAULT',
    ],
    [
      'a vault that keeps to its subscription',
      { places: OTHER, target: { vault: aVault({ crossSubscriptionRestore: 'Disabled' }) } },
      'CROSS_SUBSCRIPTION_OFF',
    ],
    [
      'encrypted disks for another subscription',
      { places: OTHER, target: { point: { encrypted: true } } },
      'ENCRYPTED_DISKS',
    ],
    [
      'unmanaged disks for another subscription',
      { places: OTHER, target: { point: { managedDisks: false } } },
      'UNMANAGED_DISKS',
    ],
    ['another zone of a vault that is not zone-redundant', { wish: { zone: '2' } }, 'ZONE_NOT_POSSIBLE'],
    [
      'a zone across regions for a VM that was in none',
      { wish: { zone: '2' }, target: { secondaryRegion: 'northeurope', region: 'northeurope' } },
      'ZONE_NOT_POSSIBLE',
    ],
    [
      'encrypted disks for another zone',
      { wish: { zone: '2' }, target: { vault: aVault({ redundancy: 'ZoneRedundant' }), point: { encrypted: true } } },
      'ENCRYPTED_DISKS',
    ],
    [
      'a LUN that the point does not hold',
      { wish: { diskLun: [0, 3] }, target: { point: { disks: DISKS } } },
      'NO_SUCH_DISK',
    ],
    ['closed disks of which nothing is said', { target: { point: { privateDiskAccess: true } } }, 'DISK_ACCESS_UNSAID'],
    [
      'the disk access of another region',
      {
        wish: { diskAccess: 'same' },
        target: { secondaryRegion: 'northeurope', point: { privateDiskAccess: true } },
      },
      'DISK_ACCESS_ELSEWHERE',
    ],
    [
      'a key for disks that the VM encrypts',
      { wish: { diskEncryptionSet: KEY }, target: { point: { encrypted: true } } },
      'ENCRYPTED_BY_VM',
    ],
    [
      'a key for disks in a storage account',
      { wish: { diskEncryptionSet: KEY }, places: NO_GROUP, target: { point: { managedDisks: false } } },
      'UNMANAGED_DISKS',
    ],
  ] as const)('is %s, told with what to do about it', (_what, changes, code) => {
    const blockers = checkRestore(restoreFacts(changes))

    expect(blockers.map((blocker) => blocker.code)).toEqual([code])
    expect(blockers[0]?.message).toMatch(/^[A-Z].*[.]$/)
    expect(blockers[0]?.suggestions).not.toEqual([])
  })

  it.each([
    ['a point of the archive with days to be back', { wish: { rehydrateDays: 12 }, target: { point: ARCHIVED } }],
    ['unmanaged disks without a group', { places: NO_GROUP, target: { point: { managedDisks: false } } }],
    ['another subscription', { places: OTHER }],
    [
      'another zone of a zone-redundant vault',
      { wish: { zone: '2' }, target: { vault: aVault({ redundancy: 'ZoneRedundant' }) } },
    ],
    ['the zone of the VM itself', { wish: { zone: '2' }, target: { point: { zones: ['2'] } } }],
    [
      'the system-assigned identity',
      { wish: { vaultIdentity: 'System' }, target: { vault: aVault({ identity: ITS_OWN }) } },
    ],
    ['a key that fits', { wish: WITH_KEY, places: withPart(KEY) }],
    [
      'the key that is gone of a confidential VM whose disks are replaced',
      { mode: 'replace', places: { ...NO_GROUP, ...withPart(KEY, null) }, target: { machine: CONFIDENTIAL_VM } },
    ],
    [
      'a key for confidential VMs where the VM is a plain one',
      { wish: { securedDiskEncryptionSet: KEY }, places: withPart(KEY), target: { point: { securityType: 'None' } } },
    ],
    ['a LUN that the point holds', { wish: { diskLun: [0] }, target: { point: { disks: DISKS } } }],
    [
      'closed disks that are to be open',
      { wish: { diskAccess: 'public' }, target: { point: { privateDiskAccess: true } } },
    ],
  ] as const)('is not %s', (_what, changes) => {
    expect(checkRestore(restoreFacts(changes))).toEqual([])
  })

  it('is told all at once', () => {
    const facts = restoreFacts({ places: OTHER, wish: { zone: '2' }, target: { point: { encrypted: true } } })

    expect(checkRestore(facts).map(({ code }) => code)).toEqual([
      'ENCRYPTED_DISKS',
      'ZONE_NOT_POSSIBLE',
      'ENCRYPTED_DISKS',
    ])
  })
})
