import { describe, expect, it } from 'vitest'
import { findPoint, listPoints, toPoint } from '../../../src/azure/points.js'
import { isUsableIn, usableTiers } from '../../../src/model/point.js'
import { scriptAzure } from '../../helpers/scripted-azure.js'

const ITEM = {
  vault: { subscriptionId: 's', resourceGroup: 'rg-backup', name: 'rsv' },
  container: 'IaasVMContainer;c',
  item: 'VM;i',
}
const row = (properties: object) => ({ id: '/x/recoveryPoints/42', name: '42', properties })

describe('a recovery point', () => {
  it('is read with everything Azure tells of it', () => {
    const point = toPoint(
      row({
        recoveryPointType: 'AppConsistent',
        recoveryPointTime: '2026-03-01T22:00:07.5626658Z',
        recoveryPointTierDetails: [
          { type: 'InstantRP', status: 'Valid' },
          { type: 'HardenedRP', status: 'Valid' },
        ],
        recoveryPointProperties: { expiryTime: '2026-04-01T22:00:07Z', ruleName: 'Weekly', isSoftDeleted: false },
        zones: ['1', '2'],
        osType: 'Windows',
        virtualMachineSize: 'Standard_D2s_v5',
        isSourceVMEncrypted: true,
        isManagedVirtualMachine: true,
        securityType: 'TrustedLaunch',
        isPrivateAccessEnabledOnAnyDisk: true,
        recoveryPointDiskConfiguration: {
          numberOfDisksIncludedInBackup: 1,
          numberOfDisksAttachedToVm: 2,
          includedDiskList: [{ lun: -1, name: 'os' }],
          excludedDiskList: [{ lun: 0, name: 'data' }],
        },
        recoveryPointMoveReadinessInfo: {
          ArchivedRP: { isReadyForMove: false, additionalInfo: 'Too young.. Try later.' },
        },
      }),
    )

    expect(point).toEqual({
      id: '/x/recoveryPoints/42',
      name: '42',
      time: '2026-03-01T22:00:07.562Z',
      consistency: 'app',
      tiers: [
        { tier: 'instant', status: 'Valid' },
        { tier: 'vault', status: 'Valid' },
      ],
      expiryTime: '2026-04-01T22:00:07.000Z',
      rule: 'Weekly',
      zones: ['1', '2'],
      osType: 'Windows',
      vmSize: 'Standard_D2s_v5',
      encrypted: true,
      managedDisks: true,
      securityType: 'TrustedLaunch',
      privateDiskAccess: true,
      filesMounted: false,
      disks: {
        included: 1,
        attached: 2,
        includedDisks: [{ lun: -1, name: 'os' }],
        excludedDisks: [{ lun: 0, name: 'data' }],
      },
      archiveReady: { ready: false, reason: 'Too young. Try later.' },
    })
  })

  it.each([
    ['AppConsistent', 'app'],
    ['FileSystemConsistent', 'fs'],
    ['CrashConsistent', 'crash'],
    ['crashconsistent', 'crash'],
    ['Inconsistent', 'unknown'],
    [undefined, 'unknown'],
  ])('of type %s is of consistency %s', (recoveryPointType, consistency) => {
    expect(toPoint(row({ recoveryPointType })).consistency).toBe(consistency)
  })

  it('reads the tiers of old versions, which are numbers', () => {
    const point = toPoint(
      row({
        recoveryPointTierDetails: [
          { type: 1, status: 3 },
          { type: 2, status: 1 },
          { type: 3, status: 4 },
        ],
      }),
    )

    expect(point.tiers).toEqual([
      { tier: 'instant', status: 'Deleted' },
      { tier: 'vault', status: 'Valid' },
      { tier: 'archive', status: 'Rehydrated' },
    ])
    expect(usableTiers(point)).toEqual(['vault', 'archive'])
    expect(isUsableIn(point, 'instant')).toBe(false)
  })

  it('with next to nothing told is still a point', () => {
    expect(toPoint({ properties: { extendedLocation: { name: 'losangeles', type: 'EdgeZone' } } }).edgeZone).toBe(
      'losangeles',
    )
    expect(toPoint({ properties: { extendedLocation: null } })).not.toHaveProperty('edgeZone')
    expect(toPoint({})).toMatchObject({ name: '', tiers: [], expiryTime: null, rule: null, zones: [], disks: null })
  })
})

describe('the points of an item', () => {
  it('are asked for by time, page by page, and come newest first', async () => {
    const at = (name: string, day: number) => ({
      ...row({ objectType: 'IaasVMRecoveryPoint', recoveryPointTime: `2026-03-0${day}T22:00:00Z` }),
      name,
    })
    const next = 'https://management.azure.com/next?$skiptoken=2'
    const azure = scriptAzure([{ body: { value: [at('1', 1)], nextLink: next } }, { body: { value: [at('2', 2)] } }])

    const points = await listPoints(azure.session, ITEM, { from: '2026-03-01T00:00:00Z', to: '2026-03-31T12:00:00Z' })

    expect(points.map(({ name }) => name)).toEqual(['2', '1'])
    expect(decodeURIComponent(azure.sent[0]?.url ?? '')).toContain(
      "$filter=startDate eq '2026-03-01 12:00:00 AM' and endDate eq '2026-03-31 12:00:00 PM'",
    )
  })

  it('do not hold one of an unknown name', async () => {
    const azure = scriptAzure([{ status: 404, body: { error: { code: 'BMSUserErrorRecoveryPointNotFound' } } }])

    expect(await findPoint(azure.session, ITEM, '7')).toBeUndefined()
  })
})
