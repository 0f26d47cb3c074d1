import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockServer } from '../../mocks/index.js'
import { callServer } from '../helpers/call-server.js'
import { serveForTest as serve } from '../helpers/served.js'

const METADATA = '/metadata/endpoints?api-version=2015-01-01'
/** Short enough for a test, long enough for a busy machine to answer an honest client. */
const HASTY = { limits: { handshakeMs: 1_500, headersMs: 1_500, requestMs: 1_800, checkMs: 50 } }

async function open(server: MockServer): Promise<TLSSocket> {
  const { hostname: host, port } = new URL(server.baseUrl)
  const socket = connect({ host, port: Number(port), ca: server.ca })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

/** Everything that the server says until it closes the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let said = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  socket.on('error', () => {})
  await once(socket, 'close')
  return said
}

/** What the server says to these bytes. */
async function say(server: MockServer, text: string | Buffer): Promise<string> {
  const socket = await open(server)
  socket.end(text)
  return untilClosed(socket)
}

function hostOf(server: MockServer): string {
  return new URL(server.baseUrl).host
}

async function stillServes(server: MockServer): Promise<boolean> {
  return (await callServer(server, { path: METADATA })).status === 200
}

describe('the Host of a request', () => {
  it.each(['contoso.com', '127.0.0.1.contoso.com', 'localhost.contoso.com', '10.0.0.1', '[::2]', ''])(
    'that is %j is not served: no name that an attacker owns leads here',
    async (host) => {
      const server = await serve()

      const said = await say(server, `GET ${METADATA} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)

      expect(said).toMatch(/^HTTP\/1.1 4(00|21) /)
    },
  )

  it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:1'])('may be %s', async (host) => {
    const server = await serve()

    const { status, text } = await callServer(server, { path: METADATA, headers: { host } })

    expect(status).toBe(200)
    expect(JSON.parse(text).galleryEndpoint).toBe(`https://${host.toLowerCase()}/`)
  })

  it('may be missing from HTTP/1.1 no more than from 1.0', async () => {
    const server = await serve()

    expect(await say(server, `GET ${METADATA} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
    expect(await say(server, `GET ${METADATA} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1.1 4(00|21) /)
  })

  it('cannot be hidden behind an absolute address', async () => {
    const server = await serve()
    const get = (url: string) =>
      say(server, `GET ${url} HTTP/1.1\r\nHost: ${hostOf(server)}\r\nConnection: close\r\n\r\n`)

    expect(await get(`https://contoso.com${METADATA}`)).toMatch(/^HTTP\/1.1 4(00|21) /)
    expect(await get(`${server.baseUrl}${METADATA}`)).toMatch(/^HTTP\/1.1 200 /)
  })
})

describe('bodies', () => {
  const path = '/adfs/oauth2/token'
  const big = Buffer.alloc(5 * 1024 * 1024, 'x')

  it('that say they are too large are refused before they are read', async () => {
    const server = await serve()
    const head = `POST ${path} HTTP/1.1\r\nHost: ${hostOf(server)}\r\nContent-Length: ${big.length}\r\nConnection: close\r\n\r\n`

    expect(await say(server, head)).toMatch(/^HTTP\/1.1 413 /)
  })

  it('that turn out too large are refused on the way', async () => {
    const server = await serve()
    const headers = { 'transfer-encoding': 'chunked', 'content-type': 'application/x-www-form-urlencoded' }

    const answer = await callServer(server, { method: 'POST', path, headers, body: big }).catch(() => undefined)

    expect(answer?.status ?? 413).toBe(413)
    expect(await stillServes(server)).toBe(true)
  })

  it.each([
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync('{"location":"westeurope"}'), 415],
    ['cut off in a character', {}, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22]), 400],
    ['of another form', {}, '[1]', 400],
  ])('that are %s are refused', async (_what, headers, body, status) => {
    const server = await serve()
    const form =
      'grant_type=client_credentials&client_id=00000000-0000-0000-0000-0000000000c1&client_secret=azbk-mock-owner'
    const login = await callServer(server, {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
    })
    const authorization = `Bearer ${JSON.parse(login.text).access_token}`

    const answer = await callServer(server, {
      method: 'PUT',
      path: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg?api-version=2021-04-01',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body,
    })

    expect(answer.status).toBe(status)
  })

  it('are asked for when a client waits for that', async () => {
    const server = await serve()
    const body = 'grant_type=x'
    const head = `POST ${path} HTTP/1.1\r\nHost: ${hostOf(server)}\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n`
    const socket = await open(server)
    socket.write(head)
    const [first] = await once(socket, 'data')
    socket.end(body)

    expect(String(first)).toMatch(/^HTTP\/1.1 100 /)
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1.1 400 /)
  })
})

