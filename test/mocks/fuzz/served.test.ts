import { connect as connectPlain } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { connect } from 'node:tls'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createMock } from '../../../mocks/index.js'
import { type MockServer, serveMock } from '../../../mocks/server/serve-mock.js'
import { callServer, logIn, type Session } from '../../helpers/call-server.js'
import { requestArbitrary } from './requests.js'
import { targetsOf } from './targets.js'
import { nastyText } from './values.js'

const clock = { kind: 'manual', start: '2026-03-02T09:00:00Z' } as const
const world = () => createMock({ world: 'contoso', seed: 1, clock }).control.snapshot()
/** Long enough for a busy machine to answer an honest client. */
const limits = { handshakeMs: 1_500, headersMs: 1_500, requestMs: 1_800, checkMs: 50 }

let server: MockServer
let session: Session
const reports: unknown[] = []

beforeAll(async () => {
  server = await serveMock({ state: world(), clock, limits, report: (error) => reports.push(error) })
  session = await logIn(server)
})
afterAll(async () => {
  session.close()
  await server.close()
})
afterEach(async () => {
  const { status } = await session.call({ path: '/subscriptions?api-version=2022-12-01' })
  expect({ status, reports }).toEqual({ status: 200, reports: [] })
})

/** What comes back for bytes on a connection of their own; empty when it was just closed. */
async function say(bytes: string | Buffer, how: { plain?: boolean; stayOpen?: boolean } = {}): Promise<string> {
  const { hostname: host, port } = new URL(server.baseUrl)
  const to = { host, port: Number(port), ca: server.ca }
  const socket: Duplex = how.plain ? connectPlain(to) : connect(to)
  // A server may cut off who talks nonsense before it has heard all of it.
  socket.on('error', () => socket.destroy())
  if (how.stayOpen) socket.write(bytes)
  else socket.end(bytes)
  const said = await buffer(socket).catch(() => Buffer.alloc(0))
  return said.toString('latin1')
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)

const get = (path: string, ...headers: string[]) => `GET ${path} HTTP/1.1\r\n${[...headers, '', ''].join('\r\n')}`
const post = (headers: string, body: string) =>
  `POST /adfs/oauth2/token HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`

