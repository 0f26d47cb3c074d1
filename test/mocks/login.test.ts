import { decodeJwt, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { callServer } from '../helpers/call-server.js'
import { bearer, FORM, get, OWNER, post, SUBSCRIPTIONS, token } from '../helpers/login-calls.js'
import { serveForTest } from '../helpers/served.js'

async function assertionOf(claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('contoso'))
}

const inTenMinutes = () => Math.floor(Date.now() / 1000) + 600

describe('the login service', () => {
  it.each(['common', '{tenant}', 'adfs', 'adfs/{tenant}', 'CONTOSO.onmicrosoft.com'])(
    'describes the authority %s, and every address in it answers',
    async (name) => {
      const server = await serveForTest()
      const authority = `/${name.replace('{tenant}', server.tenantId)}`

      for (const version of ['', '/v2.0']) {
        const { body } = await get(server, `${authority}${version}/.well-known/openid-configuration`)

        expect(body.issuer).toContain(server.baseUrl)
        const login = await token(server, OWNER, new URL(body.token_endpoint).pathname)
        expect(login.status).toBe(200)
        const keys = await get(server, new URL(body.jwks_uri).pathname)
        expect(keys.body.keys).toHaveLength(1)
      }
    },
  )

  it('gives a service principal a token that Resource Manager takes', async () => {
    const server = await serveForTest()
    const { status, body } = await token(server, OWNER)

    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 86_399 })
    expect(decodeJwt(body.access_token)).toMatchObject({
      appid: OWNER.client_id,
      tid: server.tenantId,
      aud: server.baseUrl,
      idtyp: 'app',
    })
    expect((await get(server, SUBSCRIPTIONS, `Bearer ${body.access_token}`)).body.value).toHaveLength(1)
  })

  it.each([
    ['', (origin: string) => `${origin}//.default`],
    ['Azure', () => 'https://management.azure.com/.default'],
    ['classic Azure', () => 'https://management.core.windows.net//.default'],
  ])('makes tokens for the audience of clients that name %s', async (_what, scopeOf) => {
    const server = await serveForTest()

    const authorization = await bearer(server, { ...OWNER, scope: scopeOf(server.baseUrl) })

    expect((await get(server, SUBSCRIPTIONS, authorization)).status).toBe(200)
  })

  it('takes the assertion of a workload identity, whoever signed it', async () => {
    const server = await serveForTest()
    const assertion = await assertionOf({ iss: 'https://contoso.com', sub: 'pod', aud: 'x', exp: inTenMinutes() })

    const authorization = await bearer(server, {
      client_id: OWNER.client_id,
      client_assertion: assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    })

    expect((await get(server, SUBSCRIPTIONS, authorization)).status).toBe(200)
  })

  it.each([
    ['no token', 'no-token', 50027],
    ['one that has expired', { iss: 'a', sub: 'b', aud: 'c', exp: 1_000_000_000 }, 700024],
    ['one that never ends', { iss: 'a', sub: 'b', aud: 'c' }, 700024],
    ['one that ends at no time', { iss: 'a', sub: 'b', aud: 'c', exp: 'soon' }, 700024],
    ['one whose time has not come', { iss: 'a', sub: 'b', aud: 'c', exp: 9_000_000_001, nbf: 9_000_000_000 }, 700024],
    ['one that names nobody', { exp: inTenMinutes() }, 50027],
  ])('refuses an assertion that is %s', async (_what, claims, code) => {
    const server = await serveForTest()
    const assertion = typeof claims === 'string' ? claims : await assertionOf(claims)

    const { status, body } = await token(server, {
      client_id: OWNER.client_id,
      client_assertion: assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    })

    expect(status).toBe(401)
    expect(body).toMatchObject({ error: 'invalid_client', error_codes: [code] })
  })

  it.each([
    ['a wrong secret', { ...OWNER, client_secret: 'x' }, 401, 7000215],
    ['no secret', { client_id: OWNER.client_id }, 401, 7000218],
    ['an unknown application', { ...OWNER, client_id: 'x' }, 400, 700016],
    ['no application', {}, 400, 700016],
    ['a password', { ...OWNER, grant_type: 'password' }, 400, 70003],
    ['a device code', { ...OWNER, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }, 400, 70003],
    ['a foreign resource', { ...OWNER, scope: 'https://fabrikam.com/.default' }, 400, 500011],
    ['a host that only begins like this one', { ...OWNER, scope: '{base}.fabrikam.com/.default' }, 400, 500011],
  ])('refuses %s', async (_what, form, status, code) => {
    const server = await serveForTest()
    const sent = Object.fromEntries(
      Object.entries(form).map(([name, value]) => [name, value.replace('{base}', server.baseUrl)]),
    )

    const answer = await token(server, sent)

    expect(answer.status).toBe(status)
    expect(answer.body.error_codes).toEqual([code])
    expect(answer.body.error_description).toMatch(new RegExp(`^AADSTS${code}: `))
  })

  it('refuses users before they start, and tenants that it does not have', async () => {
    const server = await serveForTest()

    const device = await post(server, '/common/oauth2/v2.0/devicecode', { client_id: 'x' })
    const foreign = await token(server, OWNER, '/fabrikam.com/oauth2/v2.0/token')

    expect(device).toMatchObject({ status: 400, body: { error: 'invalid_grant', error_codes: [50034] } })
    expect(device.body.error_description).toContain('no users')
    expect(foreign).toMatchObject({ status: 400, body: { error: 'invalid_tenant' } })
  })

  it.each([
    ['a body that is no form', { 'content-type': 'application/json' }, '{'],
    ['no body', FORM, ''],
  ])('survives %s', async (_what, headers, body) => {
    const server = await serveForTest()

    const { status } = await callServer(server, { method: 'POST', path: '/adfs/oauth2/token', headers, body })

    expect(status).toBe(400)
  })
})

