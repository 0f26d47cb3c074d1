import { connect } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Fault, type MockServer, serveMock } from '../../mocks/index.js'
import { logIn, type Session } from '../helpers/call-server.js'

const START = '2026-03-02T09:00:00.000Z'
const GROUP_BODY = JSON.stringify({ location: 'westeurope' })

/** A served mock in this weather, and a client that has logged in before it came up. */
async function serveIn(fault: Fault): Promise<{ server: MockServer; session: Session; group: string }> {
  const server = await serveMock({ world: 'empty', clock: { kind: 'manual', start: START } })
  const session = await logIn(server)
  onTestFinished(async () => {
    session.close()
    await server.close()
  })
  server.mock.control.inject({ path: 'resourceGroups/*', fault })
  const group = `/subscriptions/${server.subscriptionId}/resourceGroups/rg-weather?api-version=2021-04-01`
  return { server, session, group }
}

const groupsOf = (server: MockServer) => Object.keys(server.mock.control.peek().resources.groups)

describe('the weather of a served mock', () => {
  it.each(['reset-before', 'dns', 'tls', 'refused'] as const)(
    '%s breaks the connection, and nothing happens',
    async (kind) => {
      const { server, session, group } = await serveIn({ kind })

      const call = session.call({ path: group, method: 'PUT', body: GROUP_BODY })

      await expect(call).rejects.toMatchObject({ code: expect.stringMatching(/^ECONNRESET$|^EPIPE$/) })
      expect(groupsOf(server)).toEqual([])
      expect((await session.call({ path: group, method: 'PUT', body: GROUP_BODY })).status).toBe(201)
    },
  )

  it('reset-after breaks the connection once the write took effect', async () => {
    const { server, session, group } = await serveIn({ kind: 'reset-after' })

    const call = session.call({ path: group, method: 'PUT', body: GROUP_BODY })

    await expect(call).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(groupsOf(server)).toHaveLength(1)
  })

  it('a truncated answer has its true length in the header and breaks in the middle', async () => {
    const { server, session, group } = await serveIn({ kind: 'truncated' })

    const call = session.call({ path: group, method: 'PUT', body: GROUP_BODY })
    await expect(call).rejects.toMatchObject({ message: 'aborted' })
    const whole = (await session.call({ path: group })).text
    server.mock.control.inject({ path: 'resourceGroups/*', fault: { kind: 'truncated' } })
    const raw = await rawGet(server, group, session)

    const [head = '', body = ''] = raw.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`content-length: ${whole.length}`, 'i'))
    expect(body).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  })

  it.each<[Fault, number, RegExp, RegExp]>([
    [{ kind: 'html' }, 200, /^text\/html/, /<html>/],
    [{ kind: 'content-type', contentType: 'text/xml' }, 201, /^text\/xml/, /"name":"rg-weather"/],
    [{ kind: 'status', status: 429, retryAfterSeconds: 3 }, 429, /^application\/json/, /SubscriptionRequestsThrottled/],
    [{ kind: 'token-expired' }, 401, /^application\/json/, /ExpiredAuthenticationToken/],
  ])('%o is answered as such', async (fault, status, type, says) => {
    const { session, group } = await serveIn(fault)

    const reply = await session.call({ path: group, method: 'PUT', body: GROUP_BODY })

    expect(reply.status).toBe(status)
    expect(reply.headers['content-type']).toMatch(type)
    expect(reply.text).toMatch(says)
  })

  it('a delay holds the answer back for its wall time', async () => {
    const { session, group } = await serveIn({ kind: 'delay', ms: 120 })
    const start = performance.now()

    await session.call({ path: group, method: 'PUT', body: GROUP_BODY })

    expect(performance.now() - start).toBeGreaterThanOrEqual(115)
  })

  it('an expired token is sent to log in at the mock itself, and what needs no token has none to expire', async () => {
    const { server, session, group } = await serveIn({ kind: 'token-expired' })

    const refused = await session.call({ path: group })
    const metadata = await session.call({ path: '/metadata/endpoints?api-version=2015-01-01' })

    expect(refused.headers['www-authenticate']).toContain(`authorization_uri="${server.baseUrl}/`)
    expect(metadata.status).toBe(200)
  })

  it('weather for Azure leaves login and control alone', async () => {
    const { server, session } = await serveIn({ kind: 'delay', ms: 0 })
    server.mock.control.inject({ times: 'always', fault: { kind: 'reset-before' } })

    const again = await logIn(server)
    again.close()

    expect((await session.call({ path: '/mock-control/faults' })).status).toBe(200)
  })
})

/** All that a GET brings over a connection of its own, until that breaks. */
function rawGet(server: MockServer, path: string, session: Session): Promise<string> {
  const { hostname, port, host } = new URL(server.baseUrl)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({ host: hostname, port: Number(port), ca: server.ca }, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${session.authorization}\r\n\r\n`)
    })
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}
