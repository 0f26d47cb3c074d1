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
import { azureSays, VAULT_LIST } from '../helpers/weather.js'

/** A VM of contoso in the region of `vault-weu` that no vault protects. */
const UNPROTECTED_VM = 'web-06'

const VAULT_PATCH = { method: 'PATCH', path: /\/vaults\/vault-weu\?/ }

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
