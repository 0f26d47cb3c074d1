import { describe, expect, it } from 'vitest'
import BackupCommand from '../../commands/backup.js'
import JobList from '../../commands/job/list.js'
import PolicyList from '../../commands/policy/list.js'
import ProtectCommand from '../../commands/protect.js'
import VaultList from '../../commands/vault/list.js'
import VaultShow from '../../commands/vault/show.js'
import VaultUpdate from '../../commands/vault/update.js'
import type { Fault } from '../../mocks/index.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

/** A VM of contoso in the region of `vault-weu` that no vault protects. */
const UNPROTECTED_VM = 'web-06'

const VAULT_LIST = { method: 'GET', path: /\/vaults\?/ }
const VAULT_PATCH = { method: 'PATCH', path: /\/vaults\/vault-weu\?/ }

const azureSays = (status: number, code: string, message: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status,
  headers,
  body: { error: { code, message } },
})

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

describe('a writing command in bad weather', () => {
  it.each([
    { weather: 'a reset before the write', fault: { kind: 'reset-before' } as Fault },
    { weather: 'a reset after the write', fault: { kind: 'reset-after' } as Fault },
    { weather: 'a 503', fault: azureSays(503, 'ServiceUnavailable', 'Busy.') },
  ])('$weather: a repeatable write is sent again and holds', async ({ fault }) => {
    const mock = createTestMock()
    mock.control.inject({ ...VAULT_PATCH, times: 1, fault })

    const run = await runAzbk(VaultUpdate, ['--name', 'vault-weu', '--public-network-access', 'Disabled', '--json'], {
      mock,
    })

    expect(run.exitCode, run.stdout).toBe(0)
    expect(run.stdout).toContain('"publicNetworkAccess": false')
  })

  it.each([409, 412])('HTTP %i: is refused with exit 6 and keeps what Azure said', async (status) => {
    const mock = createTestMock()
    const fault = azureSays(status, 'SomethingNew', 'The state has moved on.')
    mock.control.inject({ ...VAULT_PATCH, times: 99, fault })

    const run = await runAzbk(VaultUpdate, ['--name', 'vault-weu', '--public-network-access', 'Disabled'], { mock })

    expect(run.exitCode).toBe(6)
    expect(run.stderr).toMatch(/The state has moved on[\s\S]*no advice for Azure's code SomethingNew/)
  })

  it('a backup whose answer is lost after it began is adopted: exactly one job', async () => {
    const mock = createTestMock()
    mock.control.inject({ method: 'POST', path: /\/backup\?/, times: 1, fault: { kind: 'reset-after' } })

    const run = await runAzbk(BackupCommand, ['--vm', 'erp-app-01', '--json'], { mock })

    expect(run.exitCode, run.stdout).toBe(0)
    const posts = mock.control.requests.entries.filter(
      (request) => request.method === 'POST' && /\/backup\?/.test(request.path),
    )
    expect(posts).toHaveLength(1)
  })
})

describe('operations and jobs in bad weather', () => {
  const UPDATE = ['--name', 'vault-weu', '--public-network-access', 'Disabled']

  it.each<[string, Parameters<typeof runAzbk>[0], readonly string[]]>([
    ['a vault update', VaultUpdate, [...UPDATE, '--timeout', '2m']],
    ['an enabling', ProtectCommand, ['--vm', UNPROTECTED_VM, '--timeout', '2m']],
    ['a backup', BackupCommand, ['--vm', 'erp-app-01', '--timeout', '2m']],
  ])('%s whose operation never ends: exit 8 after --timeout, and says how to look on', async (_, command, argv) => {
    const mock = createTestMock()
    mock.control.inject({ times: 'always', fault: { kind: 'operation-stuck' } })

    const run = await runAzbk(command, [...argv], { mock })

    expect(run.exitCode, run.stderr).toBe(8)
    expect(run.stderr + run.stdout).toMatch(/still running|goes on/i)
  })

  it.each<[string, Parameters<typeof runAzbk>[0], readonly string[]]>([
    ['a vault update', VaultUpdate, UPDATE],
    ['an enabling', ProtectCommand, ['--vm', UNPROTECTED_VM]],
    ['a backup', BackupCommand, ['--vm', 'erp-app-01']],
  ])("%s whose operation fails: exit 1 with Azure's code and sentence", async (_, command, argv) => {
    const mock = createTestMock()
    const fault = { kind: 'operation-fails', code: 'UserErrorNew', message: 'The moon is in the way.' } as const
    mock.control.inject({ times: 'always', fault })

    const run = await runAzbk(command, [...argv], { mock })
    const json = await runAzbk(command, [...argv, '--json'], { mock })

    expect(run.exitCode, run.stderr).toBe(1)
    expect(run.stderr + run.stdout).toMatch(/The moon is in the way/)
    expect(json.exitCode).toBe(1)
    expect(json.stdout).toContain('UserErrorNew')
  })

  it('a backup whose job fails: exit 1 with --wait, the error of the job and what to do', async () => {
    const mock = createTestMock()
    mock.control.inject({ fault: { kind: 'job-fails', code: 'ExtensionFailedVssWriterInBadState' } })

    const run = await runAzbk(BackupCommand, ['--vm', 'erp-app-01', '--wait'], { mock })

    expect(run.exitCode, run.stderr).toBe(1)
    expect(run.stderr + run.stdout).toMatch(/VSS writers were in a bad state[\s\S]*Restart the VSS writers/)
  })

  it('a backup whose job never ends: exit 8 with --wait and --timeout', async () => {
    const mock = createTestMock()
    mock.control.inject({ fault: { kind: 'job-stuck' } })

    const run = await runAzbk(BackupCommand, ['--vm', 'erp-app-01', '--wait', '--timeout', '3h'], { mock })

    expect(run.exitCode, run.stderr).toBe(8)
  })
})

describe('a region that is down', () => {
  const down = () => {
    const mock = createTestMock()
    mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })
    return mock
  }

  it('a command for a vault there ends with 1, names the provider and says that it is no fault of the user', async () => {
    const run = await runAzbk(VaultShow, ['--name', 'vault-weu'], { mock: down() })

    expect(run.exitCode, run.stderr).toBe(1)
    expect(run.stderr).toMatch(/did not receive a response from 'Microsoft.RecoveryServices'/)
    expect(run.stderr).toMatch(/again/)
  })

  it('vaults elsewhere are read as ever; what was not seen is said and is no success', async () => {
    const run = await runAzbk(JobList, ['--json'], { mock: down() })

    expect(run.exitCode, run.stderr).toBe(3)
    expect(run.json<unknown[]>().result.length).toBeGreaterThan(0)
    expect(run.json().warnings.join(' ')).toMatch(/vault-weu/)
  })

  it('a backup there is sent once, found to have no job, and ends with 1', async () => {
    const mock = down()

    const run = await runAzbk(BackupCommand, ['--vm', 'erp-app-01'], { mock })

    expect(run.exitCode, run.stderr).toBe(1)
    const posts = mock.control.requests.entries.filter(
      ({ method, path }) => method === 'POST' && /\/backup\?/.test(path),
    )
    expect(posts.length).toBeLessThanOrEqual(1)
  })
})

