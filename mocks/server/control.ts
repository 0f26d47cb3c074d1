import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { SERVED_IDENTITIES } from '../login/identities.js'
import type { Mock } from '../mock.js'
import { parseState, StateFileError } from '../persistence.js'
import type { MockState } from '../store.js'
import { type StateSummary, summarizeState } from '../summary.js'
import { type MockStart, readBody, readDuration, readFixedDurations, readStart } from './control-body.js'
import { ControlError } from './control-error.js'
import { addFaultRoutes } from './control-faults.js'
import { addWorldRoutes } from './control-world.js'

/** What the control API steers: the mock of the moment, and the way to put another in its place. */
export interface Controlled {
  mock(): Mock
  /** Throws when no mock can be made of it; the present one stays then. */
  replace(start: MockStart): void
  /** Saves the state where it is kept; absent = it is kept nowhere. */
  save?(): void
}

/** On every answer of a served control API, also when the mock went wrong: what tells it from any other server. */
export const CONTROL_HEADER = 'x-azbk-mock-control'

/**
 * The hands on a simulation: `GET /` time and size, `GET /login` who may log in, `POST /advance {ms}`, `GET | PUT /state`,
 * `POST /reset {world, now, vms, seed, softDeleteProfile, throttle, transferModel}`, `POST /durations {kind: seconds | null}`, `POST /save`,
 * `GET | POST | DELETE /faults`, `GET | PUT | DELETE /guests`, `GET | PUT /quotas`, `GET | DELETE /requests`. JSON in, JSON out; no token, but nothing that a web page could
 * send.
 */
export function createControlApp(controlled: Controlled): Hono {
  const app = new Hono()
  app.use(refuseWebPages)
  app.get('/', (c) => c.json(summaryOf(controlled)))
  app.get('/login', (c) => {
    const { tenantId, subscriptions } = controlled.mock()
    return c.json({ tenantId, subscriptionId: subscriptions[0]?.id ?? '', identities: SERVED_IDENTITIES })
  })
  addTimeRoutes(app, controlled)
  addStateRoutes(app, controlled)
  addFaultRoutes(app, controlled)
  addWorldRoutes(app, controlled)
  app.get('/requests', (c) => c.json({ requests: controlled.mock().control.requests.entries }))
  app.delete('/requests', (c) => {
    controlled.mock().control.requests.reset()
    return c.body(null, 204)
  })
  app.notFound((c) =>
    refusal(c, new ControlError(404, 'NotFound', `The control API has no ${c.req.method} ${c.req.path}.`)),
  )
  app.onError((error, c) => {
    if (error instanceof ControlError) return refusal(c, error)
    if (!(error instanceof StateFileError)) throw error
    return refusal(c, new ControlError(400, 'InvalidState', error.message))
  })
  return app
}

function addTimeRoutes(app: Hono, controlled: Controlled): void {
  app.post('/advance', async (c) => {
    const ms = readDuration(await readBody(c))
    const before = summaryOf(controlled)
    controlled.mock().control.advance(ms)
    const after = summaryOf(controlled)
    return c.json({ ...after, from: before.time, newJobs: after.jobs - before.jobs })
  })
  app.post('/durations', async (c) => {
    const durations = readFixedDurations(await readBody(c))
    for (const [kind, seconds] of durations) controlled.mock().control.fixDuration(kind, seconds ?? undefined)
    return c.body(null, 204)
  })
}

function addStateRoutes(app: Hono, controlled: Controlled): void {
  app.get('/state', (c) => c.json(presentState(controlled)))
  app.put('/state', async (c) => {
    const state = parseState(await c.req.text(), 'of the request')
    try {
      controlled.replace({ state })
    } catch (error) {
      throw new ControlError(400, 'InvalidState', `No mock can run on this state: ${String(error)}`)
    }
    return c.json(summaryOf(controlled))
  })
  app.post('/reset', async (c) => {
    controlled.replace(readStart(await readBody(c)))
    return c.json(summaryOf(controlled))
  })
  app.post('/save', (c) => {
    if (!controlled.save) throw new ControlError(409, 'NotKept', 'The state of this mock is kept in no file.')
    try {
      controlled.save()
    } catch (error) {
      throw new ControlError(500, 'SaveFailed', error instanceof Error ? error.message : String(error))
    }
    return c.json(summaryOf(controlled))
  })
}

/** The state, with all that is due done. */
function presentState(controlled: Controlled): Readonly<MockState> {
  const { control } = controlled.mock()
  control.now()
  return control.peek()
}

function summaryOf(controlled: Controlled): StateSummary {
  return summarizeState(presentState(controlled))
}

function refusal(c: Context, { status, code, message }: ControlError): Response {
  return c.json({ error: { code, message } }, status as ContentfulStatusCode)
}

/** Browsers name the page that sends a request; no client of ours does. */
async function refuseWebPages(c: Context, next: () => Promise<void>): Promise<void> {
  if (c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined)
    throw new ControlError(403, 'WebPageRefused', 'The control API takes no requests from web pages.')
  await next()
}
