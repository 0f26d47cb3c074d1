import { describe, expect, test } from 'vitest'
import { backUp, createBench, GROUP, itemPath, makeVault, makeVm, protect, VAULT, vaultPath } from './helpers.js'

const create = { location: 'westeurope', sku: { name: 'Standard' }, properties: {} }
const patchOf = (properties: object) => ({ properties })
const redundancy = (standardTierStorageRedundancy: string, crossRegionRestore = 'Disabled') =>
  patchOf({ redundancySettings: { standardTierStorageRedundancy, crossRegionRestore } })
const immutability = (state: string) => patchOf({ securitySettings: { immutabilitySettings: { state } } })
const softDelete = (softDeleteState: string) =>
  patchOf({ securitySettings: { softDeleteSettings: { softDeleteState } } })
const codeOf = (reply: { status: number; body: { error?: { code?: string } } }) => [
  reply.status,
  reply.body?.error?.code,
]

function patch(bench: ReturnType<typeof createBench>, body: object) {
  const reply = bench.send('PATCH', vaultPath(), body)
  bench.pass(600)
  return reply
}

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

describe('encryption settings', () => {
  const CONFIG = `${vaultPath()}/backupEncryptionConfigs/backupResourceEncryptionConfig`
  const keyUri = 'https://kv-contoso.vault.azure.net/keys/backup'

  test('without a key of the customer they say so', () => {
    const bench = createBench()
    makeVault(bench)

    expect(bench.send('GET', CONFIG).body.properties).toEqual({
      useSystemAssignedIdentity: true,
      encryptionAtRestType: 'MicrosoftManaged',
      lastUpdateStatus: 'NotEnabled',
      infrastructureEncryptionState: 'Disabled',
    })
  })

  test.each([
    ['the identity of the vault', { useSystemAssignedIdentity: true }, { useSystemAssignedIdentity: true }],
    [
      'an identity of the user',
      { userAssignedIdentity: '/id/a', useSystemAssignedIdentity: false },
      { userAssignedIdentity: '/id/a', useSystemAssignedIdentity: false },
    ],
  ])('a key that %s reads is set with PUT and shown by both APIs', (_, identity, shown) => {
    const bench = createBench()
    makeVault(bench)

    const put = bench.send('PUT', CONFIG, patchOf({ encryptionAtRestType: 'CustomerManaged', keyUri, ...identity }))

    expect([put.status, put.body.properties]).toEqual([
      200,
      {
        ...shown,
        encryptionAtRestType: 'CustomerManaged',
        keyUri,
        subscriptionId: '',
        lastUpdateStatus: 'Succeeded',
        infrastructureEncryptionState: 'Disabled',
      },
    ])
    const { encryption } = bench.send('GET', vaultPath()).body.properties
    expect(encryption).toEqual({
      keyVaultProperties: { keyUri },
      kekIdentity: shown,
      infrastructureEncryption: 'Disabled',
    })
  })
})

describe('deleting', () => {
  function vaultWithItem(profile: 'current' | '2024') {
    const bench = createBench({ softDeleteProfile: profile })
    makeVm(bench, 'web-01')
    makeVault(bench)
    protect(bench, 'web-01')
    backUp(bench, 'web-01')
    return bench
  }

  test('a vault that was never there answers 204', () => {
    expect(createBench().send('DELETE', vaultPath('nothing')).status).toBe(204)
  })

  test('a protected item blocks the delete and is named', () => {
    const bench = vaultWithItem('current')

    const reply = bench.send('DELETE', vaultPath())

    expect(codeOf(reply)).toEqual([400, 'ServiceResourceNotEmptyWithContainerDetails'])
    expect(reply.body.error.message).toContain('existing resources within the vault')
    expect(reply.body.error.message).toContain('web-01')
  })

  test.each([
    ['current', '2024-09-30-preview', 202, undefined],
    ['current', '2025-02-01', 202, undefined],
    ['current', '2024-04-01', 400, 'ServiceResourceNotEmptyWithBackendMessage'],
    ['2024', '2025-02-01', 400, 'ServiceResourceNotEmptyWithBackendMessage'],
  ] as const)(
    'a soft-deleted item under the rules of %s, api-version %s, answers %s',
    (profile, version, status, code) => {
      const bench = vaultWithItem(profile)
      bench.send('DELETE', itemPath('web-01'))
      bench.pass(300)

      const reply = bench.send('DELETE', vaultPath(), undefined, version)

      expect(codeOf(reply)).toEqual([status, code])
      if (code) expect(reply.body.error.message).toMatch(/soft deleted state .* 14 days .* : web-01$/)
    },
  )

  test('a vault that was deleted with its soft-deleted items frees its name and its VMs at once', () => {
    const bench = vaultWithItem('current')
    bench.send('DELETE', itemPath('web-01'))
    bench.pass(300)
    bench.send('DELETE', vaultPath(), undefined, '2025-02-01')
    bench.pass(120)

    makeVault(bench)
    protect(bench, 'web-01')

    expect(bench.send('GET', itemPath('web-01')).body.properties.protectionState).toBe('IRPending')
  })

  test.each(['2016-06-01', '2022-04-01'])('an api-version as old as %s answers 200 at once', (version) => {
    const bench = createBench()
    makeVault(bench)

    const reply = bench.send('DELETE', vaultPath(), undefined, version)

    expect([reply.status, reply.body, reply.headers['azure-asyncoperation']]).toEqual([200, undefined, undefined])
    expect(bench.send('GET', vaultPath()).status).toBe(404)
  })

  test('the status of a delete can be read for a moment, then the vault and its status are gone', () => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.fixDuration('vaultDelete', 10)
    const reply = bench.send('DELETE', vaultPath())
    const status = reply.headers['azure-asyncoperation']?.split(`/subscriptions/${bench.sub}`)[1]?.split('?')[0] ?? ''

    const running = bench.send('GET', status)
    bench.pass(11)
    const ended = bench.send('GET', status)
    bench.pass(60)

    expect([running.body.status, ended.body.status]).toEqual(['InProgress', 'Succeeded'])
    expect(codeOf(bench.send('GET', status))).toEqual([404, 'ResourceNotFound'])
  })

  test('a new vault of the old name runs its schedules once, not twice', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    bench.send('DELETE', vaultPath())
    bench.pass(120)
    makeVault(bench)
    protect(bench, 'web-01')

    bench.pass(48 * 3600)

    const jobs = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Backup'`).body.value
    expect(jobs).toHaveLength(2)
    const queued = bench.mock.control.snapshot().events.map(({ event }) => event)
    expect(queued.filter((event) => event.kind === 'policy-due')).toHaveLength(2)
    expect(queued.filter((event) => event.kind === 'vault-care')).toHaveLength(1)
  })
})
