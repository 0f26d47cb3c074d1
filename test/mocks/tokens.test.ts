import { generateKeyPairSync } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { ServeOptions } from '../../mocks/index.js'
import { createTokenIssuer } from '../../mocks/login/tokens.js'
import { callerOf } from '../../mocks/providers/authorization/callers.js'
import { callServer } from '../helpers/call-server.js'
import { bearer, get, OWNER, SUBSCRIPTIONS } from '../helpers/login-calls.js'
import { serveForTest } from '../helpers/served.js'

describe('a request without a good token', () => {
  it.each([
    ['none', undefined, 'AuthenticationFailed'],
    ['something else', 'Basic eA==', 'AuthenticationFailedInvalidHeader'],
    ['nothing behind Bearer', 'Bearer', 'AuthenticationFailedInvalidHeader'],
    ['what is no token', 'Bearer abc', 'InvalidAuthenticationToken'],
  ])('%s gets a 401 that says where to log in', async (_what, authorization, code) => {
    const server = await serveForTest()

    const { status, headers, body } = await get(server, SUBSCRIPTIONS, authorization)

    expect(status).toBe(401)
    expect(body.error.code).toBe(code)
    expect(headers['www-authenticate']).toContain(`Bearer authorization_uri="${server.baseUrl}/${server.tenantId}"`)
    expect(headers).toMatchObject({
      'x-ms-failure-cause': 'gateway',
      'x-ms-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('made for another service is refused', async () => {
    const server = await serveForTest()
    const authorization = await bearer(server, { ...OWNER, scope: 'https://vault.azure.net/.default' })

    expect((await get(server, SUBSCRIPTIONS, authorization)).body.error.code).toBe('InvalidAuthenticationTokenAudience')
  })

  it('signed by another mock is refused', async () => {
    const [own, other] = [await serveForTest(), await serveForTest()]
    const authorization = await bearer(other, { ...OWNER, scope: 'https://management.azure.com/.default' })

    const { status, body } = await get(own, SUBSCRIPTIONS, authorization)

    expect(status).toBe(401)
    expect(body.error.code).toBe('InvalidAuthenticationToken')
  })

  it('whose time is over is refused, also when it was good before', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    let nowMs = Date.now()
    const issuer = createTokenIssuer({ key, tenantId: 'contoso', now: () => nowMs })
    const issued = await issuer.issue(callerOf('owner'), 'https://management.azure.com/')
    const check = () => issuer.check(issued, ['https://management.azure.com'])

    expect(await check()).toHaveProperty('caller')
    nowMs += 25 * 3_600_000
    expect(await check()).toEqual({ problem: 'expired' })
  })

  describe('that this mock never made', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const issuerOf = (tenantId: string, nowMs = Date.now()) => createTokenIssuer({ key, tenantId, now: () => nowMs })
    const ARM = 'https://management.azure.com'
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

    it.each([
      ['for another tenant', 'tenant', () => issuerOf('fabrikam').issue(callerOf('owner'), ARM)],
      ['for later', 'malformed', () => issuerOf('contoso', Date.now() + 3_600_000).issue(callerOf('owner'), ARM)],
      ['without a signature', 'signature', async () => `${part({ alg: 'none' })}.${part({ aud: ARM })}.`],
      [
        'with the public key as a secret',
        'signature',
        () =>
          new SignJWT({ aud: ARM })
            .setProtectedHeader({ alg: 'HS256' })
            .sign(publicKey.export({ type: 'spki', format: 'der' })),
      ],
    ])('%s is refused', async (_what, problem, make) => {
      expect(await issuerOf('contoso').check(await make(), [ARM])).toEqual({ problem })
    })
  })

  it.each(['signature', 'claims'])('with a changed %s is refused', async (part) => {
    const server = await serveForTest()
    const [header, claims = '', signature = ''] = (await bearer(server)).split('.')
    const owner = JSON.stringify({ ...decodeJwt(`x.${claims}.x`), oid: 'someone' })
    const forged = part === 'claims' ? Buffer.from(owner).toString('base64url') : claims
    const changed = part === 'signature' ? `${signature.slice(0, -4)}AAAA` : signature

    expect((await get(server, SUBSCRIPTIONS, [header, forged, changed].join('.'))).status).toBe(401)
  })

  it('is asked of everything but the description of the cloud', async () => {
    const server = await serveForTest()

    for (const version of ['2015-01-01', '2020-06-01', '2022-09-01']) {
      expect((await get(server, `/metadata/endpoints?api-version=${version}`)).status).toBe(200)
    }
    expect((await get(server, '/subscriptions/x/resourceGroups?api-version=2021-04-01')).status).toBe(401)
  })
})

describe('roles', () => {
  const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-new?api-version=2021-04-01'
  const as = (index: number, identity: string) => ({
    client_id: `00000000-0000-0000-0000-0000000000c${index}`,
    client_secret: `azbk-mock-${identity}`,
  })
  const options: ServeOptions = { world: 'empty' }

  it.each([
    [as(1, 'owner'), 201],
    [as(2, 'backup-contributor'), 403],
    [as(4, 'backup-reader'), 403],
    [as(5, 'none'), 403],
  ])('follow the token: %j', async (form, status) => {
    const server = await serveForTest(options)
    const authorization = await bearer(server, form)

    const answer = await callServer(server, {
      method: 'PUT',
      path: GROUP,
      headers: { authorization, 'content-type': 'application/json' },
      body: '{"location":"westeurope"}',
    })

    expect(answer.status).toBe(status)
    if (status === 403) expect(JSON.parse(answer.text).error.message).toContain(form.client_id)
  })
})
