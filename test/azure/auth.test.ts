import { describe, expect, it, vi } from 'vitest'
import { createCredential, type LoginOptions } from '../../src/azure/auth.js'
import { CLOUDS, type Cloud } from '../../src/azure/clouds.js'
import { type AzbkError, toAzbkError } from '../../src/core/errors.js'
import { type FakeNetwork, fakeJwt, fakeNetwork } from '../helpers/fake-network.js'

const TENANT = '00000000-0000-0000-0000-0000000000aa'
const SCOPE = 'https://management.azure.com/.default'
const NOW = new Date('2026-03-02T09:00:00Z')
const PRINCIPAL = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: 'secret-of-app' }
const HUB: Cloud = {
  ...CLOUDS.AzureCloud,
  armEndpoint: 'https://management.local.contoso.com',
  audience: 'https://management.local.contoso.com/',
  authority: 'https://adfs.local.contoso.com/adfs',
  discovered: true,
}

const granted = () => ({ access_token: 'the-token', expires_in: 3600, token_type: 'Bearer' })
const rejected = (description: string) => () =>
  [401, { error: 'invalid_client', error_description: description }] as const

function logIn(given: Partial<LoginOptions> & { network?: FakeNetwork }) {
  const { network = fakeNetwork({}), ...options } = given
  const clock = { now: () => NOW, sleep: async () => {} }
  return createCredential({
    mode: 'auto',
    cloud: CLOUDS.AzureCloud,
    tenantId: null,
    env: {},
    clock,
    httpClient: network,
    ...options,
  })
}

async function tokenOf(given: Parameters<typeof logIn>[0]): Promise<string | undefined> {
  return (await (await logIn(given)).getToken(SCOPE))?.token
}

/** The error of a login that must fail. */
async function failureOf(given: Parameters<typeof logIn>[0]): Promise<AzbkError> {
  try {
    await tokenOf(given)
  } catch (error) {
    return toAzbkError(error)
  }
  throw new Error('The login worked.')
}

