import { describe, expect, test } from 'vitest'
import { createMock, type Fault } from '../../mocks/index.js'
import { createBench, GROUP, makeVault, makeVm, protect, VAULT, vaultPath, vmBodyOf, vmPath } from './helpers.js'

const ARM = 'https://management.azure.com'

describe('every request', () => {
  test('needs an api-version', () => {
    const bench = createBench()
    const reply = bench.mock.control.send({ method: 'GET', url: `${ARM}/subscriptions` })

    expect([reply.status, reply.body]).toMatchObject([400, { error: { code: 'MissingApiVersionParameter' } }])
  })

  test.each([
    [
      '2015-01-01',
      { galleryEndpoint: `${ARM}/`, authentication: { loginEndpoint: `${ARM}/adfs`, audiences: [`${ARM}/`] } },
    ],
    [
      '2019-05-01',
      [{ name: 'AzbkMock', resourceManager: `${ARM}/`, authentication: { loginEndpoint: `${ARM}/adfs` } }],
    ],
    ['2022-09-01', { name: 'AzbkMock', resourceManager: `${ARM}/`, authentication: { loginEndpoint: ARM } }],
  ])('for the addresses of the cloud is answered in the shape of its api-version: %s', (apiVersion, body) => {
    const reply = createMock().control.send({
      method: 'GET',
      url: `${ARM}/metadata/endpoints?api-version=${apiVersion}`,
    })

    expect(reply).toMatchObject({ status: 200, body })
  })

  test('of an unknown subscription or group is refused before any provider sees it', () => {
    const bench = createBench()
    const unknown = bench.mock.control.send({
      method: 'GET',
      url: `${ARM}/subscriptions/x/resourceGroups?api-version=1`,
    })

    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'SubscriptionNotFound' } } })
    expect(bench.send('GET', '/resourceGroups/nobody').body.error.code).toBe('ResourceGroupNotFound')
    expect(bench.send('GET', '/resourceGroups/nobody/providers/x/y').body.error.code).toBe('ResourceGroupNotFound')
  })

  test('may name what every object has: nothing is found there, and a policy may be called so', () => {
    const bench = createBench()
    makeVault(bench)
    const known = bench.send('GET', `${vaultPath()}/backupPolicies/DefaultPolicy`).body
    const statusOf = (method: string, path: string, body?: unknown) => bench.send(method, path, body).status

    for (const name of ['__proto__', 'constructor']) {
      const subscription = { method: 'GET', url: `${ARM}/subscriptions/${name}/providers?api-version=2024-04-01` }
      expect(bench.mock.control.send(subscription).status).toBe(404)
      expect(statusOf('GET', `/providers/Microsoft.Compute/locations/westeurope/operations/${name}`)).toBe(404)
      expect(statusOf('GET', `${vaultPath()}/backupJobs/${name}`)).toBe(404)
      expect(statusOf('GET', `${vaultPath()}/backupPolicies/${name}`)).toBe(404)
    }
    expect(statusOf('PUT', `${vaultPath()}/backupPolicies/constructor`, { properties: known.properties })).toBe(200)
    const again = createBench({ state: JSON.parse(JSON.stringify(bench.mock.control.peek())) })
    expect(again.send('GET', `${vaultPath()}/backupPolicies/constructor`).body.name).toBe('constructor')
  })

  test('is told where to look in ASCII, whatever it said', async () => {
    const bench = createBench()
    makeVault(bench)
    const vault = `${ARM}/subscriptions/${bench.sub}${vaultPath()}`
    const refresh = `${vault}/backupFabrics/Azure/refreshContainers?api-version=2024-\u0130`

    const reply = await bench.mock.fetch(new Request(refresh, { method: 'POST' }))

    expect(reply.headers.get('location')).toMatch(/api-version=2024-%C4%B0$/)
  })

  test('with a body too deep to be saved is refused', () => {
    const bench = createBench()
    const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
    const tag = (levels: number) =>
      bench.send('PUT', vmPath('vm-1'), { ...vmBodyOf({ location: 'westeurope' }), plan: nested(levels) })

    expect(tag(63).status).toBe(201)
    expect(tag(64)).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequestContent' } } })
  })

  test('for something that is not modelled is answered loudly with method, path and api-version', () => {
    const reply = createBench().send('POST', `${vaultPath()}/backupTieringCost/default/fetchTieringCost`)

    expect(reply.status).toBe(501)
    expect(reply.body.error.message).toMatch(/POST .*fetchTieringCost.*2024-04-01/)
  })

  test('may be in any case, encoded, with double slashes, a slash at the end and unknown parameters', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVault(bench)
    protect(bench, 'web-01')
    const path = `//RESOURCEGROUPS//${GROUP}/Providers/microsoft.recoveryservices/VAULTS/${VAULT}`

    expect(bench.send('GET', `${path}/?t=1&c=2`).status).toBe(200)
    expect(bench.send('GET', `${path}/backupPolicies/`).body.value).toHaveLength(3)
    const item =
      '/backupFabrics/azure/protectionContainers/iaasvmcontainer%3Biaasvmcontainerv2%3BRG-APP%3BWEB-01/protectedItems/VM%3Biaasvmcontainerv2%3BRG-APP%3BWEB-01'
    expect(bench.send('GET', `${path}${item}`).status).toBe(200)
  })

  test.each(['{', '[]', '"x"'])('with the body %s is refused', (body) => {
    const bench = createBench()
    const url = `${ARM}/subscriptions/${bench.sub}${vaultPath()}?api-version=2024-04-01`

    expect(bench.mock.control.send({ method: 'PUT', url, body }).status).toBe(400)
  })

  test('gets ids in its headers and the time of the mock', () => {
    const { headers } = createBench().send('GET', '')

    expect(headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers['x-ms-correlation-request-id']).toBe(headers['x-ms-request-id'])
    expect(headers['x-azbk-mock-time']).toBe('2026-01-05T10:00:00.000Z')
  })

  test('is logged until the log is reset', async () => {
    const bench = createBench()
    await bench.vaults.vaults.get(GROUP, 'none').catch(() => {})
    const { requests } = bench.mock.control

    expect(requests.entries).toMatchObject([
      {
        method: 'GET',
        status: 404,
        path: expect.stringContaining('/vaults/none?'),
        userAgent: expect.stringContaining('azsdk-js'),
      },
    ])
    requests.reset()
    expect(requests.entries).toEqual([])
  })

  test('gets the same answer over fetch as through the HttpClient', async () => {
    const mock = createMock({ clock: { kind: 'manual', start: '2026-01-05T10:00:00Z' } })
    const url = `${ARM}/subscriptions?api-version=2022-12-01`

    const response = await mock.fetch(new Request(url))

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(mock.control.send({ method: 'GET', url }).body)
  })

  test('two mocks of one seed give the same ids', () => {
    const snapshot = (seed: number) => {
      const bench = createBench({ seed })
      makeVault(bench)
      return bench.mock.control.snapshot()
    }

    expect(snapshot(5)).toEqual(snapshot(5))
    expect(snapshot(5)).not.toEqual(snapshot(6))
  })
})

