import { describe, expect, it } from 'vitest'
import { CLOUDS } from '../../src/azure/clouds.js'
import { discoverCloud } from '../../src/azure/metadata.js'
import { type FakeNetwork, fakeNetwork, type Said } from '../helpers/fake-network.js'

const HUB = 'https://management.local.contoso.com'
const login = {
  loginEndpoint: 'https://adfs.local.contoso.com/adfs/',
  audiences: ['https://management.contoso.com/guid'],
}

async function discover(
  said: Said,
  endpoint = HUB,
  network: FakeNetwork = fakeNetwork({ '/metadata/endpoints': () => said }),
) {
  return (await discoverCloud(endpoint, network, new AbortController().signal)).cloud
}

describe('the cloud behind an endpoint', () => {
  const expected = {
    armEndpoint: HUB,
    authority: 'https://adfs.local.contoso.com/adfs',
    audience: 'https://management.contoso.com/guid',
    storageSuffix: 'local.contoso.com',
    discovered: true,
  }

  it('is read from the old form, one object', async () => {
    const network = fakeNetwork({
      '/metadata/endpoints': () => ({
        galleryEndpoint: 'https://g',
        graphEndpoint: 'https://graph',
        authentication: login,
      }),
    })

    expect(await discover({}, HUB, network)).toMatchObject({ name: 'management.local.contoso.com', ...expected })
    expect(network.sent[0]?.url).toBe(`${HUB}/metadata/endpoints?api-version=2015-01-01`)
    expect(network.sent[0]?.headers.has('authorization')).toBe(false)
  })

  it('is read from the new form: its own row of a list', async () => {
    const other = {
      name: 'other',
      resourceManager: 'https://else.contoso.com/',
      authentication: { ...login, audiences: ['x'] },
    }
    const own = {
      name: 'Hub',
      resourceManager: `${HUB.toUpperCase()}/`,
      authentication: login,
      suffixes: { storage: 'blob.contoso.com' },
    }

    expect(await discover([200, [other, own]])).toMatchObject({
      ...expected,
      name: 'Hub',
      storageSuffix: 'blob.contoso.com',
    })
  })

  it('is known without asking when it is one of Azure', async () => {
    expect(await discover({}, 'https://management.azure.com', fakeNetwork({}))).toBe(CLOUDS.AzureCloud)
  })

  it.each([
    ['another kind of server', [404, { message: 'not found' }]],
    ['no login endpoint', { authentication: { audiences: ['x'] } }],
    ['a login endpoint in the clear', { authentication: { ...login, loginEndpoint: 'http://adfs' } }],
    ['no audience', { authentication: { loginEndpoint: login.loginEndpoint } }],
    ['an empty list', [200, []]],
  ] as [string, Said][])('is refused for %s', async (_what, said) => {
    await expect(discover(said)).rejects.toMatchObject({ code: 'ENDPOINT_NOT_ARM', exitCode: 1 })
  })

  it.each([
    ['ENOTFOUND', 'DNS_FAILED'],
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS_FAILED'],
    ['ECONNRESET', 'CONNECTION_LOST'],
  ])('out of reach with %s is %s', async (code, expectedCode) => {
    await expect(discover(code)).rejects.toMatchObject({ code: expectedCode, exitCode: 1 })
  })
})
