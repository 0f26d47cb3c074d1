import { describe, expect, it } from 'vitest'
import VaultCreate from '../../commands/vault/create.js'
import VaultList from '../../commands/vault/list.js'
import { fakeJwt, fakeNetwork, type Said } from '../helpers/fake-network.js'
import { createTestMock, type RunOptions, runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const READY = { AZBK_ACCESS_TOKEN: 'opaque-token' }
const PRINCIPAL = { AZURE_TENANT_ID: 'contoso.com', AZURE_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: 'secret-of-app' }
const HUB = 'https://management.local.contoso.com'

function list(argv: readonly string[], options: RunOptions) {
  const mock = createTestMock({ world: 'empty' })
  return runAzbk(VaultList, argv, { mock, ...options })
}

/** `vault list` with a ready token, while every answer of Azure is this one. */
function listWhile(said: Said, argv: readonly string[] = []) {
  return list([...argv, '--json'], { network: fakeNetwork({ 'management.azure.com': () => said }), env: READY })
}

const refusal = (status: number, code: string, message: string) => [status, { error: { code, message } }] as const

describe('without a usable login', () => {
  it('everything that is missing is named, with exit code 5', async () => {
    const run = await list(['--auth', 'github-oidc'], { network: fakeNetwork({}), env: {} })

    expect(run).toMatchObject({ exitCode: 5, stdout: '' })
    expect(run.stderr).toContain(
      'lacks 4 variables: AZURE_TENANT_ID, AZURE_CLIENT_ID, ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    )
    expect(run.stderr).toContain('id-token: write')
  })

  it('an expired ready token stops the run before anything is sent', async () => {
    const network = fakeNetwork({})
    const run = await list([], { network, env: { AZBK_ACCESS_TOKEN: fakeJwt({ exp: 1_700_000_000 }) } })

    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain('AZBK_ACCESS_TOKEN expired at 2023-11-14T22:13:20')
    expect(network.sent).toEqual([])
  })

  it('a rejected secret is told with the reason, and never shown, not even with --debug', async () => {
    const body = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' }
    const network = fakeNetwork({ '/token': () => [401, body], 'login.': () => ({}) })
    const run = await list(['--auth', 'env', '--debug'], { network, env: PRINCIPAL })

    expect(run.exitCode).toBe(5)
    expect(run.stderr).toContain('the secret or certificate of the application is wrong or has expired')
    expect(run.stdout + run.stderr).not.toContain('secret-of-app')
  })

  it('a login server out of reach is a failure of the network that names the server', async () => {
    const run = await list(['--auth', 'env'], {
      network: fakeNetwork({ 'login.microsoftonline.com': () => 'ENOTFOUND' }),
      env: PRINCIPAL,
    })

    expect(run.exitCode).toBe(1)
    expect(run.stderr).toMatch(/address could not be resolved/)
  })

  it.each([
    [
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than current UTC time.',
      'LOGIN_EXPIRED',
    ],
    ['InvalidAuthenticationToken', 'The access token is invalid.', 'LOGIN_REQUIRED'],
    [
      'InvalidAuthenticationTokenTenant',
      "It must match the tenant 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/'.",
      'WRONG_TENANT',
    ],
  ])("Azure's %s ends with exit code 5", async (code, message, expected) => {
    const run = await listWhile(refusal(401, code, message))

    expect(run.exitCode).toBe(5)
    expect(run.json().error).toMatchObject({ code: expected, suggestions: [expect.stringContaining('az login')] })
  })
})

describe('without a permission', () => {
  it('the action, the role that holds it and the line to type are named', async () => {
    const run = await list(['--json'], { mock: createTestMock({ world: 'empty', identity: 'none' }) })

    expect(run.exitCode).toBe(5)
    const { code, suggestions } = run.json().error as unknown as { code: string; suggestions: string[] }
    expect(code).toBe('PERMISSION_MISSING')
    expect(suggestions[0]).toMatch(/Microsoft\.RecoveryServices\/vaults\/read.*'Backup Reader'/i)
    expect(suggestions[1]).toMatch(/az role assignment create .* --scope "\/subscriptions\/[^/"]+"$/)
  })
})

describe('in bad weather', () => {
  it.each([
    ['ENOTFOUND', 'DNS_FAILED'],
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['ECONNRESET', 'CONNECTION_LOST'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS_FAILED'],
  ])('%s is told as %s, with exit code 1', async (code, expected) => {
    const run = await listWhile(code)

    expect(run.exitCode).toBe(1)
    expect(run.json().error?.code).toBe(expected)
  })
})

describe('another cloud', () => {
  const login = { authentication: { loginEndpoint: `${HUB}/adfs`, audiences: [`${HUB}/`] } }

  it('is reached at the endpoint that was named, with a ready token', async () => {
    const mock = createTestMock({ world: 'empty' })
    const run = await list(['--arm-endpoint', HUB, '--json'], { mock, network: mock.httpClient, env: READY })

    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    expect(run.json().result).toEqual([])
  })

  it('over plain http is refused: tokens are never sent in the clear', async () => {
    const network = fakeNetwork({})
    const run = await list(['--arm-endpoint', 'http://127.0.0.1:8080'], { network, env: READY })

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toMatch(/must be an https:\/\/ address.*never sent over plain http/s)
    expect(network.sent).toEqual([])
  })

  it('that nobody knows by name is refused with the names that there are', async () => {
    const run = await list(['--cloud', 'AzureMoon'], {})

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toMatch(/AzureCloud, AzureUSGovernment, AzureChinaCloud/)
  })

  it('is read in older versions of its API when it knows no newer', async () => {
    const asked = ({ url }: { url: string }) => new URL(url).searchParams.get('api-version')
    const old = refusal(
      400,
      'InvalidApiVersionParameter',
      "The api-version is invalid. The supported versions are '2015-01-01,2016-06-01'.",
    )
    const id = '00000000-0000-0000-0000-00000000000a'
    const rows = { value: [{ subscriptionId: id, displayName: 'Stamp', state: 'Enabled' }] }
    const network = fakeNetwork({
      '/metadata/endpoints': () => login,
      '/subscriptions?': (request) => (asked(request) === '2016-06-01' ? rows : old),
      [`/subscriptions/${id}/`]: () => ({ value: [] }),
    })
    const run = await list(['--arm-endpoint', HUB, '--subscription', 'stamp'], { network, env: READY })

    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('without a Recovery Services provider refuses backup verbs and says why', async () => {
    const none = refusal(
      404,
      'InvalidResourceNamespace',
      "The resource namespace 'Microsoft.RecoveryServices' is invalid.",
    )
    const network = fakeNetwork({
      '/metadata/endpoints': () => login,
      '/providers/Microsoft.RecoveryServices/': () => none,
    })
    const run = await list(['--arm-endpoint', HUB, '--json'], { network, env: READY })

    expect(run.exitCode).toBe(6)
    expect(run.json().error).toMatchObject({
      code: 'STACK_HUB_NO_BACKUP',
      message: expect.stringContaining('Azure Stack Hub'),
    })
  })
})

describe('subscriptions', () => {
  it('may be given by name', async () => {
    const run = await list(['--subscription', 'CONTOSO', '--json'], {})

    expect(run.exitCode).toBe(0)
  })

  it('of a name that nobody has end with 4 and the names that there are', async () => {
    const run = await list(['--subscription', 'Fabrikam'], {})

    expect(run.exitCode).toBe(4)
    expect(run.stderr).toMatch(/No subscription is named 'Fabrikam'\. The login sees: Contoso \(/)
  })

  it('with the same name must be told apart by id', async () => {
    const rows = ['a', 'b'].map((subscriptionId) => ({ subscriptionId, displayName: 'Twin', state: 'Enabled' }))
    const run = await listWhile({ value: rows }, ['--subscription', 'twin'])

    expect(run.exitCode).toBe(2)
    expect(run.json().error?.message).toContain('Twin (a), Twin (b)')
  })

  it('are asked for when none is named', async () => {
    const run = await list([], { env: { AZBK_SUBSCRIPTION: '' } })

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('--subscription')
  })

  it('may be several for a list, each named once', async () => {
    const rows = ['a', 'b'].map((id) => ({ subscriptionId: id, displayName: `Name of ${id}`, state: 'Enabled' }))
    const network = fakeNetwork({ '/vaults?': () => ({ value: [] }), '/subscriptions?': () => ({ value: rows }) })
    const run = await list(['--subscription', 'name of A,name of b,Name of a', '--json'], { network, env: READY })

    expect(run.exitCode).toBe(0)
    expect(network.sent.map(({ url }) => new URL(url).pathname).sort()).toEqual([
      '/subscriptions',
      ...['a', 'b'].map((id) => `/subscriptions/${id}/providers/Microsoft.RecoveryServices/vaults`),
    ])
  })

  it('are all that the login sees with `all`, but for those that are disabled', async () => {
    const first = {
      value: [{ subscriptionId: 'a', displayName: 'A', state: 'Enabled' }],
      nextLink: 'https://management.azure.com/subscriptions?page=2',
    }
    const second = {
      value: [
        { subscriptionId: 'b', displayName: 'B', state: 'Disabled' },
        { subscriptionId: 'c', displayName: 'C', state: 'Warned' },
      ],
    }
    const network = fakeNetwork({
      '/vaults?': () => ({ value: [] }),
      'page=2': () => second,
      '/subscriptions?': () => first,
    })
    const run = await list(['--subscription', 'all'], { network, env: READY })

    expect(run.exitCode).toBe(0)
    expect(
      network.sent
        .filter(({ url }) => url.includes('/vaults?'))
        .map(({ url }) => url.split('/')[4])
        .sort(),
    ).toEqual(['a', 'c'])
  })

  it('must be one for a verb that writes', async () => {
    const argv = ['--name', 'rsv-1', '--resource-group', 'rg', '--location', 'westeurope']
    const run = await runAzbk(VaultCreate, [...argv, '--subscription', 'a,b'], {
      mock: createTestMock({ world: 'empty' }),
    })

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('needs one subscription, but --subscription names a, b')
  })

  it('come from the project file as well', async () => {
    const cwd = await folderWith({ 'azbk.yaml': 'defaults:\n  subscription: Contoso\n  output: json\n' })
    const run = await list([], { cwd, env: { AZBK_SUBSCRIPTION: '' } })

    expect(run.json().result).toEqual([])
  })
})
