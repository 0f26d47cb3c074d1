import type { Caller } from './providers/authorization/callers.js'
import type { Transport } from './transport.js'

/** The mock as a fetch-style application: what a server puts behind HTTPS. */
export interface App {
  /** Rejects with TransportError when the connection was made to break. */
  fetch(request: Request, options?: { caller: Caller }): Promise<Response>
}

/** Builds the application on a transport. */
export function createApp(transport: Transport): App {
  return {
    async fetch(request, options) {
      const headers = Object.fromEntries(request.headers)
      const { method, url } = request
      // A server's request that is asked for a body is built anew, even when its method has none.
      const body = method === 'GET' || method === 'HEAD' ? '' : await request.text()
      const signal = () => request.signal
      const reply = await transport({ method, url, headers, body, ...options }, { signal })
      const isEmpty = reply.text === '' || reply.status === 204 || method === 'HEAD'
      return new Response(isEmpty ? null : reply.text, { status: reply.status, headers: reply.headers })
    },
  }
}
