import { describe, expect, test } from 'vitest'
import { codeOf, createBench, GROUP, makeVault, makeVm, protect, VAULT, vaultPath } from './helpers.js'
import { create, patch, patchOf, redundancy, softDelete } from './vault-bench.js'

const immutability = (state: string) => patchOf({ securitySettings: { immutabilitySettings: { state } } })

describe('creating', () => {
  test('a creation answers 201 with an operation that ends, and the vault follows it', () => {
    const bench = createBench()

    const made = bench.send('PUT', vaultPath(), create)
    const status = made.headers['azure-asyncoperation']?.split(`/subscriptions/${bench.sub}`)[1]?.split('?')[0] ?? ''
    const running = bench.send('GET', status)
    bench.pass(120)
    const ended = bench.send('GET', status)

    expect(made.status).toBe(201)
    expect(made.headers.location).toBeUndefined()
    expect(made.body.properties.provisioningState).toBe('Provisioning')
    expect([running.body.status, ended.body.status]).toEqual(['InProgress', 'Succeeded'])
    expect(running.headers.location).toContain('/operationResults/')
    expect(ended.headers.location).toBeUndefined()
    expect(bench.send('GET', vaultPath()).body.properties.provisioningState).toBe('Succeeded')
  })

  test('the SDK waits for a creation, an update and a deletion', async () => {
    const bench = createBench({ clock: { kind: 'manual', start: '2026-01-05T10:00:00Z', perRequestMs: 30_000 } })
    const poll = { updateIntervalInMs: 1 }

    const made = await bench.vaults.vaults.beginCreateOrUpdateAndWait(GROUP, VAULT, create, poll)
    const changed = await bench.vaults.vaults.beginUpdateAndWait(GROUP, VAULT, { tags: { cost: 'it' } }, poll)

    expect(made.name).toBe(VAULT)
    expect(changed.tags).toEqual({ cost: 'it' })
    await bench.vaults.vaults
      .beginDeleteAndWait(GROUP, VAULT, poll)
      .catch((error: { statusCode: number; code: string }) => {
        // The status can vanish with the vault: that is success too.
        expect([error.statusCode, error.code]).toEqual([404, 'ResourceNotFound'])
      })
    expect(bench.send('GET', vaultPath()).status).toBe(404)
  })

  test.each([
    [
      'an unknown group',
      '/resourceGroups/nobody/providers/Microsoft.RecoveryServices/vaults/v-1',
      404,
      'ResourceGroupNotFound',
    ],
    ['a name that starts with a digit', vaultPath('1vault'), 400, 'InvalidResourceName'],
  ])('%s is refused', (_, path, status, code) => {
    expect(codeOf(createBench().send('PUT', path, create))).toEqual([status, code])
  })

  test('a vault without a location or a sku, or in a region that is none, is refused', () => {
    const bench = createBench()
    const nowhere = bench.send('PUT', vaultPath(), { ...create, location: 'atlantis' })

    expect(codeOf(nowhere)).toEqual([400, 'LocationNotAvailableForResourceType'])

    expect(codeOf(bench.send('PUT', vaultPath(), { sku: {} }))).toEqual([400, 'LocationRequired'])
    expect(codeOf(bench.send('PUT', vaultPath(), { location: 'westeurope' }))).toEqual([400, 'InvalidRestApiParameter'])
  })

  test('a second PUT answers 200, and another location is a conflict', () => {
    const bench = createBench()
    makeVault(bench)

    expect(bench.send('PUT', vaultPath(), create).status).toBe(200)
    expect(codeOf(bench.send('PUT', vaultPath(), { ...create, location: 'eastus' }))).toEqual([
      409,
      'InvalidResourceLocation',
    ])
  })

  test('a subscription without the provider is refused with its name, until it is registered', () => {
    const state = createBench().mock.control.snapshot()
    for (const row of Object.values(state.resources.subscriptions))
      row.providers['microsoft.recoveryservices'] = 'NotRegistered'
    const bench = createBench({ state })

    const refused = bench.send('PUT', vaultPath(), create)
    const registering = bench.send('POST', '/providers/Microsoft.RecoveryServices/register')
    bench.pass(100)

    expect(codeOf(refused)).toEqual([409, 'MissingSubscriptionRegistration'])
    expect(refused.body.error.details[0].target).toBe('Microsoft.RecoveryServices')
    expect(registering.body.registrationState).toBe('Registering')
    expect(bench.send('GET', '/providers/Microsoft.RecoveryServices').body.registrationState).toBe('Registered')
    expect(bench.send('PUT', vaultPath(), create).status).toBe(201)
  })
})

