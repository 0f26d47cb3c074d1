import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Transport } from './transport.js'

/** The mock as a fetch-style application: what a server puts behind HTTPS. */
export function createApp(transport: Transport): Hono {
  const app = new Hono()
  app.all('*', async (c) => {
    const headers = Object.fromEntries(c.req.raw.headers)
    const reply = await transport(
      { method: c.req.method, url: c.req.url, headers, body: await c.req.text() },
      c.req.raw.signal,
    )
    const isEmpty = reply.text === '' || reply.status === 204
    return isEmpty
      ? new Response(null, { status: reply.status, headers: reply.headers })
      : c.body(reply.text, reply.status as ContentfulStatusCode, reply.headers)
  })
  return app
}
