import { describe, expect, it } from 'vitest'
import { checkRestore } from '../../../../src/restore/preflight/check.js'
import { aVault } from '../../../helpers/machines.js'
import { inTiers } from '../../../helpers/points.js'
import { restoreFacts, restorePlaces } from '../../../helpers/restore-facts.js'

const OTHER = restorePlaces('00000000-0000-0000-0000-00000000000f')
const KEY = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/des'
const ARCHIVED = { tiers: inTiers('archive') }
const DISKS = { included: 2, attached: 3, excludedDisks: null, includedDisks: [lun(-1), lun(0)] }
const NO_GROUP = { ...restorePlaces(), groupName: null, group: null }
const READER = restorePlaces(undefined, { permissions: [{ actions: ['*/read'], notActions: [] }] })

function lun(number: number) {
  return { lun: number, name: `disk${number}` }
}

describe('what stands in the way of a restore', () => {
  it.each([
    ['a point of the archive', { target: { point: ARCHIVED } }, 'REHYDRATION_NEEDED'],
    ['managed disks without a group', { places: NO_GROUP }, 'TARGET_GROUP_NEEDED'],
    ['a login that may only read', { places: READER }, 'MISSING_PERMISSIONS'],
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
