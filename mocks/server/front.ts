import type { HttpBindings } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ArmError } from '../errors.js'
import { authenticate, LoginRequired } from '../login/authenticate.js'
import { createLoginApp, type LoginParts } from '../login/routes.js'
import { TransportError } from '../transport.js'
import { type Controlled, createControlApp } from './control.js'
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
}): Hono<{ Bindings: HttpBindings }> {
  const { controlled, login } = parts
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(async (c, next) => {
    const host = c.req.header('host') ?? ''
    if (!parts.hosts.includes(hostOf(host)))
      throw new ArmError(421, 'MisdirectedRequest', `This server is not "${host}".`)
    await next()
  })
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
    if (error instanceof TransportError) {
      c.env.outgoing.destroy()
      return c.body(null, 500)
    }
    if (!(error instanceof ArmError)) throw error
    if (error instanceof LoginRequired) c.header('WWW-Authenticate', error.challenge)
    return c.json(error.toBody(), error.status as ContentfulStatusCode)
  })
  return app
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
