import type { Server } from 'node:https'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { afterWall, wallNow } from '../clock.js'
import { SERVED_IDENTITIES, type ServedIdentity } from '../login/identities.js'
import { createTokenIssuer } from '../login/tokens.js'
import { createMock, type Mock, type MockOptions } from '../mock.js'
import { summarizeState } from '../summary.js'
import type { Controlled } from './control.js'
import { CONTROL_PATH, createFront } from './front.js'
import { hostsOf, isLoopback, reachableAt } from './hosts.js'
import { createServerKeys, openTlsFolder } from './tls-folder.js'

export type { ServedIdentity }

/** How a mock is served. */
export interface ServeOptions extends MockOptions {
  /** 0 (the default) takes a free one. */
  port?: number
  /** Address to bind to; `127.0.0.1` when absent. */
  host?: string
  /** Allows an address that other machines can reach. */
  listenAnywhere?: boolean
  /** Keeps the certificate authority and the keys between runs; absent = made anew and thrown away. */
  tlsDir?: string
  /** Saves the state where it is kept, when a client asks for that; absent = it is kept nowhere. */
  save?(): void
  /** Told what goes wrong in the server itself, which goes on; nobody is told when absent. */
  report?(error: unknown): void
  /** How long clients may dawdle. */
  limits?: Partial<ServerLimits>
}

/** A client that is slower is cut off; one that is idle between requests may stay connected. Milliseconds of wall time. */
export interface ServerLimits {
  handshakeMs: number
  headersMs: number
  /** For the whole request, body included. */
  requestMs: number
  /** How often connections are looked at. */
  checkMs: number
}

/** A mock that accepts connections. */
export interface MockServer {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly controlUrl: string
  /** Certificate of the authority to trust, PEM. */
  readonly ca: string
  /** Its file; absent without `tlsDir`. */
  readonly caFile: string | undefined
  readonly tenantId: string
  /** The first subscription; empty in a world without one. */
  readonly subscriptionId: string
  /** The owner first. */
  readonly identities: readonly [ServedIdentity, ...ServedIdentity[]]
  /** The mock of the moment: `reset` and `load` put another in its place. */
  readonly mock: Mock
  /** Takes no more requests, lets the present ones end, and frees the port. */
  close(): Promise<void>
}

/** Time that requests get to end when the server closes. */
const GRACE_MS = 2_000

/** Serves a mock over HTTPS. Throws RangeError for an address that others can reach, and what Node says of a port in use. */
export async function serveMock(options: ServeOptions = {}): Promise<MockServer> {
  const { port = 0, host = '127.0.0.1', tlsDir, report = () => {} } = options
  if (!isLoopback(host) && options.listenAnywhere !== true) {
    throw new RangeError(`${host} can be reached by other machines, and anyone may log in to a mock.`)
  }
  const hosts = hostsOf(host)
  const keys: Awaited<ReturnType<typeof createServerKeys>> & { caFile?: string } =
    tlsDir === undefined ? await createServerKeys(hosts) : await openTlsFolder(tlsDir, hosts)
  const controlled = createControlled(options)
  const { tenantId, subscriptions } = controlled.mock()
  const issuer = createTokenIssuer({ key: keys.tokenKey, tenantId, now: wallNow })
  const front = createFront({ controlled, login: { issuer, tenantId, now: wallNow }, hosts, report })
  const server = createAdaptorServer({
    fetch: front.fetch,
    createServer,
    serverOptions: { cert: keys.cert, key: keys.key, ...serverOptions({ ...LIMITS, ...options.limits }) },
  }) as Server
  await listen(server, port, host)
  // Such as a connection that could not be accepted: without a listener it would end the process.
  server.on('error', report)
  const baseUrl = `https://${reachableAt(host)}:${(server.address() as AddressInfo).port}`
  return {
    baseUrl,
    controlUrl: `${baseUrl}${CONTROL_PATH}`,
    ca: keys.ca,
    caFile: keys.caFile,
    tenantId,
    subscriptionId: subscriptions[0]?.id ?? '',
    identities: SERVED_IDENTITIES,
    get mock() {
      return controlled.mock()
    },
    close: () => closeServer(server),
  }
}

function createControlled({ state, save, ...options }: ServeOptions): Controlled {
  let mock = createMock({ ...options, ...(state ? { state } : {}) })
  const { tenantId } = mock
  return {
    mock: () => mock,
    replace(start) {
      const next = createMock({ ...options, ...start })
      // Before it takes the place of the present one: a state with a broken part fails here.
      if (next.tenantId !== tenantId)
        throw new RangeError(`its tenant is ${next.tenantId}, that of this server ${tenantId}`)
      next.now()
      summarizeState(next.control.peek())
      mock = next
    },
    ...(save ? { save } : {}),
  }
}

const LIMITS: ServerLimits = { handshakeMs: 10_000, headersMs: 10_000, requestMs: 30_000, checkMs: 1_000 }

function serverOptions(limits: ServerLimits) {
  return {
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    // Longer than the pools of clients keep theirs: they then never write into a connection that closes just now.
    keepAliveTimeout: 65_000,
    maxHeaderSize: 32 * 1024,
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cancel = afterWall(GRACE_MS, () => server.closeAllConnections())
    server.close(() => {
      cancel()
      resolve()
    })
    server.closeIdleConnections()
  })
}
