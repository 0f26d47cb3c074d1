import type { Caller } from './providers/authorization/callers.js'
import { type Transport, TransportError, type TransportReply } from './transport.js'

/** The mock as a fetch-style application: what a server puts behind HTTPS. */
export interface App {
  /** Rejects with TransportError when the connection was made to break; with BrokenAnswer when that is in the middle of the answer. */
  fetch(request: Request, options?: { caller: Caller }): Promise<Response>
}

/** An answer of which only a part arrives before the connection breaks. */
export class BrokenAnswer extends TransportError {
  readonly status: number
  /** With the length of the whole answer. */
  readonly headers: Record<string, string>
  /** The part that arrives. */
  readonly text: string

  constructor({ status, headers, text }: TransportReply, promisedBytes: number) {
    super('ECONNRESET', 'aborted')
    this.status = status
    this.headers = { ...headers, 'content-length': String(promisedBytes) }
    this.text = text
  }
}

/** A `Response` with such a status refuses a body. Source: the Fetch standard, null body status. */
const BODILESS = [204, 205, 304]

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
      const isEmpty = reply.text === '' || BODILESS.includes(reply.status) || method === 'HEAD'
      if (!isEmpty && reply.promisedBytes !== undefined) throw new BrokenAnswer(reply, reply.promisedBytes)
      return new Response(isEmpty ? null : reply.text, { status: reply.status, headers: reply.headers })
    },
  }
}
