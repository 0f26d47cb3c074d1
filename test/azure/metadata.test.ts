import { describe, expect, it } from 'vitest'
import { CLOUDS } from '../../src/azure/clouds.js'
import { discoverCloud } from '../../src/azure/metadata.js'
import type { ProgressEvent } from '../../src/core/progress.js'
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
  return (await discoverCloud(endpoint, network, hooks())).cloud
}

function hooks(progress: (event: ProgressEvent) => void = () => {}) {
  const clock = { now: () => new Date(0), sleep: async () => {} }
  return { clock, signal: new AbortController().signal, progress }
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

  it.each<[string, Said]>([
    ['HTTP 429', [429, {}]],
    ['HTTP 503', [503, {}]],
    ['ECONNRESET', 'ECONNRESET'],
  ])('is asked for again after %s, and the wait is told', async (reason, said) => {
    const answers: Said[] = [said, { authentication: login }]
    const network = fakeNetwork({ '/metadata/endpoints': () => answers.shift() ?? {} })
    const told: ProgressEvent[] = []

    const { cloud } = await discoverCloud(
      HUB,
      network,
      hooks((event) => told.push(event)),
    )

    expect(cloud).toMatchObject(expected)
    expect(told).toMatchObject([{ type: 'retry', what: 'GET metadata/endpoints', reason }])
  })

  it.each<[number, object, object]>([
    [503, {}, { code: 'AZURE_UNAVAILABLE', exitCode: 1, message: expect.stringContaining('HTTP 503') }],
    [429, { error: { code: 'TooManyRequests', message: 'Later.' } }, { exitCode: 7 }],
  ])('an endpoint that stays at HTTP %i is in trouble, not another kind of server', async (status, body, error) => {
    await expect(discover([status, body])).rejects.toMatchObject(error)
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
