import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Caller } from './providers/authorization/callers.js'
import type { Transport } from './transport.js'

/** The mock as a fetch-style application: what a server puts behind HTTPS. */
export function createApp(transport: Transport): Hono<{ Bindings: { caller?: Caller } }> {
  const app = new Hono<{ Bindings: { caller?: Caller } }>()
  app.all('*', async (c) => {
    const headers = Object.fromEntries(c.req.raw.headers)
    const caller = c.env?.caller
    const reply = await transport(
      { method: c.req.method, url: c.req.url, headers, body: await c.req.text(), ...(caller ? { caller } : {}) },
      c.req.raw.signal,
    )
    const isEmpty = reply.text === '' || reply.status === 204
    return isEmpty
      ? new Response(null, { status: reply.status, headers: reply.headers })
      : c.body(reply.text, reply.status as ContentfulStatusCode, reply.headers)
  })
  // A connection that was made to break breaks; it is no error page.
  app.onError((error) => {
    throw error
  })
  return app
}
