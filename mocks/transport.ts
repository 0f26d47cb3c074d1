import type { ArmDoor } from './arm.js'
import type { ArmReply, ArmRequest } from './arm-types.js'
import { sleep } from './clock.js'
import type { Fault, Faults } from './faults.js'
import type { createRequestLog } from './request-log.js'

/** A broken connection, named by the code Node gives it. */
export class TransportError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'TransportError'
    this.code = code
  }
}

/** An answer as bytes would carry it: text instead of JSON. */
export interface TransportReply {
  status: number
  headers: Record<string, string>
  text: string
}

/** Carries a request to the front door through whatever weather was injected. */
export type Transport = (request: ArmRequest, signal?: AbortSignal) => Promise<TransportReply>

/** What Node and TLS say for each broken connection. */
const BROKEN: Partial<Record<Fault['kind'], (host: string) => TransportError>> = {
  'reset-before': () => new TransportError('ECONNRESET', 'read ECONNRESET'),
  'reset-after': () => new TransportError('ECONNRESET', 'read ECONNRESET'),
  dns: (host) => new TransportError('ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`),
  tls: () => new TransportError('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
  refused: () => new TransportError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:443'),
}

const PROXY_PAGE = '<html><head><title>Sign in</title></head><body>The proxy wants you to sign in.</body></html>'

/** Builds the transport of one mock. `settle` brings the simulation to the present before each request. */
export function createTransport(parts: {
  door: ArmDoor
  faults: Faults
  log: ReturnType<typeof createRequestLog>
  settle(): void
}): Transport {
  return async (request, signal) => {
    const url = new URL(request.url)
    const path = `${url.pathname}${url.search}`
    const fault = parts.faults.next(request.method, path)
    if (fault?.kind === 'delay') await sleep(fault.ms, signal)
    const broken = fault && BROKEN[fault.kind]
    const isLost = broken && fault.kind !== 'reset-after'
    parts.settle()
    const reply = isLost ? undefined : replyTo(parts.door, request, fault)
    parts.log.add({ method: request.method, path, ...(reply && { status: reply.status }), ...agentOf(request) })
    if (broken || !reply) throw broken?.(url.host) ?? new TransportError('ECONNRESET', 'read ECONNRESET')
    return reply
  }
}

function agentOf({ headers }: ArmRequest): { userAgent?: string } {
  const userAgent = headers['user-agent']?.slice(0, 200)
  return userAgent ? { userAgent } : {}
}

function replyTo(door: ArmDoor, request: ArmRequest, fault: Fault | undefined): TransportReply {
  if (fault?.kind === 'status') return toText({ status: fault.status, headers: fault.headers ?? {}, body: fault.body })
  if (fault?.kind === 'html') return { status: 200, headers: { 'content-type': 'text/html' }, text: PROXY_PAGE }
  const reply = toText(door(request))
  return fault?.kind === 'truncated'
    ? { ...reply, text: reply.text.slice(0, Math.floor(reply.text.length / 2)) }
    : reply
}

function toText(reply: ArmReply): TransportReply {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...reply.headers }
  if (reply.body !== undefined) return { status: reply.status, headers, text: JSON.stringify(reply.body) }
  const { 'content-type': _, ...bare } = headers
  return { status: reply.status, headers: bare, text: '' }
}