describe("a machine's identity", () => {
  const resource = encodeURIComponent('https://management.azure.com/')
  it.each([
    ['of a VM', `/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${resource}`, { metadata: 'true' }],
    ['of an app service', `/msi/token?api-version=2019-08-01&resource=${resource}`, { 'x-identity-header': 'x' }],
    ['of an older app service', `/msi/token/?resource=${resource}&api-version=2017-09-01`, { secret: 'x' }],
  ])('%s is the owner', async (_what, path, headers) => {
    const server = await serveForTest()

    const { status, text } = await callServer(server, { path, headers })

    const body = JSON.parse(text)
    expect(status).toBe(200)
    expect(body.token_type).toBe('Bearer')
    expect(Number(body.expires_on)).toBeGreaterThan(Date.now() / 1000)
    expect((await get(server, SUBSCRIPTIONS, `Bearer ${body.access_token}`)).status).toBe(200)
  })

  it('as az asks for it through MSI_ENDPOINT', async () => {
    const server = await serveForTest()
    const form = { resource: `${server.baseUrl}/` }

    const { body } = await post(server, '/msi/token', form, { metadata: 'true' })

    expect(decodeJwt(body.access_token)).toMatchObject({ tid: server.tenantId })
  })

  it('that is user-assigned has its own role', async () => {
    const server = await serveForTest()
    const query = `api-version=2018-02-01&resource=${resource}&client_id=00000000-0000-0000-0000-0000000000c5`

    const { text } = await callServer(server, {
      path: `/metadata/identity/oauth2/token?${query}`,
      headers: { metadata: 'true' },
    })

    expect((await get(server, SUBSCRIPTIONS, `Bearer ${JSON.parse(text).access_token}`)).body.value).toEqual([])
  })

  it.each([
    ['without the header that no web page can send', {}, '', 'bad_request_102'],
    ['that nobody has', { metadata: 'true' }, '&client_id=x', 'invalid_request'],
  ])('%s is refused', async (_what, headers, query, error) => {
    const server = await serveForTest()

    const { status, text } = await callServer(server, {
      path: `/metadata/identity/oauth2/token?resource=${resource}${query}`,
      headers,
    })

    expect(status).toBe(400)
    expect(JSON.parse(text)).toMatchObject({ error })
  })
})
