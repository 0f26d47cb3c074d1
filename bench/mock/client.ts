import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { MockServeResult } from '../../src/mock/serve.js'

/** One request; the path starts after the host. */
export interface Call {
  method: string
  path: string
  body?: string
}

/** What came back, and how long it took in ms. */
export interface Answer {
  status: number
  text: string
  ms: number
}

/** Sends requests over connections that stay open. */
export interface Client {
  send(call: Call, headers?: Record<string, string>): Promise<Answer>
  close(): void
}

/** A client of a server with a certificate of its own; as many connections as `connections`. */
export function openClient(baseUrl: string, options: { caFile: string; connections: number }): Client {
  const agent = new Agent({ ca: readFileSync(options.caFile), keepAlive: true, maxSockets: options.connections })
  return {
    send: ({ method, path, body }, headers = {}) =>
      new Promise((resolve, reject) => {
        const from = performance.now()
        const outgoing = request(`${baseUrl}${path}`, { method, agent, headers }, (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              text: Buffer.concat(chunks).toString(),
              ms: performance.now() - from,
            }),
          )
        })
        outgoing.on('error', reject)
        outgoing.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** Logs in as the owner; gives the headers of every later request. */
export async function logIn(client: Client, ready: MockServeResult): Promise<Record<string, string>> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: ready.clientId,
    client_secret: ready.clientSecret,
    scope: `${ready.baseUrl}/.default`,
  })
  const path = `/${ready.tenantId}/oauth2/v2.0/token`
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const { status, text } = await client.send({ method: 'POST', path, body: form.toString() }, type)
  if (status !== 200) throw new Error(`The mock gave no token: ${status} ${text}`)
  return { authorization: `Bearer ${JSON.parse(text).access_token}`, 'content-type': 'application/json' }
}
