import { describe, expect, test } from 'vitest'
import { createMock, type MockOptions, type MockState, type World } from '../../mocks/index.js'

const START = '2026-03-02T09:00:00.000Z'
const DAY_MS = 86_400_000

const stateOf = (world: World, options: MockOptions = {}) =>
  createMock({ world, clock: { kind: 'manual', start: START }, jobSpeed: 1, ...options }).control.snapshot()

const vaultsOf = (state: MockState) => Object.values(state.backup.vaults)
const vmsOf = (state: MockState) => Object.values(state.compute.virtualMachines)

function vaultOf(state: MockState, name: string) {
  const vault = vaultsOf(state).find((row) => row.name === name)
  if (!vault) throw new Error(`no vault ${name}`)
  return vault
}

function itemOf(state: MockState, vm: string) {
  const item = vaultsOf(state)
    .flatMap((vault) => Object.values(vault.items))
    .find((row) => row.nameVm === vm.toLowerCase())
  if (!item) throw new Error(`no item ${vm}`)
  return item
}

// biome-ignore lint/suspicious/noExplicitAny: wire objects of many shapes
const propertiesOf = (state: MockState, vm: string): any => vmsOf(state).find((row) => row.name === vm)?.properties

describe('empty', () => {
  test('has one subscription with its providers registered, and nothing in it', () => {
    const state = stateOf('empty')

    expect(Object.values(state.resources.subscriptions)).toMatchObject([
      { displayName: 'Contoso', providers: { 'microsoft.recoveryservices': 'Registered' } },
    ])
    expect(state.resources.groups).toEqual({})
    expect(vaultsOf(state)).toEqual([])
  })
})

