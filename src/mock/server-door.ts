import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { AzbkError, cancelledError } from '../core/errors.js'
import { readAnswer } from './control-answer.js'
import type { DoorPlace, MockDoor } from './door.js'
import { readServerAddress, type ServerAddress } from './server-address.js'

/** The mock of a server that runs, over HTTPS. Nothing is sent before the first use. */
export async function openServerDoor(place: DoorPlace, server: string): Promise<MockDoor> {
  const { CONTROL_HEADER } = await import('../../mocks/index.js')
  const address = readServerAddress(place, server)
  return {
    where: { file: null, server: address.baseUrl },
    async send<T>(method: string, path: string, body?: unknown) {
      const answer = await exchange(address, { method, path, body, signal: place.signal })
      if (answer.headers[CONTROL_HEADER] === undefined) throw notAMock(address, answer.status)
      return readAnswer(answer.status, answer.text) as T
    },
    close: async () => {},
  }
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly signal: AbortSignal
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** No time limit: moving a large world by a month takes as long as it takes, and Ctrl-C ends the wait. */
async function exchange(address: ServerAddress, { method, path, body, signal }: Sent): Promise<Answer> {
  const { controlUrl, trusted } = address
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const trust = trusted.length > 0 ? { ca: [...trusted] } : {}
      const outgoing = request(`${controlUrl}${path}`, { method, signal, agent: false, ...trust }, (incoming) => {
        const { statusCode: status = 0, headers } = incoming
        text(incoming).then((said) => resolve({ status, headers, text: said }), reject)
      })
      outgoing.on('error', reject)
      outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body))
    })
  } catch (error) {
    throw signal.aborted ? cancelledError() : unreachable(address, error)
  }
}

/** What Node says when a certificate is not believed. */
const TLS_PROBLEM = /CERT|^UNABLE_TO_|^ERR_(TLS|SSL)_|SELF_SIGNED/

function unreachable({ baseUrl, pid }: ServerAddress, error: unknown): AzbkError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const details = { server: baseUrl, ...(code === '' ? {} : { networkCode: code }) }
  if (TLS_PROBLEM.test(code)) {
    return new AzbkError({
      code: 'MOCK_SERVER_UNTRUSTED',
      exit: 'failed',
      message: `The certificate of ${baseUrl} is not trusted: ${message}.`,
      suggestions: [
        'Name the ready file of the server (--server ready.json): it says which certificate to trust.',
        'Or trust the one of its --tls-dir: NODE_EXTRA_CA_CERTS=<folder>/ca.pem',
      ],
      details,
      cause: error,
    })
  }
  return new AzbkError({
    code: 'MOCK_SERVER_GONE',
    exit: 'failed',
    message: `No mock server answers at ${baseUrl}${pid === null ? '' : ` (process ${pid} wrote the ready file)`}: ${message}.`,
    suggestions: ['Start one with `azbk mock serve`, and check --server and AZBK_MOCK_SERVER.'],
    details,
    cause: error,
  })
}

function notAMock({ baseUrl }: ServerAddress, status: number): AzbkError {
  return new AzbkError({
    code: 'MOCK_SERVER_OTHER',
    exit: 'failed',
    message: `${baseUrl} answers (HTTP ${status}), but it is no mock of azbk.`,
    suggestions: ['Check --server and AZBK_MOCK_SERVER: the URL is the one that `azbk mock serve` printed.'],
    details: { server: baseUrl, status },
  })
}