describe('faults', () => {
  const cases: [Fault, object][] = [
    [
      { kind: 'status', status: 503, body: { error: { code: 'Busy', message: 'x' } } },
      { statusCode: 503, code: 'Busy' },
    ],
    [{ kind: 'reset-before' }, { name: 'RestError', code: 'ECONNRESET' }],
    [{ kind: 'reset-after' }, { name: 'RestError', code: 'ECONNRESET' }],
    [{ kind: 'dns' }, { name: 'RestError', code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND management.azure.com' }],
    [{ kind: 'tls' }, { name: 'RestError', code: 'SELF_SIGNED_CERT_IN_CHAIN' }],
    [{ kind: 'refused' }, { name: 'RestError', code: 'ECONNREFUSED' }],
    [{ kind: 'truncated' }, { code: 'PARSE_ERROR' }],
    [{ kind: 'html' }, {}],
  ]

  test.each(cases)('%o reaches the caller as the real client would report it', async (fault, expected) => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ method: 'GET', path: /\/vaults\/vault-a/, fault })

    const first = await bench.vaults.vaults.get(GROUP, VAULT).then(
      (vault) => ({ name: vault.name }),
      (error: object) => error,
    )
    const second = await bench.vaults.vaults.get(GROUP, VAULT)

    if (fault.kind === 'html') expect(first).not.toMatchObject({ name: VAULT })
    else expect(first).toMatchObject(expected)
    expect(second.name).toBe(VAULT)
  })

  test.each([
    ['reset-before', 404],
    ['reset-after', 200],
  ] as const)('after %s a PUT has had no effect or its effect: %i', async (kind, status) => {
    const bench = createBench()
    bench.mock.control.inject({ path: /vault-a/, fault: { kind } })
    const create = { location: 'westeurope', sku: { name: 'Standard' }, properties: {} }

    await expect(bench.vaults.vaults.beginCreateOrUpdate(GROUP, VAULT, create)).rejects.toMatchObject({
      code: 'ECONNRESET',
    })

    expect(bench.send('GET', vaultPath()).status).toBe(status)
  })

  test('strike from the nth request on, so many times', async () => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ path: /vault-a/, nth: 2, times: 2, fault: { kind: 'status', status: 500 } })
    const answers: number[] = []
    for (let index = 0; index < 4; index++) {
      const error = await bench.vaults.vaults.get(GROUP, VAULT).then(
        () => ({ statusCode: 200 }),
        (reason: { statusCode: number }) => reason,
      )
      answers.push(error.statusCode)
    }

    expect(answers).toEqual([200, 500, 500, 200])
  })

  test('a delayed request can be aborted', async () => {
    const bench = createBench()
    bench.mock.control.inject({ path: /./, fault: { kind: 'delay', ms: 60_000 } })
    const abort = new AbortController()
    const pending = bench.vaults.vaults.get(GROUP, VAULT, { abortSignal: abort.signal })
    queueMicrotask(() => abort.abort())

    await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
  })
})