describe('contoso', () => {
  const state = stateOf('contoso')

  test('holds 60 VMs in three regions and two subscriptions', () => {
    const vms = vmsOf(state)

    expect(vms).toHaveLength(60)
    expect([...new Set(vms.map((vm) => vm.location))].sort()).toEqual(['eastus', 'northeurope', 'westeurope'])
    expect(Object.values(state.resources.subscriptions).map((row) => row.displayName)).toEqual([
      'Contoso Production',
      'Contoso Development',
    ])
  })

  test('has three plain healthy VMs in rg-shop and no vault in their region', () => {
    const shop = vmsOf(state).filter((vm) => vm.group === 'rg-shop')

    expect(shop.map((vm) => vm.name)).toEqual(['shop-web-01', 'shop-web-02', 'shop-db-01'])
    for (const vm of shop) {
      expect(vm).toMatchObject({ location: 'northeurope', power: 'running', agentReady: true })
      expect(vm.properties).toMatchObject({
        provisioningState: 'Succeeded',
        securityProfile: { securityType: 'TrustedLaunch' },
        hardwareProfile: { vmSize: 'Standard_D4s_v5' },
      })
      expect(state.backup.protectedVms[vm.id.toLowerCase()]).toBeUndefined()
    }
    expect(propertiesOf(state, 'shop-db-01').storageProfile.dataDisks).toHaveLength(3)
    expect(vaultsOf(state).some((vault) => vault.location === 'northeurope')).toBe(false)
  })

  test('has one vault in westeurope, several in eastus, each with its own oddity', () => {
    const rows = vaultsOf(state).map((vault) => [vault.name, vault.location, vault.redundancy])

    expect(rows).toEqual([
      ['vault-weu', 'westeurope', 'GeoRedundant'],
      ['vault-eus', 'eastus', 'LocallyRedundant'],
      ['vault-eus-guarded', 'eastus', 'GeoRedundant'],
      ['vault-eus-mixed', 'eastus', 'ZoneRedundant'],
      ['vault-eus-retired', 'eastus', 'LocallyRedundant'],
      ['vault-eus-empty', 'eastus', 'GeoRedundant'],
      ['vault-dev', 'westeurope', 'LocallyRedundant'],
    ])
    expect(vaultOf(state, 'vault-weu').crossRegionRestore).toBe('Enabled')
    expect(vaultOf(state, 'vault-eus').immutability).toBe('Unlocked')
    expect(vaultOf(state, 'vault-eus-guarded').guard).toBeDefined()
    expect(vaultOf(state, 'vault-eus-mixed').otherItems).toHaveLength(3)
    expect(Object.values(vaultOf(state, 'vault-eus-retired').items).map((item) => item.state)).toEqual([
      'SoftDeleted',
      'SoftDeleted',
    ])
    expect(vaultOf(state, 'vault-eus-empty').items).toEqual({})
  })

  test.each([
    ['pay-new-01', 'IRPending', ''],
    ['pay-agent-01', 'IRPending', 'Failed'],
    ['pay-stale-01', 'Protected', 'Failed'],
    ['pay-vss-01', 'Protected', 'CompletedWithWarnings'],
    ['pay-retired-01', 'ProtectionStopped', 'Completed'],
    ['pay-old-01', 'SoftDeleted', 'Completed'],
    ['gone-01', 'Protected', 'Failed'],
    ['web-01', 'Protected', 'Completed'],
  ])('shows %s as %s with the last backup "%s"', (vm, itemState, lastBackup) => {
    expect(itemOf(state, vm)).toMatchObject({ state: itemState, lastBackupStatus: lastBackup })
  })

  test('has a stale VM, a VM that is gone, and a backup under way', () => {
    const now = Date.parse(START)
    const runs = Object.values(vaultOf(state, 'vault-weu').jobs).filter((job) => job.endMs === undefined)

    expect(now - (itemOf(state, 'pay-stale-01').lastPointMs ?? now)).toBeGreaterThan(4 * DAY_MS)
    expect(vmsOf(state).some((vm) => vm.name === 'gone-01')).toBe(false)
    expect(runs.map((job) => [job.entity, job.tasks.map((task) => task.status)])).toEqual([
      ['pay-run-01', ['Completed', 'InProgress']],
    ])
  })

  test('has a fortnight of jobs, points in both tiers, and years of retention', () => {
    const item = itemOf(state, 'web-01')
    const points = itemOf(state, 'ERP-DB01').points

    expect(item.points.length).toBeGreaterThanOrEqual(14)
    expect(item.points.some((point) => point.instantUntilMs !== undefined)).toBe(true)
    expect(item.points.some((point) => point.instantUntilMs === undefined)).toBe(true)
    expect(points.length).toBeGreaterThanOrEqual(28)
    expect(new Set(points.map((point) => point.rule))).toEqual(new Set(['Daily', 'Weekly', 'Monthly']))
    expect(itemOf(state, 'ml-crash-01').points[0]?.consistency).toBe('CrashConsistent')
    expect(itemOf(state, 'erp-app-01').points[0]?.consistency).toBe('AppConsistent')
    expect(itemOf(state, 'data-sql-01').points[0]?.disks.filter((disk) => !disk.included)).toHaveLength(1)
  })

  test('has policies of every kind, and one jam', () => {
    const vault = vaultOf(state, 'vault-weu')
    const followers = (policy: string) => Object.values(vault.items).filter((item) => item.policyKey === policy).length

    expect(followers('daily-2200')).toBeGreaterThanOrEqual(15)
    expect(followers('unused-0500')).toBe(0)
    expect(vault.policies['daily-2100-cet']?.properties.timeZone).toBe('W. Europe Standard Time')
    expect(vault.policies['crash-2300']?.properties.snapshotConsistencyType).toBe('OnlyCrashConsistent')
    expect(vault.policies['longterm-0100']?.properties.tieringPolicy).toBeDefined()
  })

  test('has every trait of a VM that decides what it can be protected with', () => {
    const storage = (vm: string) => propertiesOf(state, vm).storageProfile
    const firstData = (vm: string) => storage(vm).dataDisks[0]
    const sharedDisk = Object.values(state.compute.disks).find((disk) => disk.name === 'ml-shared-disk')

    expect(propertiesOf(state, 'ml-cvm-01').securityProfile.securityType).toBe('ConfidentialVM')
    expect(firstData('data-ultra-01').managedDisk.storageAccountType).toBe('UltraSSD_LRS')
    expect(firstData('data-v2-01').managedDisk.storageAccountType).toBe('PremiumV2_LRS')
    expect(storage('ml-eph-01').osDisk.diffDiskSettings.option).toBe('Local')
    expect(firstData('ml-share-01').managedDisk.id).toBe(firstData('ml-share-02').managedDisk.id)
    expect(sharedDisk?.properties.maxShares).toBe(2)
    expect(firstData('ml-wa-01').writeAcceleratorEnabled).toBe(true)
    expect(firstData('ml-cache-01').caching).toBe('ReadWrite')
    expect(storage('legacy-vhd-01').osDisk).toMatchObject({
      vhd: { uri: expect.stringContaining('contosolegacyvhds') },
    })
    expect(storage('legacy-vhd-01').osDisk.managedDisk).toBeUndefined()
    expect(propertiesOf(state, 'batch_1a2b3c').virtualMachineScaleSet.id).toMatch(/virtualMachineScaleSets\/batch$/)
    expect(storage('data-lake-01').dataDisks).toHaveLength(18)
    expect(propertiesOf(state, 'pay-broken-01').provisioningState).toBe('Failed')
    const powers = ['pay-off-01', 'pay-old-01', 'web-01'].map(
      (name) => vmsOf(state).find((vm) => vm.name === name)?.power,
    )
    expect(powers).toEqual(['deallocated', 'stopped', 'running'])
    expect(
      vmsOf(state)
        .filter((vm) => vm.name === 'app-01')
        .map((vm) => vm.group),
    ).toEqual(['rg-app-eus-blue', 'rg-app-eus-green'])
  })

  test('is the same for the same start, and other in its ids for another seed', () => {
    expect(stateOf('contoso')).toEqual(state)
    expect(stateOf('contoso', { seed: 2 })).not.toEqual(state)
  })

  test('is small enough to be read for every command', () => {
    expect(JSON.stringify(state).length).toBeLessThan(1_500_000)
  })

  test.each(['2026-03-01T22:30:00Z', '2026-03-08T03:10:00Z', '2026-10-25T00:59:00Z'])(
    'can be handed over at %s, in the middle of the night',
    (start) => {
      for (const softDeleteProfile of ['current', '2024'] as const) {
        const night = stateOf('contoso', { clock: { kind: 'manual', start }, softDeleteProfile })

        expect(itemOf(night, 'pay-old-01').state).toBe('SoftDeleted')
        expect(itemOf(night, 'pay-new-01').state).toBe('IRPending')
        expect(
          Object.values(vaultOf(night, 'vault-weu').jobs).some((job) => job.entity === 'pay-run-01' && !job.endMs),
        ).toBe(true)
      }
    },
  )

  test('goes on living: the next night makes new points', () => {
    const mock = createMock({ world: 'contoso', clock: { kind: 'manual', start: START }, jobSpeed: 1 })
    const before = itemOf(mock.control.snapshot(), 'web-02').lastPointMs ?? 0

    mock.control.advance(DAY_MS)

    expect(itemOf(mock.control.snapshot(), 'web-02').lastPointMs).toBeGreaterThan(before)
  })

  test('follows the soft-delete profile', () => {
    expect(vaultOf(state, 'vault-weu').softDelete.state).toBe('AlwaysON')
    expect(vaultOf(stateOf('contoso', { softDeleteProfile: '2024' }), 'vault-weu').softDelete.state).toBe('Enabled')
  })
})

