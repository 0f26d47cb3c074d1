import { expect, test } from 'vitest'
import {
  createBench,
  enableBody,
  itemPath,
  type Json,
  makeVault,
  makeVm,
  protect,
  stopBody,
  vaultPath,
} from './helpers.js'

const GUARD =
  '/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-guard/providers/Microsoft.DataProtection/resourceGuards/guard'
const approval = (kind: string) => [`${GUARD}/${kind}/default`]

function guarded() {
  const bench = createBench({ softDeleteProfile: '2024' })
  makeVm(bench, 'web-01')
  makeVm(bench, 'web-02')
  makeVault(bench)
  protect(bench, 'web-01')
  const proxy = `${vaultPath()}/backupResourceGuardProxies/VaultProxy`
  const mapped = bench.send('PUT', proxy, { properties: { resourceGuardResourceId: GUARD } })
  return { bench, proxy, mapped }
}

test('a mapped guard lists nine guarded operations and the vault shows it', () => {
  const { bench, mapped } = guarded()

  expect(mapped.body.properties.resourceGuardOperationDetails).toHaveLength(9)
  expect(bench.send('GET', `${vaultPath()}/backupResourceGuardProxies`).body.value).toHaveLength(1)
  expect(bench.send('GET', vaultPath()).body.properties.securitySettings.multiUserAuthorization).toBe('Enabled')
})

/** The default policy with another retention. */
function keeping(bench: ReturnType<typeof createBench>, days: number): Json {
  const { properties } = bench.send('GET', `${vaultPath()}/backupPolicies/DefaultPolicy`).body
  properties.retentionPolicy.dailySchedule.retentionDuration.count = days
  return properties
}

type Write = (bench: ReturnType<typeof createBench>, approvals: string[]) => { status: number; body: Json }

const WRITES: [string, string, Write][] = [
  [
    'moving an item to a policy that keeps less',
    'updateProtectedItemRequests',
    (bench, resourceGuardOperationRequests) => {
      bench.send('PUT', `${vaultPath()}/backupPolicies/short`, { properties: keeping(bench, 7) })
      const { properties } = enableBody(bench, 'web-01', { policy: 'short' })
      return bench.send('PUT', itemPath('web-01'), { properties: { ...properties, resourceGuardOperationRequests } })
    },
  ],
  [
    'stopping protection',
    'stopProtectionWithRetainDataRequests',
    (bench, resourceGuardOperationRequests) =>
      bench.send('PUT', itemPath('web-01'), stopBody(bench, 'web-01', { resourceGuardOperationRequests })),
  ],
  [
    'shortening a policy',
    'updateProtectionPolicyRequests',
    (bench, resourceGuardOperationRequests) =>
      bench.send('PUT', `${vaultPath()}/backupPolicies/DefaultPolicy`, {
        properties: { ...keeping(bench, 7), resourceGuardOperationRequests },
      }),
  ],
  [
    'switching soft delete off',
    'disableSoftDeleteRequests',
    (bench, resourceGuardOperationRequests) =>
      bench.send('PATCH', `${vaultPath()}/backupconfig/vaultconfig`, {
        properties: { softDeleteFeatureState: 'Disabled', resourceGuardOperationRequests },
      }),
  ],
]

test.each(WRITES)('%s needs an approval of its own kind', (_, kind, write) => {
  const { bench } = guarded()

  const without = write(bench, [])
  const wrong = write(bench, approval('deleteProtectedItemRequests'))
  const right = write(bench, approval(kind))

  expect([without.status, wrong.status]).toEqual([400, 400])
  expect(without.body.error.message).toContain('ResourceGuard Operation requestid is either null or empty')
  expect(right.status).toBeLessThan(300)
})

test('policies and items that keep as much as before need no approval', () => {
  const { bench } = guarded()
  const longer = { properties: keeping(bench, 60) }

  expect(bench.send('PUT', `${vaultPath()}/backupPolicies/DefaultPolicy`, longer).status).toBe(200)
  bench.send('PUT', `${vaultPath()}/backupPolicies/longer`, longer)
  expect(bench.send('PUT', itemPath('web-01'), enableBody(bench, 'web-01', { policy: 'longer' })).status).toBe(202)
})

test('enabling protection of a new VM needs no approval', () => {
  const { bench } = guarded()

  expect(bench.send('PUT', itemPath('web-02'), enableBody(bench, 'web-02')).status).toBe(202)
})

test('deletes pass for some minutes after unlockDelete, not before and not later', () => {
  const { bench, proxy } = guarded()
  const unlock = (requests: string[]) =>
    bench.send('POST', `${proxy}/unlockDelete`, { resourceGuardOperationRequests: requests })

  const locked = bench.send('DELETE', itemPath('web-01'))
  const refused = unlock([])
  const unlocked = unlock(approval('deleteProtectedItemRequests'))
  const passed = bench.send('DELETE', itemPath('web-01'))
  bench.pass(3600)

  expect([locked.status, refused.status, unlocked.status, passed.status]).toEqual([400, 400, 200, 202])
  expect(Date.parse(unlocked.body.unlockDeleteExpiryTime)).toBeGreaterThan(Date.parse('2026-01-05T10:00:00Z'))
  expect(bench.send('DELETE', proxy).status).toBe(400)
})

test('weakening immutability needs an approval, strengthening it does not', () => {
  const { bench } = guarded()
  const set = (state: string, requests: string[] = []) => {
    const properties = {
      securitySettings: { immutabilitySettings: { state } },
      resourceGuardOperationRequests: requests,
    }
    const reply = bench.send('PATCH', vaultPath(), { properties })
    bench.pass(600)
    return reply.status
  }

  expect(set('Unlocked')).toBe(202)
  expect(set('Disabled')).toBe(400)
  expect(set('Disabled', approval('reduceImmutabilityStateRequests'))).toBe(202)
})
