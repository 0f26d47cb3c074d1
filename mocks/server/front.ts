import { randomUUID } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { BrokenAnswer } from '../app.js'
import { ArmError } from '../errors.js'
import { authenticate, LoginRequired } from '../login/authenticate.js'
import { createLoginApp, type LoginParts } from '../login/routes.js'
import { TransportError } from '../transport.js'
import { CONTROL_HEADER, type Controlled, createControlApp } from './control.js'
import { hostOf } from './hosts.js'

/** Where the control API lives. */
export const CONTROL_PATH = '/mock-control'

/** What Resource Manager takes at most. Source: docs, Azure Resource Manager limits. */
const MAX_BODY = 4 * 1024 * 1024
/** States of large worlds come in through the control API. */
const MAX_STATE = 512 * 1024 * 1024

/** Paths that need no token. */
const OPEN_PATHS = ['/metadata/endpoints']

/** The whole served application: host check, size limit, control, login, and Resource Manager behind its tokens. */
export function createFront(parts: {
  controlled: Controlled
  login: LoginParts
  hosts: readonly string[]
  /** Told what went wrong in the mock itself. */
  report(error: unknown): void
}): Hono<{ Bindings: HttpBindings }> {
  const { controlled, login } = parts
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false })
  app.use(onlyFor(parts.hosts))
  app.use(`${CONTROL_PATH}/*`, async (c, next) => {
    await next()
    c.header(CONTROL_HEADER, '1')
  })
  app.use((c, next) => (c.req.header('content-encoding') === undefined ? next() : refuseEncoding()))
  app.use(`${CONTROL_PATH}/*`, limitedTo(MAX_STATE))
  app.mount(CONTROL_PATH, createControlApp(controlled).fetch)
  app.use(limitedTo(MAX_BODY))
  app.route('/', createLoginApp(login))
  app.all('*', async (c) => {
    if (OPEN_PATHS.includes(c.req.path)) return controlled.mock().fetch(c.req.raw)
    const { origin } = new URL(c.req.url)
    const authorization = c.req.header('authorization')
    const caller = await authenticate(login.issuer, { authorization, origin, tenantId: login.tenantId })
    return controlled.mock().fetch(c.req.raw, { caller })
  })
  app.onError((error, c) => {
    // The weather broke the connection, or the client did while it sent its body or waited for the answer.
    if (error instanceof TransportError || error.name === 'AbortError' || c.env.incoming.errored === error) {
      breakConnection(c.env.outgoing, error)
      return RESPONSE_ALREADY_SENT
    }
    if (!(error instanceof ArmError)) parts.report(error)
    return refusal(c, error instanceof ArmError ? error : mockFault(c, error))
  })
  return app
}

function onlyFor(hosts: readonly string[]): MiddlewareHandler {
  return (c, next) => {
    // A request line may name a host of its own, and then that one counts.
    const asked = [c.req.header('host') ?? '', new URL(c.req.url).host]
    const foreign = asked.find((host) => !hosts.includes(hostOf(host)))
    if (foreign !== undefined) throw new ArmError(421, 'MisdirectedRequest', `This server is not "${foreign}".`)
    return next()
  }
}

/** Small bodies need no compression, and a bomb in one would get round every limit. */
function refuseEncoding(): never {
  throw new ArmError(415, 'UnsupportedMediaType', 'The mock reads no compressed request content.')
}

/** Ends the connection, in the middle of the answer where a part of it was to arrive. */
function breakConnection(outgoing: HttpBindings['outgoing'], error: Error): void {
  if (!(error instanceof BrokenAnswer)) {
    outgoing.destroy()
    return
  }
  outgoing.writeHead(error.status, error.headers)
  outgoing.write(error.text, () => outgoing.destroy())
}

/** A refusal with the headers of Azure's front door, which every client looks for when it reports an error. */
function refusal(c: Context, error: ArmError): Response {
  const requestId = randomUUID()
  c.header('x-ms-request-id', requestId)
  c.header('x-ms-correlation-request-id', c.req.header('x-ms-correlation-request-id') ?? requestId)
  c.header('cache-control', 'no-cache')
  if (error instanceof LoginRequired) {
    c.header('www-authenticate', error.challenge)
    c.header('x-ms-failure-cause', 'gateway')
  }
  return c.json(error.toBody(), error.status as ContentfulStatusCode)
}

/** Not an answer of Azure: the mock went wrong. The others are served on. */
function mockFault(c: Context, error: Error): ArmError {
  const message = `The mock failed at ${c.req.method} ${c.req.path}: ${error.message} This is a fault of the mock.`
  return new ArmError(500, 'MockFailed', message)
}

/** Asking a request for its body builds it a second time, at the price of the whole answer: that is left to unknown lengths. */
function limitedTo(maxSize: number): MiddlewareHandler {
  const refuse = () => {
    throw new ArmError(413, 'RequestContentTooLarge', `The request content is larger than ${maxSize} bytes.`)
  }
  const counted = bodyLimit({ maxSize, onError: refuse })
  return (c, next) => {
    const length = c.req.header('content-length')
    if (length === undefined || c.req.header('transfer-encoding') !== undefined) {
      return c.req.method === 'GET' || c.req.method === 'HEAD' ? next() : counted(c, next)
    }
    return Number(length) > maxSize ? refuse() : next()
  }
}
