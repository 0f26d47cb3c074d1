import { X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:https'
import { isIP } from 'node:net'
import { text } from 'node:stream/consumers'
import type { PeerCertificate } from 'node:tls'
import type { MockServer } from '../../mocks/server/serve-mock.js'

interface Call {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Whose connections are used; one of its own when absent. */
  readonly agent?: Agent
}

export interface Called {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** One request to a served mock. */
export function callServer(server: { baseUrl: string; ca: string }, call: Call): Promise<Called> {
  const { path, method = 'GET', headers = {}, body, agent = false } = call
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.baseUrl)
    const host = hostname.replace(/^\[|\]$/g, '')
    const outgoing = request(
      { host, port, path, method, headers, ca: server.ca, agent, checkServerIdentity },
      (incoming) => {
        const { statusCode: status = 0 } = incoming
        text(incoming).then((said) => resolve({ status, headers: incoming.headers, text: said }), reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** By the certificate itself: Node 22.23 finds no address of IPv6 among its names. */
function checkServerIdentity(host: string, { raw }: PeerCertificate): Error | undefined {
  const cert = new X509Certificate(raw)
  const found = isIP(host) === 0 ? cert.checkHost(host) : cert.checkIP(host)
  return found === undefined ? new Error(`The certificate is not for ${host}.`) : undefined
}

/** A client that has logged in, on one connection. */
export interface Session {
  readonly authorization: string
  call(call: Pick<Call, 'path' | 'method' | 'body'>): Promise<Called>
  close(): void
}

/** Logs in as the owner, with the secret of the server, at its own token endpoint. */
export async function logIn(server: MockServer): Promise<Session> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const [{ clientId, clientSecret }] = server.identities
  const form = { grant_type: 'client_credentials', scope: `${server.baseUrl}/.default` }
  const reply = await callServer(server, {
    path: `/${server.tenantId}/oauth2/v2.0/token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret })),
    agent,
  })
  const authorization = `Bearer ${JSON.parse(reply.text).access_token}`
  const headers = { authorization, 'content-type': 'application/json' }
  return {
    authorization,
    call: (call) => callServer(server, { ...call, headers, agent }),
    close: () => agent.destroy(),
  }
}
