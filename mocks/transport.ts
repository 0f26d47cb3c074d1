import type { ArmDoor } from './arm.js'
import type { ArmReply, ArmRequest } from './arm-types.js'
import { sleep } from './clock.js'
import type { MockContext } from './context.js'
import { replyOfFault } from './fault-replies.js'
import type { Fault } from './fault-rule.js'
import type { Strike } from './faults.js'
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
  /** Bytes that were promised, when the connection breaks before all have come. */
  promisedBytes?: number
}

/** Carries a request to the front door through whatever weather there is. */
export type Transport = (request: ArmRequest, options?: TransportOptions) => Promise<TransportReply>

export interface TransportOptions {
  /** Asked for by delays only: a server's request makes its signal when it is first wanted. */
  signal(): AbortSignal | undefined
}

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
  context: MockContext
  door: ArmDoor
  log: ReturnType<typeof createRequestLog>
  settle(): void
}): Transport {
  const { context, door, log } = parts
  return async (request, options) => {
    const url = new URL(request.url)
    const path = `${url.pathname}${url.search}`
    const strike = context.faults.strike('wire', request)
    const fault = strike?.fault
    if (fault?.kind === 'delay') await sleep(fault.ms, options?.signal())
    const broken = fault && BROKEN[fault.kind]?.(url.host)
    parts.settle()
    const note = (status?: number) =>
      log.add({ method: request.method, path, ...(status && { status }), ...agentOf(request) })
    if (broken && fault.kind !== 'reset-after') {
      note()
      throw broken
    }
    const reply = throughWeather(strike, toText(standIn(context, request, strike) ?? door(request)))
    note(reply.status)
    if (broken) throw broken
    return reply
  }
}

function agentOf({ headers }: ArmRequest): { userAgent?: string } {
  const userAgent = headers['user-agent']?.slice(0, 200)
  return userAgent ? { userAgent } : {}
}

/** What answers in place of Azure, so that the request has no effect. */
function standIn(ctx: MockContext, request: ArmRequest, strike: Strike | undefined): ArmReply | undefined {
  if (strike?.fault.kind === 'html') return { status: 200 }
  return strike && replyOfFault(ctx, request, strike)
}

/** What the way back makes of an answer. */
function throughWeather(strike: Strike | undefined, reply: TransportReply): TransportReply {
  const fault = strike?.fault
  switch (fault?.kind) {
    case 'html':
      return { status: 200, headers: { 'content-type': 'text/html' }, text: PROXY_PAGE }
    case 'content-type':
      return { ...reply, headers: { ...reply.headers, 'content-type': fault.contentType ?? 'text/plain' } }
    case 'truncated':
      return {
        ...reply,
        text: reply.text.slice(0, Math.floor(reply.text.length / 2)),
        promisedBytes: Buffer.byteLength(reply.text),
      }
    default:
      return reply
  }
}

function toText(reply: ArmReply): TransportReply {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...reply.headers }
  if (reply.body !== undefined) return { status: reply.status, headers, text: JSON.stringify(reply.body) }
  const { 'content-type': _, ...bare } = headers
  return { status: reply.status, headers: bare, text: '' }
}