describe('other workloads', () => {
  const mock = createMock({ world: 'contoso', clock: { kind: 'manual', start: START } })
  const base = `/subscriptions/${mock.subscriptions[0]?.id}/resourceGroups/rg-backup-eus/providers/Microsoft.RecoveryServices/vaults/vault-eus-mixed`
  // biome-ignore lint/suspicious/noExplicitAny: wire objects of many shapes
  const send = (method: string, path: string, filter = ''): any => {
    const url = `https://management.azure.com${base}${path}?api-version=2024-04-01&$filter=${encodeURIComponent(filter)}`
    return mock.control.send({ method, url }).body
  }

  test('are listed by their kind, in containers of their own, and counted', () => {
    const names = (kind: string) =>
      send('GET', '/backupProtectedItems', `backupManagementType eq '${kind}'`).value.map(
        (row: { properties: { friendlyName: string } }) => row.properties.friendlyName,
      )

    expect([names('AzureIaasVM'), names('AzureWorkload'), names('AzureStorage'), names('MAB'), names('DPM')]).toEqual([
      ['sap-sql-01'],
      ['sales'],
      ['profiles'],
      ['C drive'],
      [],
    ])
    expect(send('GET', '/backupProtectionContainers', "backupManagementType eq 'MAB'").value).toHaveLength(1)
    expect(send('GET', '/backupUsageSummaries').value.map((row: { currentValue: number }) => row.currentValue)).toEqual(
      [1, 1, 1, 1],
    )
  })

  test('keep their vault from being deleted', () => {
    expect(send('DELETE', '').error.message).toContain('sap-sql-01, sales, profiles, C drive')
  })
})