describe('a service principal', () => {
  it('trades its secret for a token at its tenant', async () => {
    const network = fakeNetwork({ '/token': granted })

    expect(await tokenOf({ mode: 'env', env: PRINCIPAL, network })).toBe('the-token')
    expect(network.sent[0]?.url).toMatch(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`)
    expect(String(network.sent[0]?.body)).toContain('client_secret=secret-of-app')
  })

  it.each([
    ['AzureUSGovernment', 'https://login.microsoftonline.us/'],
    // The library puts the newer name in place of login.chinacloudapi.cn.
    ['AzureChinaCloud', 'https://login.partner.microsoftonline.cn/'],
  ] as const)('of %s logs in at %s', async (name, authority) => {
    const network = fakeNetwork({ '/token': granted })

    await tokenOf({ mode: 'env', env: PRINCIPAL, network, cloud: CLOUDS[name] })

    expect(network.sent.map(({ url }) => url)).toEqual([expect.stringContaining(authority)])
  })

  it.each(['env', 'auto'] as const)('logs in at AD FS with --auth %s, asking nobody else about it', async (mode) => {
    const base = HUB.authority
    const endpoints = { authorization_endpoint: `${base}/oauth2/authorize`, token_endpoint: `${base}/oauth2/token` }
    const metadata = () => ({ ...endpoints, issuer: base, jwks_uri: `${base}/keys` })
    const network = fakeNetwork({ '/adfs/.well-known/openid-configuration': metadata, '/adfs/oauth2/token': granted })

    expect(await tokenOf({ mode, env: PRINCIPAL, cloud: HUB, network })).toBe('the-token')
    expect(network.sent.every(({ url }) => url.startsWith(base))).toBe(true)
  })

  it.each([
    ['AADSTS7000215: Invalid client secret provided.', 'LOGIN_REJECTED', /az ad app credential reset/],
    ['AADSTS7000222: The provided client secret keys are expired.', 'LOGIN_REJECTED', /az ad app credential reset/],
    ['AADSTS90002: Tenant not found.', 'WRONG_TENANT', /AZURE_TENANT_ID/],
    ['AADSTS700016: Application was not found in the directory.', 'WRONG_TENANT', /AZURE_CLIENT_ID/],
    [
      'AADSTS50076: Due to a configuration change you must use multi-factor authentication.',
      'LOGIN_REQUIRED',
      /az login/,
    ],
    ['AADSTS700082: The refresh token has expired.', 'LOGIN_EXPIRED', /az login/],
    ['AADSTS999999: Something new.', 'LOGIN_REQUIRED', /azbk doctor/],
  ])('rejected with %s is told why, with exit code 5', async (description, code, advice) => {
    const error = await failureOf({
      mode: 'env',
      env: PRINCIPAL,
      network: fakeNetwork({ '/token': rejected(description) }),
    })

    expect(error).toMatchObject({ code, exitCode: 5 })
    expect(error.suggestions.join(' ')).toMatch(advice)
    expect(JSON.stringify([error.message, error.suggestions, error.details])).not.toContain('secret-of-app')
  })

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    'whose login server fails with %s keeps that as the cause, for the retries and the message',
    async (code) => {
      const network = fakeNetwork({ '/token': () => code })
      const credential = await logIn({ mode: 'env', env: PRINCIPAL, network })

      await expect(credential.getToken(SCOPE)).rejects.toMatchObject({ name: 'RestError', code })
    },
  )

  it('with a malformed tenant is an error, not a bug', async () => {
    const error = await failureOf({ mode: 'env', env: { ...PRINCIPAL, AZURE_TENANT_ID: 'not a tenant!' } })

    expect(error).toMatchObject({ exitCode: 5, kind: 'azure' })
  })
})

describe('a managed identity', () => {
  it('that nobody answers for is told as such, not as a broken network', async () => {
    const error = await failureOf({
      mode: 'managed',
      network: fakeNetwork({ '169.254.169.254': () => 'ECONNREFUSED' }),
    })

    expect(error).toMatchObject({ code: 'LOGIN_REQUIRED', exitCode: 5 })
    expect(error.message).toContain('there is no managed identity here')
  })
})

describe('missing variables', () => {
  it.each([
    ['env', ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH)']],
    ['workload', ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE']],
    ['github-oidc', ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']],
    ['azure-pipelines', ['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID', 'SYSTEM_ACCESSTOKEN', 'SYSTEM_OIDCREQUESTURI']],
  ] as const)('of --auth %s are all named in one error', async (mode, names) => {
    const error = await failureOf({ mode })

    expect(error).toMatchObject({ code: 'LOGIN_VARIABLES_MISSING', exitCode: 5 })
    for (const name of names) expect(error.message).toContain(name)
  })

  it('count one alternative as enough', async () => {
    const error = await failureOf({
      mode: 'env',
      env: { AZURE_CLIENT_CERTIFICATE_PATH: '/c.pem', AZURE_TENANT_ID: TENANT },
    })

    expect(error.message).toContain('lacks a variable: AZURE_CLIENT_ID.')
  })
})

describe('pipelines', () => {
  it('on GitHub trade their job token for a token of Azure', async () => {
    const env = {
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: 'app',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://actions.contoso.com/id?v=1',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job',
    }
    const network = fakeNetwork({ 'actions.contoso.com': () => ({ value: 'assertion-of-github' }), '/token': granted })

    expect(await tokenOf({ mode: 'github-oidc', env, network })).toBe('the-token')
    const asked = network.sent[0]
    expect(asked?.url).toBe('https://actions.contoso.com/id?v=1&audience=api%3A%2F%2FAzureADTokenExchange')
    expect(asked?.headers.get('authorization')).toBe('Bearer job')
    expect(String(network.sent.at(-1)?.body)).toContain('client_assertion=assertion-of-github')
  })

  it('on GitHub say so when GitHub gives no token', async () => {
    const env = {
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: 'app',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://actions.contoso.com/id',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job',
    }
    const error = await failureOf({
      mode: 'github-oidc',
      env,
      network: fakeNetwork({ 'actions.contoso.com': () => [403, {}] }),
    })

    expect(error).toMatchObject({ exitCode: 5 })
    expect(error.message).toContain("GitHub's token endpoint gave no token (HTTP 403)")
  })

  it('on Azure DevOps use the service connection of the task', async () => {
    const oidc = 'https://dev.contoso.com/oidctoken'
    // The SDK reads this one from the process itself.
    vi.stubEnv('SYSTEM_OIDCREQUESTURI', oidc)
    const env = {
      AZURESUBSCRIPTION_TENANT_ID: TENANT,
      AZURESUBSCRIPTION_CLIENT_ID: 'app',
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'connection',
      SYSTEM_ACCESSTOKEN: 'job',
      SYSTEM_OIDCREQUESTURI: oidc,
    }
    const network = fakeNetwork({ oidctoken: () => ({ oidcToken: 'assertion-of-devops' }), '/token': granted })

    expect(await tokenOf({ mode: 'azure-pipelines', env, network })).toBe('the-token')
    vi.unstubAllEnvs()
    expect(network.sent[0]?.url).toContain('serviceConnectionId=connection')
    expect(String(network.sent.at(-1)?.body)).toContain('client_assertion=assertion-of-devops')
  })
})

describe('a ready token', () => {
  const expiring = (time: string) => fakeJwt({ exp: new Date(time).getTime() / 1000 })

  it('is used as it is, until the time that it names itself', async () => {
    const token = expiring('2026-03-02T09:30:00Z')
    const credential = await logIn({ env: { AZBK_ACCESS_TOKEN: token } })

    expect(await credential.getToken(SCOPE)).toEqual({
      token,
      expiresOnTimestamp: new Date('2026-03-02T09:30:00Z').getTime(),
    })
  })

  it('need not be a JWT', async () => {
    expect(await tokenOf({ env: { AZBK_ACCESS_TOKEN: 'opaque' } })).toBe('opaque')
  })

  it('that has expired is refused before anything is sent, and not shown', async () => {
    const token = expiring('2026-03-02T08:59:59Z')
    const error = await failureOf({ env: { AZBK_ACCESS_TOKEN: token } })

    expect(error).toMatchObject({ code: 'LOGIN_EXPIRED', exitCode: 5 })
    expect(error.message).toContain('2026-03-02T08:59:59')
    expect(JSON.stringify([error.message, error.suggestions, error.details])).not.toContain(token)
  })

  it('gives way to a login that is named with --auth', async () => {
    const env = { ...PRINCIPAL, AZBK_ACCESS_TOKEN: 'opaque' }

    expect(await tokenOf({ mode: 'env', env, network: fakeNetwork({ '/token': granted }) })).toBe('the-token')
  })
})
