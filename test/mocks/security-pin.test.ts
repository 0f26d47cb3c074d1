import { expect, test } from 'vitest'
import { createBench, GROUP, makeVault, VAULT, vaultPath } from './helpers.js'

const TICKS_OF_1970 = 621_355_968_000_000_000

test('a PIN for servers holds for five minutes', async () => {
  const bench = createBench()
  makeVault(bench)

  const pin = await bench.backup.securityPINs.get(VAULT, GROUP)

  const untilMs = ((pin.expiryTimeInUtcTicks ?? 0) - TICKS_OF_1970) / 10_000
  expect(pin.securityPIN).toMatch(/^\d{6}$/)
  expect(untilMs - bench.mock.now().getTime()).toBeCloseTo(300_000, -2)
})

test('a vault with a resource guard gives a PIN for an approval only', async () => {
  const bench = createBench()
  makeVault(bench)
  const guard = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/resourceGuards/guard'
  bench.send('PUT', `${vaultPath()}/backupResourceGuardProxies/VaultProxy`, {
    properties: { resourceGuardResourceId: guard },
  })
  const resourceGuardOperationRequests = [`${guard}/getBackupSecurityPINRequests/default`]

  await expect(bench.backup.securityPINs.get(VAULT, GROUP)).rejects.toMatchObject({
    code: 'BMSUserErrorResourceGuardRequestMissing',
  })
  expect(
    await bench.backup.securityPINs.get(VAULT, GROUP, { parameters: { resourceGuardOperationRequests } }),
  ).toHaveProperty('securityPIN')
})
