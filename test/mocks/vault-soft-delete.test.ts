import { describe, expect, test } from 'vitest'
import { codeOf, createBench, makeVault, vaultPath } from './helpers.js'
import { create, patch, patchOf, redundancy, softDelete } from './vault-bench.js'

describe('soft delete today', () => {
  test('a new vault is always on, whatever the body omits', () => {
    const bench = createBench()
    makeVault(bench)

    expect(bench.send('GET', vaultPath()).body.properties.securitySettings.softDeleteSettings).toEqual({
      softDeleteRetentionPeriodInDays: 14,
      softDeleteState: 'AlwaysON',
      enhancedSecurityState: 'AlwaysON',
    })
  })

  test('it cannot be created off, nor switched off by either API', () => {
    const bench = createBench()
    const legacy = patchOf({ softDeleteFeatureState: 'Disabled' })

    const created = bench.send('PUT', vaultPath(), { ...create, ...softDelete('Disabled') })
    makeVault(bench)

    expect(codeOf(created)).toEqual([400, 'BMSUserErrorSoftDeleteStateNotSetToAlwaysON'])
    expect(codeOf(patch(bench, softDelete('Disabled')))[1]).toBe('BMSUserErrorDisablingSoftDeleteStateNotAllowed')
    expect(codeOf(bench.send('PATCH', `${vaultPath()}/backupconfig/vaultconfig`, legacy))[1]).toBe(
      'BMSUserErrorDisablingSoftDeleteStateNotAllowed',
    )
  })

  test('the older API can change the days, not the state', () => {
    const bench = createBench()
    makeVault(bench)
    const set = (properties: object) =>
      bench.send('PATCH', `${vaultPath()}/backupconfig/vaultconfig`, patchOf(properties))

    expect(codeOf(set({ softDeleteFeatureState: 'Enabled' }))).toEqual([400, 'BMSUserErrorSoftDeleteUseVaultApi'])
    expect(set({ softDeleteRetentionPeriodInDays: 30 }).body.properties).toEqual({
      enhancedSecurityState: 'AlwaysON',
      softDeleteFeatureState: 'AlwaysON',
      softDeleteRetentionPeriodInDays: 30,
      isSoftDeleteFeatureStateEditable: true,
    })
    const { softDeleteSettings } = bench.send('GET', vaultPath()).body.properties.securitySettings
    expect(softDeleteSettings.softDeleteRetentionPeriodInDays).toBe(30)
  })

  test('the older storage API is refused once the vault API has set the redundancy', () => {
    const bench = createBench()
    makeVault(bench)
    patch(bench, redundancy('ZoneRedundant'))

    const reply = bench.send(
      'PUT',
      `${vaultPath()}/backupstorageconfig/vaultstorageconfig`,
      patchOf({ storageModelType: 'GeoRedundant' }),
    )

    expect(codeOf(reply)[1]).toBe('BMSUserErrorRedundancySettingsUseVaultApi')
  })
})

describe('soft delete in 2024', () => {
  test('it can be switched off, and the older storage API works: 200 for PUT, 204 for PATCH', () => {
    const bench = createBench({ softDeleteProfile: '2024' })
    makeVault(bench)
    const storage = `${vaultPath()}/backupstorageconfig/vaultstorageconfig`

    const off = bench.send(
      'PATCH',
      `${vaultPath()}/backupconfig/vaultconfig`,
      patchOf({ softDeleteFeatureState: 'Disabled' }),
    )

    expect(off.body.properties.softDeleteFeatureState).toBe('Disabled')
    expect(
      bench.send('PUT', storage, patchOf({ storageModelType: 'LocallyRedundant' })).body.properties.storageType,
    ).toBe('LocallyRedundant')
    expect(bench.send('PATCH', storage, patchOf({ storageModelType: 'GeoRedundant' })).status).toBe(204)
  })

  test('AlwaysON is a one-way switch here too', () => {
    const bench = createBench({ softDeleteProfile: '2024' })
    makeVault(bench)

    expect(patch(bench, softDelete('AlwaysON')).status).toBe(202)
    expect(codeOf(patch(bench, softDelete('Enabled')))[1]).toBe('BMSUserErrorDisablingSoftDeleteStateNotAllowed')
  })

  test.each([13, 181])('%i days of soft delete are refused', (softDeleteRetentionPeriodInDays) => {
    const bench = createBench({ softDeleteProfile: '2024' })
    makeVault(bench)

    const reply = bench.send(
      'PATCH',
      `${vaultPath()}/backupconfig/vaultconfig`,
      patchOf({ softDeleteRetentionPeriodInDays }),
    )

    expect(codeOf(reply)).toEqual([400, 'UserErrorInvalidRequestParameter'])
  })
})