describe('a login that expires', () => {
  it('once: the command goes on with a new token', async () => {
    const mock = createTestMock()
    mock.control.inject({ ...VAULT_LIST, times: 1, fault: { kind: 'token-expired' } })

    const run = await runAzbk(VaultList, ['--json'], { mock })

    expect(run.exitCode, run.stderr + run.stdout).toBe(0)
  })

  it('for good: exit 5, after no more than a second attempt', async () => {
    const mock = createTestMock()
    mock.control.inject({ fault: { kind: 'token-expired' } })

    const run = await runAzbk(VaultList, ['--json'], { mock })

    expect(run.exitCode).toBe(5)
    expect(run.json().error?.code).toBe('LOGIN_EXPIRED')
    expect(mock.control.requests.entries.length).toBeLessThanOrEqual(4)
  })
})

describe("Azure's quotas", () => {
  it('are waited out where they ask for seconds', async () => {
    const mock = createTestMock({ throttle: 'azure' })
    for (let index = 0; index < 250; index++) {
      const url = `https://management.azure.com/subscriptions/${mock.subscriptions[0]?.id}/resourceGroups?api-version=2021-04-01`
      mock.control.send({ method: 'GET', url })
    }

    const run = await runAzbk(VaultList, [], { mock })

    expect(run.exitCode, run.stderr).toBe(0)
    expect(run.stderr).toMatch(/HTTP 429; trying again in 1s/)
  })

  it('end the command with 7 where they ask for an hour', async () => {
    const mock = createTestMock({ throttle: 'azure' })
    const read = () => runAzbk(PolicyList, ['--vault', 'vault-weu'], { mock })

    let run = await read()
    for (let index = 0; index < 200 && run.exitCode === 0; index++) run = await read()

    expect(run.exitCode, run.stderr).toBe(7)
    expect(run.stderr).toMatch(/Azure asks for a pause of \d+ seconds/)
  })
})
