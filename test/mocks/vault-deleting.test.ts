import { describe, expect, test } from 'vitest'
import { backUp, codeOf, createBench, itemPath, makeVault, makeVm, protect, vaultPath } from './helpers.js'
import { patchOf } from './vault-bench.js'

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
