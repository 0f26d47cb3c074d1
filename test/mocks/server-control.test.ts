import { describe, expect, it } from 'vitest'
import type { MockServer } from '../../mocks/index.js'
import { callServer } from '../helpers/call-server.js'
import { SERVED_START as START, serveForTest as serve } from '../helpers/served.js'

interface Answer {
  time: string
  from: string
  machines: number
  newJobs: number
  softDeleteProfile: string
  requests: unknown[]
  error: { code: string; message: string }
}

async function control(server: MockServer, method: string, path: string, body?: unknown) {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const answer = await callServer(server, { method, path: `/mock-control${path}`, ...sent })
  return { ...answer, json: () => JSON.parse(answer.text) as Answer }
}

describe('the control API', () => {
  it.each(['', '/'])('tells time and size at its root, written with %j at the end', async (end) => {
    const answer = await control(await serve({ world: { fleet: { vms: 3, seed: 1 } } }), 'GET', end)

    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({ time: START, machines: 3, softDeleteProfile: 'current' })
  })

  it('moves the calendar, and counts what that brought', async () => {
    const server = await serve({ world: 'contoso' })

    const answer = (await control(server, 'POST', '/advance', { ms: 2 * 86_400_000 })).json()

    expect(answer).toMatchObject({ from: START, time: '2026-03-04T09:00:00.000Z' })
    expect(answer.newJobs).toBeGreaterThan(20)
    expect(server.mock.now().toISOString()).toBe(answer.time)
  })

  it.each([[{ ms: -1 }], [{ ms: '1' }], [{}], [{ ms: 1e300 }], [{ ms: 1, hours: 2 }], ['{'], ['[]'], ['1']])(
    'refuses to move by %j',
    async (body) => {
      const server = await serve()

      const answer = await control(server, 'POST', '/advance', body)

      expect(answer.status).toBe(400)
      expect(server.mock.now().toISOString()).toBe(START)
    },
  )

  it('resets to a world by the words of the command line', async () => {
    const server = await serve()

    const answer = await control(server, 'POST', '/reset', {
      world: 'fleet',
      vms: 5,
      seed: 7,
      softDeleteProfile: '2024',
      transferModel: 'shared',
      now: '2026-06-01T00:00:00Z',
    })

    expect(answer.json()).toMatchObject({ machines: 5, softDeleteProfile: '2024', time: '2026-06-01T00:00:00.000Z' })
    expect(server.mock.control.peek().transfers.model).toBe('shared')
    expect(Object.keys(server.mock.control.peek().compute.virtualMachines)).toHaveLength(5)
  })

  it('resets to the world that it was started with when none is named', async () => {
    const server = await serve({ world: { fleet: { vms: 3, seed: 1 } } })
    await control(server, 'POST', '/reset', { world: 'empty' })

    expect((await control(server, 'POST', '/reset')).json().machines).toBe(3)
  })

  it('refuses a start that makes no sense, names all that is wrong, and keeps the present world', async () => {
    const server = await serve({ world: { fleet: { vms: 3, seed: 1 } } })
    const body = { world: 'contoso', vms: 0, seed: 'x', softDeleteProfile: '1999' }

    const answer = await control(server, 'POST', '/reset', body)

    expect(answer.status).toBe(400)
    for (const word of ['"vms" goes with', '1 to 10000', '"seed"', '"softDeleteProfile"'])
      expect(answer.json().error.message).toContain(word)
    expect((await control(server, 'GET', '')).json().machines).toBe(3)
  })

  it.each([
    [{ world: 'mars' }],
    [{ world: { fleet: {} } }],
    [{ world: null }],
    [{ words: 1 }],
    [{ transferModel: 'magic' }],
    [{ now: 'noon' }],
    [{ now: 0 }],
    [{ __proto__: 1, state: {} }],
  ])('refuses to reset to %j', async (body) => {
    expect((await control(await serve(), 'POST', '/reset', body)).status).toBe(400)
  })

  it('carries a state from one server to another', async () => {
    const [from, to] = [await serve({ world: { fleet: { vms: 4, seed: 1 } } }), await serve()]
    const state = (await control(from, 'GET', '/state')).text

    expect((await control(to, 'PUT', '/state', state)).json().machines).toBe(4)
    expect((await control(to, 'GET', '/state')).json()).toMatchObject({ schemaVersion: 1 })
  })

  it.each([
    ['no JSON', () => '{'],
    ['no state', () => '{}'],
    ['another version', (state: object) => ({ ...state, schemaVersion: 99 })],
    ['an empty slice', (state: object) => ({ ...state, backup: {} })],
    ['vaults that are none', (state: object) => ({ ...state, backup: { vaults: { a: 1 } } })],
    ['VMs that are a number', (state: object) => ({ ...state, compute: { virtualMachines: null } })],
    ['events that are none', (state: object) => ({ ...state, events: [null] })],
    ['another tenant', (state: object) => ({ ...state, tenantId: 'fabrikam' })],
    ['a clock that stands nowhere', (state: object) => ({ ...state, clock: {} })],
  ])('answers 400 to a state with %s, and goes on with its own', async (_what, broken) => {
    const server = await serve({ world: { fleet: { vms: 3, seed: 1 } } })

    const answer = await control(server, 'PUT', '/state', broken(server.mock.control.snapshot()))

    expect(answer.status).toBe(400)
    expect((await control(server, 'GET', '')).json().machines).toBe(3)
  })

  it('lists requests with their answers, and forgets them', async () => {
    const server = await serve()
    await callServer(server, { path: '/metadata/endpoints?api-version=2015-01-01' })

    expect((await control(server, 'GET', '/requests')).json().requests).toEqual([
      expect.objectContaining({ method: 'GET', path: '/metadata/endpoints?api-version=2015-01-01', status: 200 }),
    ])
    expect((await control(server, 'DELETE', '/requests')).status).toBe(204)
    expect((await control(server, 'GET', '/requests')).json().requests).toEqual([])
  })

  it('fixes durations by name, and refuses names it does not know', async () => {
    const server = await serve()

    expect((await control(server, 'POST', '/durations', { snapshot: 5, transfer: null })).status).toBe(204)
    expect((await control(server, 'POST', '/durations', { naps: 5 })).status).toBe(400)
    expect((await control(server, 'POST', '/durations', { snapshot: -5 })).status).toBe(400)
  })

  it('says who may log in, and where', async () => {
    const server = await serve()

    const { tenantId, identities } = JSON.parse((await control(server, 'GET', '/login')).text)

    expect({ tenantId, identities }).toEqual({ tenantId: server.tenantId, identities: server.identities })
  })

  it('saves where the state is kept, and says when that is nowhere', async () => {
    let saved = 0
    const kept = await serve({ save: () => void saved++ })

    expect((await control(kept, 'POST', '/save')).status).toBe(200)
    expect(saved).toBe(1)
    expect((await control(await serve(), 'POST', '/save')).status).toBe(409)
    const full = await serve({
      save: () => {
        throw new Error('The disk is full.')
      },
    })
    expect((await control(full, 'POST', '/save')).json().error).toEqual({
      code: 'SaveFailed',
      message: 'The disk is full.',
    })
  })

  it('is told from other servers also when it refuses to read, or goes wrong', async () => {
    const server = await serve()
    server.mock.control.advance = () => {
      throw new Error('it broke')
    }
    const path = '/mock-control/advance'
    const broken = await callServer(server, { method: 'POST', path, body: '{"ms":1}' })
    const headers = { 'content-encoding': 'gzip' }
    const compressed = await callServer(server, { method: 'POST', path, headers, body: 'x' })

    expect([broken.status, compressed.status]).toEqual([500, 415])
    for (const answer of [broken, compressed]) expect(answer.headers['x-azbk-mock-control']).toBe('1')
    expect((await callServer(server, { path: '/metadata/endpoints' })).headers).not.toHaveProperty(
      'x-azbk-mock-control',
    )
  })

  it('answers 404 of its own to what it does not know', async () => {
    const answer = await control(await serve(), 'GET', '/vaults')

    expect(answer.status).toBe(404)
    expect(answer.json().error).toEqual({ code: 'NotFound', message: 'The control API has no GET /vaults.' })
    expect(answer.headers['x-azbk-mock-control']).toBe('1')
  })

  it.each([{ origin: 'https://contoso.com' }, { 'sec-fetch-site': 'cross-site' }])(
    'takes nothing from web pages: %j',
    async (headers) => {
      const server = await serve()

      const answer = await callServer(server, { method: 'POST', path: '/mock-control/reset', headers })

      expect(answer.status).toBe(403)
    },
  )
})

describe('the faults of the control API', () => {
  it('are added, listed and cleared', async () => {
    const server = await serve()
    const rule = { method: 'GET', path: 'vaults/*', nth: 2, fault: { kind: 'status', status: 503 } }

    const added = await control(server, 'POST', '/faults', rule)
    expect(added.status).toBe(201)
    expect(JSON.parse(added.text)).toEqual({ id: '1', rule: { ...rule, times: 1 }, seen: 0, struck: 0 })
    expect(JSON.parse((await control(server, 'GET', '/faults')).text).faults).toHaveLength(1)

    expect(JSON.parse((await control(server, 'DELETE', '/faults/1')).text)).toEqual({ cleared: ['1'] })
    expect((await control(server, 'DELETE', '/faults/1')).status).toBe(404)
    expect(JSON.parse((await control(server, 'DELETE', '/faults')).text)).toEqual({ cleared: [] })
  })

  it('are refused with all that is wrong', async () => {
    const server = await serve()

    const answer = await control(server, 'POST', '/faults', { nth: 0, fault: { kind: 'rain' } })

    expect(answer.status).toBe(400)
    expect(answer.json().error).toMatchObject({ code: 'InvalidFault', message: expect.stringMatching(/nth.*kind/) })
  })
})
