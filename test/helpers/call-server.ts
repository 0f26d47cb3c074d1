import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'

interface Call {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Called {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** One request to a served mock, on a connection of its own. */
export function callServer(server: { baseUrl: string; ca: string }, call: Call): Promise<Called> {
  const { path, method = 'GET', headers = {}, body } = call
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.baseUrl)
    const host = hostname.replace(/^\[|\]$/g, '')
    const outgoing = request({ host, port, path, method, headers, ca: server.ca, agent: false }, (incoming) => {
      const { statusCode: status = 0 } = incoming
      text(incoming).then((said) => resolve({ status, headers: incoming.headers, text: said }), reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