describe('fleets', () => {
  const fleet = (vms: number, more: object = {}): World => ({ fleet: { vms, seed: 7, ...more } })

  test('hold as many VMs as asked for, in three regions, protected within the limits of the service', () => {
    const state = stateOf(fleet(2_000))
    const vaults = vaultsOf(state)
    const items = vaults.flatMap((vault) => Object.values(vault.items))

    expect(vmsOf(state)).toHaveLength(2_000)
    expect(new Set(vmsOf(state).map((vm) => vm.location)).size).toBe(3)
    expect(items.length / 2_000).toBeCloseTo(0.8, 1)
    for (const vault of vaults) {
      expect(Object.keys(vault.items).length).toBeLessThanOrEqual(1_000)
      const followers = new Map<string, number>()
      for (const { policyKey = '' } of Object.values(vault.items))
        followers.set(policyKey, (followers.get(policyKey) ?? 0) + 1)
      followers.delete('')
      expect(Math.max(...followers.values())).toBeLessThanOrEqual(100)
    }
    expect(new Set(items.map((item) => item.state))).toEqual(
      new Set(['Protected', 'IRPending', 'ProtectionStopped', 'SoftDeleted']),
    )
  })

  test('can be unprotected, with vaults and policies that wait for them', () => {
    const state = stateOf(fleet(150, { protectedShare: 0 }))

    expect(vaultsOf(state).flatMap((vault) => Object.keys(vault.items))).toEqual([])
    expect(vaultsOf(state).every((vault) => Object.keys(vault.policies).length > 3)).toBe(true)
  })

  test('repeat for a seed and differ between seeds', () => {
    expect(stateOf(fleet(120))).toEqual(stateOf(fleet(120)))
    expect(vmsOf(stateOf(fleet(120))).map((vm) => vm.tags)).not.toEqual(
      vmsOf(stateOf(fleet(120, { seed: 8 }))).map((vm) => vm.tags),
    )
  })

  test.each([0, 10_001, 1.5, Number.NaN])('of %s VMs are refused', (vms) => {
    expect(() => stateOf(fleet(vms))).toThrow(/1 to 10,000/)
  })

  test.each([-0.1, 1.1, Number.NaN])('with a protected share of %s are refused', (protectedShare) => {
    expect(() => stateOf(fleet(10, { protectedShare }))).toThrow(/0 to 1/)
  })
})