describe('clients that dawdle', () => {
  it.each([
    ['over the headers', 'GET / HTTP/1.1\r\nHost:'],
    ['over the body', 'POST /adfs/oauth2/token HTTP/1.1\r\nHost: {host}\r\nContent-Length: 10\r\n\r\nabc'],
    ['over a chunk', 'POST /adfs/oauth2/token HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'],
  ])('%s are cut off, without harm to others', async (_what, text) => {
    const server = await serve(HASTY)
    const socket = await open(server)
    socket.write(text.replace('{host}', hostOf(server)))

    const [said, others] = await Promise.all([untilClosed(socket), stillServes(server)])

    expect(said).toMatch(/^(HTTP\/1.1 408 |$)/)
    expect(others).toBe(true)
  })

  it('over the handshake are cut off', async () => {
    const server = await serve(HASTY)
    const { hostname, port } = new URL(server.baseUrl)
    const socket = connectPlain(Number(port), hostname)
    onTestFinished(() => void socket.destroy())

    expect(await untilClosed(socket)).toBe('')
    expect(await stillServes(server)).toBe(true)
  })
})

describe('the server survives', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a method that is none', 'GRAB / HTTP/1.1\r\nHost: {host}\r\n\r\n'],
    ['another version', 'GET / HTTP/9.9\r\nHost: {host}\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a length that is no number', 'POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: x\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: {host}\r\nHost: contoso.com\r\n\r\n'],
    ['a host of control characters', 'GET / HTTP/1.1\r\nHost: {host}\u0001\r\n\r\n'],
    ['an address that cannot be read', 'GET //%zz/%%%?%=% HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n'],
    ['an address with no path', 'GET ? HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n'],
    ['CONNECT', 'CONNECT contoso.com:443 HTTP/1.1\r\nHost: contoso.com:443\r\n\r\n'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n'],
    ['an upgrade', 'GET / HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: {host}\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`],
  ])('%s', async (_what, text) => {
    const server = await serve(HASTY)

    const said = await say(server, text.replace('{host}', hostOf(server)))

    expect(said).toMatch(/^(HTTP\/1.1 4\d\d |$)/)
    expect(await stillServes(server)).toBe(true)
  })

  it('clients that hang up before the answer', async () => {
    const server = await serve()
    for (let i = 0; i < 20; i++) {
      const socket = await open(server)
      socket.write(`GET ${METADATA} HTTP/1.1\r\nHost: ${hostOf(server)}\r\n\r\n`)
      socket.destroy()
    }

    expect(await stillServes(server)).toBe(true)
  })

  it('two hundred connections that do nothing', async () => {
    const server = await serve()
    await Promise.all(Array.from({ length: 200 }, () => open(server)))

    expect(await stillServes(server)).toBe(true)
  })

  it('its own faults: a 500 that says so, told to the operator', async () => {
    const told: unknown[] = []
    const server = await serve({ report: (error) => void told.push(error) })
    server.mock.fetch = () => Promise.reject(new Error('it broke'))

    const { status, text } = await callServer(server, { path: METADATA })

    expect(status).toBe(500)
    expect(JSON.parse(text).error).toMatchObject({ code: 'MockFailed', message: expect.stringContaining('it broke') })
    expect(told).toHaveLength(1)
  })
})

describe('HEAD', () => {
  it('has the headers of GET and no body', async () => {
    const server = await serve()

    const { status, headers, text } = await callServer(server, {
      method: 'HEAD',
      path: '/subscriptions?api-version=2022-12-01',
    })

    expect({ status, text }).toEqual({ status: 401, text: '' })
    expect(headers['www-authenticate']).toContain('Bearer')
  })
})

describe('serveMock', () => {
  it('serves several mocks in one process, each with its own state', async () => {
    const [one, two] = [
      await serve({ world: { fleet: { vms: 1, seed: 1 } } }),
      await serve({ world: { fleet: { vms: 2, seed: 1 } } }),
    ]
    const machines = async (server: MockServer) =>
      JSON.parse((await callServer(server, { path: '/mock-control' })).text).machines

    expect([await machines(one), await machines(two)]).toEqual([1, 2])
  })

  it('lets requests end when it closes, and takes no more', async () => {
    const server = await serve()
    const busy = await open(server)
    busy.write(`POST /adfs/oauth2/token HTTP/1.1\r\nHost: ${hostOf(server)}\r\nContent-Length: 1\r\n`)
    const answer = untilClosed(busy)

    const closing = server.close()
    busy.end('Content-Type: application/x-www-form-urlencoded\r\n\r\nx')

    expect(await answer).toMatch(/^HTTP\/1.1 400 /)
    await closing
    await expect(callServer(server, { path: METADATA })).rejects.toThrow('ECONNREFUSED')
  })

  it('closes at once when clients only keep their connections', async () => {
    const server = await serve()
    await open(server)

    await server.close()
    await server.close()
  })

  it('refuses an address that others can reach, unless that is asked for', async () => {
    await expect(serve({ host: '0.0.0.0' })).rejects.toThrow(RangeError)

    const server = await serve({ host: '0.0.0.0', listenAnywhere: true })
    expect(server.baseUrl).toMatch(/^https:\/\/127\.0\.0\.1:/)
    expect(await stillServes(server)).toBe(true)
  })

  it('works on IPv6', async () => {
    const server = await serve({ host: '::1' })

    expect(server.baseUrl).toMatch(/^https:\/\/\[::1\]:/)
    expect(await stillServes(server)).toBe(true)
  })
})
