import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isObject, type JsonObject } from '../json.js'
import type { Mock, MockOptions } from '../mock.js'
import { parseState, StateFileError } from '../persistence.js'

/** What the control API steers: the mock of the moment, and the way to put another in its place. */
export interface Controlled {
  mock(): Mock
  replace(options: Pick<MockOptions, 'state' | 'world' | 'seed' | 'softDeleteProfile'>): void
}

/** A request to the control API that makes no sense. */
class ControlError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/**
 * The hands on a served simulation: `GET /` time and size, `POST /advance {ms}`, `GET | PUT /state`, `POST /reset
 * {world, seed, softDeleteProfile}`, `GET | DELETE /requests`. JSON in, JSON out; no token, but nothing that a web page could send.
 */
export function createControlApp(controlled: Controlled): Hono {
  const app = new Hono()
  app.use(refuseWebPages)
  app.get('/', (c) => c.json({ time: controlled.mock().now().toISOString() }))
  app.post('/advance', async (c) => {
    const { ms } = await bodyOf(c)
    if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0)
      throw new ControlError(400, 'InvalidDuration', '"ms" must be a number of milliseconds, 0 or more.')
    const { control } = controlled.mock()
    const from = control.now().toISOString()
    control.advance(ms)
    return c.json({ from, time: control.now().toISOString() })
  })
  app.get('/state', (c) => c.json(controlled.mock().control.peek()))
  app.put('/state', async (c) => {
    controlled.replace({ state: parseState(await c.req.text(), 'the request') })
    return c.json({ time: controlled.mock().now().toISOString() })
  })
  app.post('/reset', async (c) => {
    controlled.replace(await bodyOf(c))
    return c.json({ time: controlled.mock().now().toISOString() })
  })
  app.get('/requests', (c) => c.json({ requests: controlled.mock().control.requests.entries }))
  app.delete('/requests', (c) => {
    controlled.mock().control.requests.reset()
    return c.body(null, 204)
  })
  app.notFound((c) =>
    c.json({ error: { code: 'NotFound', message: `The control API has no ${c.req.method} ${c.req.path}.` } }, 404),
  )
  app.onError((error, c) => {
    const status = error instanceof ControlError ? error.status : error instanceof StateFileError ? 400 : undefined
    if (status === undefined) throw error
    const code = error instanceof ControlError ? error.code : 'InvalidState'
    return c.json({ error: { code, message: error.message } }, status as ContentfulStatusCode)
  })
  return app
}

/** Browsers name the page that sends a request; no client of ours does. */
async function refuseWebPages(c: Context, next: () => Promise<void>): Promise<void> {
  if (c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined)
    throw new ControlError(403, 'WebPageRefused', 'The control API takes no requests from web pages.')
  await next()
}

async function bodyOf(c: Context): Promise<JsonObject> {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  try {
    const body: unknown = JSON.parse(text)
    if (isObject(body)) return body
  } catch {
    // Said below, as for any other text that is no object.
  }
  throw new ControlError(400, 'InvalidBody', 'The body must be a JSON object.')
}
