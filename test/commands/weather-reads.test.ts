import { describe, expect, it } from 'vitest'
import VaultList from '../../commands/vault/list.js'
import type { Fault } from '../../mocks/index.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'
import { azureSays, VAULT_LIST } from '../helpers/weather.js'

/** What the sky does, for how many requests, and what a reading command makes of it. */
const READS: readonly { weather: string; fault: Fault; times: number; exit: number; code?: string; says: RegExp }[] = [
  {
    weather: 'one 429 without Retry-After',
    fault: azureSays(429, 'TooManyRequests', 'Slow down.'),
    times: 1,
    exit: 0,
    says: /HTTP 429; trying again/,
  },
  {
    weather: 'one 429 with Retry-After',
    fault: azureSays(429, 'TooManyRequests', 'Slow down.', { 'retry-after': '17' }),
    times: 1,
    exit: 0,
    says: /trying again in 17s/,
  },
  {
    weather: 'a 429 that asks for an hour',
    fault: azureSays(429, 'ResourceRequestsThrottled', "Please try again after '3600' seconds.", {
      'retry-after': '3600',
    }),
    times: 9,
    exit: 7,
    code: 'THROTTLED',
    says: /throttl/i,
  },
  {
    weather: 'a service stop',
    fault: azureSays(429, 'CloudDosTimeboudLimitReached', 'Limit reached.'),
    times: 9,
    exit: 7,
    code: 'QUOTA_STOP',
    says: /some hours/,
  },
  {
    weather: 'two 503',
    fault: azureSays(503, 'ServiceUnavailable', 'Busy.'),
    times: 2,
    exit: 0,
    says: /HTTP 503; trying again/,
  },
  {
    weather: '500 without end',
    fault: azureSays(500, 'CloudInternalError', 'Internal error.'),
    times: 99,
    exit: 1,
    says: /Internal error/,
  },
  {
    weather: 'one reset connection',
    fault: { kind: 'reset-before' },
    times: 1,
    exit: 0,
    says: /ECONNRESET; trying again/,
  },
  {
    weather: 'resets without end',
    fault: { kind: 'reset-before' },
    times: 99,
    exit: 1,
    code: 'CONNECTION_LOST',
    says: /connection broke/,
  },
  {
    weather: 'a refused connection',
    fault: { kind: 'refused' },
    times: 99,
    exit: 1,
    code: 'CONNECTION_REFUSED',
    says: /--arm-endpoint/,
  },
  {
    weather: 'an unknown host',
    fault: { kind: 'dns' },
    times: 99,
    exit: 1,
    code: 'DNS_FAILED',
    says: /could not be resolved/,
  },
  {
    weather: 'an untrusted certificate',
    fault: { kind: 'tls' },
    times: 99,
    exit: 1,
    code: 'TLS_FAILED',
    says: /NODE_EXTRA_CA_CERTS/,
  },
  { weather: "a proxy's sign-in page", fault: { kind: 'html' }, times: 99, exit: 1, says: /proxy/i },
  { weather: 'a truncated answer', fault: { kind: 'truncated' }, times: 1, exit: 0, says: /trying again/ },
  {
    weather: 'an expired login',
    fault: azureSays(401, 'ExpiredAuthenticationToken', 'The access token expiry is in the past.'),
    times: 99,
    exit: 5,
    code: 'LOGIN_EXPIRED',
    says: /az login/,
  },
  {
    weather: 'a missing permission',
    fault: azureSays(
      403,
      'AuthorizationFailed',
      "The client 'x' with object id 'y' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/read' over scope '/subscriptions/z' or the scope is invalid.",
    ),
    times: 99,
    exit: 5,
    code: 'PERMISSION_MISSING',
    says: /Microsoft\.RecoveryServices\/vaults\/read[\s\S]*Backup Reader/,
  },
  {
    weather: 'an unknown subscription',
    fault: azureSays(404, 'SubscriptionNotFound', 'Not found.'),
    times: 99,
    exit: 4,
    code: 'SUBSCRIPTION_NOT_FOUND',
    says: /whoami/,
  },
]

describe('a reading command in bad weather', () => {
  for (const { weather, fault, times, exit, code, says } of READS) {
    it(`${weather}: ends with ${exit}${code ? ` and ${code}` : ''} and says so`, async () => {
      const mock = createTestMock()
      mock.control.inject({ ...VAULT_LIST, times, fault })

      const text = await runAzbk(VaultList, [], { mock })

      expect(text.exitCode, text.stderr).toBe(exit)
      expect(text.stderr).toMatch(says)
      expect(text.stdout === '').toBe(exit !== 0)
      expect(text.stderr).not.toMatch(/at \w+ \(|Bearer|eyJ/)
    })

    it(`${weather}: JSON has the same exit code and one document`, async () => {
      const mock = createTestMock()
      mock.control.inject({ ...VAULT_LIST, times, fault })

      const json = await runAzbk(VaultList, ['--json'], { mock })

      expect(json.exitCode).toBe(exit)
      const document = json.json()
      if (exit === 0) expect(document.result).not.toHaveLength(0)
      else expect(document.error?.code).toBe(code ?? document.error?.code)
      if (exit !== 0) expect(document).not.toHaveProperty('result')
    })
  }
})