describe('the served mock goes on', () => {
  test.each<[what: string, bytes: string | Buffer, status: number]>([
    ['noise', Buffer.from([0, 255, 1, 2, 3, 13, 10]), 400],
    ['no host', get('/subscriptions'), 400],
    ['two hosts', get('/subscriptions', 'Host: localhost', 'Host: contoso.com', 'Connection: close'), 421],
    ['a host of somebody else', get('/subscriptions', 'Host: contoso.com', 'Connection: close'), 421],
    ['a host that is none', get('/subscriptions', 'Host: ]:[', 'Connection: close'), 400],
    ['the address of somebody else', get('http://contoso.com/', 'Host: localhost', 'Connection: close'), 421],
    ['no address', get('*', 'Host: localhost', 'Connection: close'), 400],
    ['headers of 40 kB', get('/subscriptions', 'Host: localhost', `X: ${'x'.repeat(40_000)}`), 431],
    ['a path of 40 kB', get(`/${'x'.repeat(40_000)}`, 'Host: localhost'), 431],
    ['a header with a NUL', get('/subscriptions', 'Host: localhost', 'X: \0'), 400],
    ['a body of negative length', post('Content-Length: -1', ''), 400],
    ['a body of two lengths', post('Content-Length: 1\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), 400],
    ['chunks that are none', post('Transfer-Encoding: chunked', 'zz\r\n'), 400],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a method that is none', 'FETCH! / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ])('after %s', async (_, bytes, status) => {
    expect(statusOf(await say(bytes))).toBe(status)
  })

  test.each([
    ['a request that stops in its headers', get('/subscriptions', 'Host: localhost').slice(0, -2), 408],
    ['a body that never comes', post('Content-Length: 10', ''), 408],
    ['silence', '', 408],
  ])('after %s, once its time is up', async (_, bytes, status) => {
    expect([status, 0]).toContain(statusOf(await say(bytes, { stayOpen: true })))
  })

  test('after a client that does not speak TLS', async () => {
    expect(await say(get('/subscriptions', 'Host: localhost'), { plain: true })).not.toContain('200')
  })

  test('after requests with bytes changed, left out or put in', async () => {
    const good = Buffer.from(
      'PUT /subscriptions/x?api-version=2022-12-01 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 12\r\n\r\n{"tags": {}}',
    )
    const edit = fc.record({ at: fc.nat(good.length - 1), drop: fc.nat(2), put: fc.uint8Array({ maxLength: 3 }) })
    const changedBytes = fc
      .array(edit, { minLength: 1, maxLength: 4 })
      .map((edits) =>
        edits.reduce(
          (bytes, { at, drop, put }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]),
          good,
        ),
      )

    await fc.assert(
      fc.asyncProperty(fc.array(changedBytes, { minLength: 10, maxLength: 10 }), async (all) => {
        const statuses = await Promise.all(all.map(async (bytes) => statusOf(await say(bytes))))
        expect(statuses.filter((status) => status >= 500)).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  test('after 400 requests of a client that is logged in', async () => {
    const requests = fc.sample(requestArbitrary(targetsOf(world())), { numRuns: 400, seed: 1 })
    for (const { method, url, body } of requests) {
      const { pathname, search } = new URL(url)
      const answer = await session.call({
        method,
        path: `${pathname}${search}`,
        ...(body === undefined ? {} : { body }),
      })
      expect([500, 502, 503, 504], `${method} ${url} ${body}: ${answer.text}`).not.toContain(answer.status)
    }
  })

  test('after logins that make no sense', async () => {
    const names = [
      'grant_type',
      'client_id',
      'client_secret',
      'scope',
      'resource',
      'client_assertion',
      'client_assertion_type',
    ]
    const words = fc.constantFrom(
      'client_credentials',
      'password',
      server.identities[0].clientId,
      'a.b.c',
      '//.default',
      '__proto__',
    )
    const form = fc.dictionary(fc.constantFrom(...names), fc.oneof(words, nastyText)).map((fields) => {
      return String(new URLSearchParams(fields))
    })
    const type = fc.constantFrom(
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/json',
      'x',
      '',
    )
    const path = fc.constantFrom(
      '/adfs/oauth2/token',
      '/common/oauth2/v2.0/token',
      '/%00/oauth2/token',
      '/msi/token',
      '/msi/token/',
    )

    await fc.assert(
      fc.asyncProperty(path, type, fc.oneof(form, nastyText), async (where, contentType, body) => {
        const headers = { 'content-type': contentType, metadata: 'true' }
        const answer = await callServer(server, { path: where, method: 'POST', headers, body })
        expect(answer.status, `${where} ${contentType} ${body}: ${answer.text}`).toBeLessThan(500)
      }),
      { numRuns: 150 },
    )
  })

  test('after control requests that make no sense', async () => {
    const paths = [
      '/',
      '/advance',
      '/state',
      '/reset',
      '/durations',
      '/save',
      '/requests',
      '/faults',
      '/nothing',
      '/%zz',
    ]
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH')
    const control = new URL(server.controlUrl).pathname
    const value = fc.oneof(
      fc.json(),
      nastyText,
      fc.constantFrom('{"ms":1e308}', '{"ms":-1}', '{"ms":null}', '{"world":"constructor"}', '{"snapshot":"1"}'),
    )

    await fc.assert(
      fc.asyncProperty(method, fc.constantFrom(...paths), value, async (verb, path, body) => {
        const answer = await callServer(server, { path: `${control}${path}`, method: verb, body })
        expect(answer.status, `${verb} ${path} ${body}: ${answer.text}`).toBeLessThan(500)
      }),
      { numRuns: 200 },
    )
  })
})
