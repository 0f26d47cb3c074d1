import { describe, expect, it } from 'vitest'
import Doctor from '../../commands/doctor.js'
import type { MockIdentity } from '../../mocks/providers/authorization/roles.js'
import type { DoctorResult } from '../../src/doctor/doctor.js'
import { fakeJwt, fakeNetwork, type Said } from '../helpers/fake-network.js'
import { createTestMock, type RunOptions, runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

/** The doctor's findings as `name: state`, with the run. */
async function examine(options: RunOptions = {}, argv: readonly string[] = []) {
  const run = await runAzbk(Doctor, [...argv, '--json'], { mock: createTestMock({ world: 'empty' }), ...options })
  const { result, warnings } = run.json<DoctorResult>()
  const states = Object.fromEntries(result.checks.map(({ name, state }) => [name, state]))
  const check = (name: string) => result.checks.find((one) => one.name === name)
  return { run, result, states, check, warnings }
}

function asIdentity(identity: MockIdentity): RunOptions {
  return { mock: createTestMock({ world: 'empty', identity }) }
}

/** Azure out of order: every answer of its endpoint is this one. */
function azureSays(said: Said): RunOptions {
  return { network: fakeNetwork({ 'management.azure.com': () => said }), env: { AZBK_ACCESS_TOKEN: 'opaque' } }
}

describe('doctor', () => {
  it('finds nothing wrong on the mock, and says so in a line for each check', async () => {
    const run = await runAzbk(Doctor, [], { mock: createTestMock({ world: 'empty' }) })

    expect(run.exitCode).toBe(0)
    expect(run.stderr).toBe('')
    expect(run.stdout).toMatch(/^ok {7}Node\.js/)
    expect(run.stdout).toMatch(/^ok {7}Login +admin@contoso\.com by --auth auto, tenant .*, valid until/m)
    expect(run.stdout).toMatch(/Everything that azbk needs is there\.\n$/)
    expect(run.stdout).not.toMatch(/^(warn|fail|skipped)/m)
  })

  it('ends with 5 and looks no further when the login is missing', async () => {
    const { run, states, check } = await examine({ network: fakeNetwork({ 'management.azure.com': () => ({}) }) }, [
      '--auth',
      'env',
    ])

    expect(run.exitCode).toBe(5)
    expect(states).toMatchObject({
      Endpoint: 'ok',
      Login: 'fail',
      Subscription: 'skipped',
      Providers: 'skipped',
      Permissions: 'skipped',
    })
    expect(check('Login')).toMatchObject({
      code: 'LOGIN_VARIABLES_MISSING',
      text: expect.stringContaining('AZURE_CLIENT_ID'),
    })
    expect(check('Login')?.fix).toContain('--auth')
  })

  it.each([
    ['ENOTFOUND', 'DNS_FAILED', /could not be resolved/],
    ['ECONNREFUSED', 'CONNECTION_REFUSED', /nothing accepts connections/],
    ['ECONNRESET', 'CONNECTION_LOST', /connection broke/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS_FAILED', /certificate is not trusted/],
  ])('tells %s apart from other failures of the network, with exit code 1', async (code, expected, text) => {
    const { run, states, check } = await examine(azureSays(code))

    expect(run.exitCode).toBe(1)
    expect(check('Endpoint')).toMatchObject({ state: 'fail', code: expected, text: expect.stringMatching(text) })
    expect(states).toMatchObject({ Login: 'ok', Clock: 'skipped', Subscription: 'skipped' })
  })

  it('reports a broken configuration as a finding, with exit code 2', async () => {
    const cwd = await folderWith({ 'azbk.yaml': 'vautls: {}\n' })
    const { run, states, check } = await examine({ cwd })

    expect(run.exitCode).toBe(2)
    expect(check('Configuration')).toMatchObject({
      state: 'fail',
      text: expect.stringContaining("did you mean 'vaults'?"),
    })
    expect(states).toMatchObject({ 'Node.js': 'ok', Endpoint: 'skipped', Login: 'skipped' })
  })

  it('warns when the clock of the machine is wrong', async () => {
    const network = fakeNetwork({ 'management.azure.com': () => ({ value: [] }) })
    const { check } = await examine({
      network,
      mock: atTime('2026-03-02T09:10:00Z'),
      env: { AZBK_ACCESS_TOKEN: 'opaque' },
    })

    expect(check('Clock')).toMatchObject({
      state: 'warn',
      text: '10m ahead of Azure',
      fix: expect.stringContaining('clock'),
    })
  })

  it('fails at a subscription that the login cannot see', async () => {
    const { run, states, check } = await examine({}, ['--subscription', '00000000-0000-0000-0000-00000000dead'])

    expect(run.exitCode).toBe(4)
    expect(check('Subscription')).toMatchObject({ state: 'fail', code: 'SUBSCRIPTION_NOT_FOUND' })
    expect(states).toMatchObject({ Login: 'ok', Providers: 'skipped' })
  })

  it('fails at a subscription name that nobody has, before anything else of Azure', async () => {
    const { run, check } = await examine({}, ['--subscription', 'Fabrikam'])

    expect(run.exitCode).toBe(4)
    expect(check('Subscription')).toMatchObject({
      state: 'fail',
      text: expect.stringContaining("No subscription is named 'Fabrikam'"),
    })
  })

  it('asks for --subscription when none is named', async () => {
    const { run, check } = await examine({ env: { AZBK_SUBSCRIPTION: '' } })

    expect(run.exitCode).toBe(2)
    expect(check('Subscription')).toMatchObject({ code: 'NO_SUBSCRIPTION' })
  })

  it('warns about providers that are not registered, with the lines to type', async () => {
    const id = '00000000-0000-0000-0000-000000000001'
    const network = fakeNetwork({
      'Microsoft.RecoveryServices?': () => ({ registrationState: 'NotRegistered' }),
      '/providers/Microsoft.Authorization/': () => ({ value: [{ actions: ['*'] }] }),
      '/providers/': () => ({ registrationState: 'Registered' }),
      'management.azure.com': () => ({ subscriptionId: id, displayName: 'Contoso', state: 'Enabled' }),
    })
    const { run, check } = await examine({ network, env: { AZBK_ACCESS_TOKEN: fakeJwt({ tid: 't' }) } })

    expect(run.exitCode).toBe(0)
    expect(check('Providers')).toMatchObject({
      state: 'warn',
      fix: 'az provider register --namespace Microsoft.RecoveryServices --wait',
    })
  })

  it('warns an identity that can only read vaults, and fails one that cannot read', async () => {
    const none = await examine(asIdentity('none'))
    expect(none.run.exitCode).toBe(5)

    const reader = await examine(asIdentity('backup-reader'))
    expect(reader.run.exitCode).toBe(5)
    expect(reader.check('Permissions')?.text).toContain('Microsoft.Compute/virtualMachines/read')
  })

  it('says that a folder for state that cannot be is a failure', async () => {
    const folder = await folderWith({ file: '' })
    const { run, check } = await examine({ env: { AZBK_STATE_DIR: `${folder}/file/deeper` } })

    expect(run.exitCode).toBe(1)
    expect(check('State folder')).toMatchObject({ state: 'fail', code: 'STATE_FOLDER_UNWRITABLE' })
  })

  it('takes its time from a served mock, whose calendar is another', async () => {
    const served = atTime('2026-09-01T00:00:00Z')
    const { check } = await examine({ network: served.httpClient, env: { AZBK_ACCESS_TOKEN: 'opaque' } }, [
      '--arm-endpoint',
      'https://127.0.0.1:8443',
    ])

    expect(check('Clock')).toMatchObject({ state: 'ok', text: 'agrees with Azure' })
  })

  it('discovers the cloud of an endpoint and reaches it with a ready token', async () => {
    const mock = createTestMock({ world: 'empty' })
    const { run, check } = await examine({ mock, network: mock.httpClient, env: { AZBK_ACCESS_TOKEN: 'opaque' } }, [
      '--arm-endpoint',
      'https://management.local.contoso.com',
    ])

    expect(run.exitCode).toBe(0)
    expect(check('Endpoint')?.text).toContain('management.local.contoso.com')
  })
})

function atTime(start: string) {
  return createTestMock({ world: 'empty', clock: { kind: 'manual', start } })
}