describe('updating', () => {
  test.each([{ owner: { name: 'contoso' } }, 'owner'])('refuses tags that are not names with text: %o', (tags) => {
    const bench = createBench()
    makeVault(bench)

    expect(codeOf(bench.send('PUT', vaultPath('other'), { ...create, tags }))).toEqual([400, 'InvalidTagValue'])
    expect(codeOf(patch(bench, { tags }))).toEqual([400, 'InvalidTagValue'])
  })

  test('a second change while one runs is a conflict', () => {
    const bench = createBench()
    makeVault(bench)
    bench.send('PATCH', vaultPath(), { tags: { a: '1' } })

    expect(codeOf(bench.send('PATCH', vaultPath(), { tags: { a: '2' } }))).toEqual([
      409,
      'RSVaultUpdateErrorConflictingOperationInProgress',
    ])
  })

  test('a change is seen when its operation has ended, not before', () => {
    const bench = createBench()
    makeVault(bench)
    bench.send('PATCH', vaultPath(), redundancy('LocallyRedundant'))
    const seen = () => bench.send('GET', vaultPath()).body.properties.redundancySettings.standardTierStorageRedundancy

    const before = seen()
    bench.pass(600)

    expect([before, seen()]).toEqual(['GeoRedundant', 'LocallyRedundant'])
  })

  test('redundancy is locked from the first protected item on', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    protect(bench, 'web-01')

    expect(codeOf(patch(bench, redundancy('LocallyRedundant')))).toEqual([400, 'StorageModelModifyError'])
    expect(bench.send('GET', vaultPath()).body.properties.backupStorageVersion).toBe('V2')
  })

  test('cross-region restore needs geo-redundant storage and a paired region', () => {
    const bench = createBench()
    makeVault(bench)
    makeVault(bench, 'vault-q', { location: 'qatarcentral' })

    expect(codeOf(patch(bench, redundancy('LocallyRedundant', 'Enabled')))[1]).toBe(
      'BMSUserErrorUnableToEnableCrossRegionRestore',
    )
    expect(codeOf(bench.send('PATCH', vaultPath('vault-q'), redundancy('GeoRedundant', 'Enabled')))[1]).toBe(
      'BMSUserErrorUnableToEnableCrossRegionRestore',
    )
    expect(patch(bench, redundancy('GeoRedundant', 'Enabled')).status).toBe(202)
  })

  test('cross-region restore cannot be switched off once items exist', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    patch(bench, redundancy('GeoRedundant', 'Enabled'))
    protect(bench, 'web-01')

    expect(patch(bench, redundancy('GeoRedundant', 'Disabled')).status).toBe(400)
  })

  test('immutability goes Disabled, Unlocked, Locked one step at a time and never back from Locked', () => {
    const bench = createBench()
    makeVault(bench)
    const refused = [400, 'UserErrorUnsupportedVaultImmutabilityStateChange']

    expect(codeOf(patch(bench, immutability('Locked')))).toEqual(refused)
    expect(patch(bench, immutability('Unlocked')).status).toBe(202)
    expect(patch(bench, immutability('Disabled')).status).toBe(202)
    expect(patch(bench, immutability('Unlocked')).status).toBe(202)
    expect(bench.send('GET', vaultPath()).body.properties).toMatchObject({
      secureScore: 'Minimum',
      bcdrSecurityLevel: 'Fair',
    })
    expect(patch(bench, immutability('Locked')).status).toBe(202)
    expect(codeOf(patch(bench, immutability('Unlocked')))).toEqual(refused)
    expect(codeOf(patch(bench, immutability('Disabled')))).toEqual(refused)
  })

  test('a vault cannot be created locked', () => {
    const reply = createBench().send('PUT', vaultPath(), { ...create, ...immutability('Locked') })

    expect(codeOf(reply)).toEqual([400, 'UserErrorUnsupportedVaultImmutabilityStateChange'])
  })

  test('permanently disabled cross-subscription restore stays disabled', () => {
    const bench = createBench()
    makeVault(bench)
    const set = (crossSubscriptionRestoreState: string) =>
      patch(
        bench,
        patchOf({ restoreSettings: { crossSubscriptionRestoreSettings: { crossSubscriptionRestoreState } } }),
      )

    expect(set('Disabled').status).toBe(202)
    expect(set('Enabled').status).toBe(202)
    expect(set('PermanentlyDisabled').status).toBe(202)
    expect(set('Enabled').status).toBe(400)
  })

  test('unknown values of settings are refused before anything changes', () => {
    const bench = createBench()
    makeVault(bench)
    const bad = patchOf({ publicNetworkAccess: 'Maybe', monitoringSettings: {} })

    expect(codeOf(patch(bench, bad))).toEqual([400, 'InvalidRestApiParameter'])
    expect(codeOf(patch(bench, patchOf({ monitoringSettings: { classicAlertSettings: { x: 'No' } } })))[1]).toBe(
      'InvalidRestApiParameter',
    )
    expect(codeOf(patch(bench, softDelete('Often')))).toEqual([400, 'InvalidRestApiParameter'])
  })

  test('identities are added and removed one by one, and removing all needs no waiting', () => {
    const bench = createBench()
    makeVault(bench)
    const set = (identity: object) => patch(bench, { identity })
    const seen = () => bench.send('GET', vaultPath()).body.identity

    set({ type: 'systemassigned,userassigned', userAssignedIdentities: { '/a': {}, '/b': {} } })
    const both = seen()
    set({ type: 'userassigned', userAssignedIdentities: { '/a': null } })
    const one = seen()
    const none = set({ type: 'none' })

    expect(both.type).toBe('SystemAssigned, UserAssigned')
    expect(Object.keys(one.userAssignedIdentities)).toEqual(['/b'])
    expect([none.status, none.body.identity.type]).toEqual([200, 'None'])
  })
})
