import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import type { Clock, Instant } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { redactUrl, withoutSecrets } from './redact.js'
import { appendExchange, type Exchange, readTraffic } from './traffic-file.js'
import type { Transport } from './transport.js'

/** Headers that steer a client; all others are left out. */
const KEPT_HEADERS = [
  'location',
  'azure-asyncoperation',
  'retry-after',
  'x-azbk-mock-time',
  'x-ms-request-id',
  'x-ms-correlation-request-id',
]

export interface Recorder {
  readonly file: string
  readonly clock: Clock
}

/** A client that writes each exchange to a file (JSON lines, readable by the owner alone) as it happens, without its secrets. */
export function recordingClient(live: HttpClient, { file, clock }: Recorder): HttpClient {
  return {
    async sendRequest(request) {
      const response = await live.sendRequest(request)
      appendExchange(file, { time: clock.now().toISOString(), ...toExchange(request, response) })
      return response
    },
  }
}

export interface Replay extends Transport {
  readonly httpClient: HttpClient
  /** When the first answer came; undefined in a file without exchanges. */
  readonly startTime: Instant | undefined
  /** The subscription that was asked about first. */
  readonly subscriptionId: string | undefined
}

/** Answers from a recorded file and nothing else: no network, no login, no pauses. */
export async function replayingTransport(file: string): Promise<Replay> {
  const { createHttpHeaders } = await import('@azure/core-rest-pipeline')
  const exchanges = readTraffic(file)
  const answer = answersOf(exchanges)
  const subscriptions = exchanges.flatMap(({ url }) => /\/subscriptions\/([^/?]+)/i.exec(url)?.[1] ?? [])
  return {
    kind: 'replay',
    startTime: exchanges[0]?.time,
    subscriptionId: subscriptions[0],
    httpClient: {
      async sendRequest(request) {
        const found = answer(request)
        if (found === undefined) throw notRecorded(request, file)
        // Polls and next pages go to where the request went, whatever endpoint was recorded.
        const here = (text: string) => text.replaceAll(originOf(found.url), originOf(request.url))
        const headers = Object.entries(found.headers).map(([name, value]) => [name, here(value)])
        const bodyAsText = found.body === null ? '' : here(JSON.stringify(found.body))
        return { request, status: found.status, headers: createHttpHeaders(Object.fromEntries(headers)), bodyAsText }
      },
    },
    credential: async () => ({
      getToken: async () => ({ token: 'replay', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    }),
    pollIntervalMs: 1,
    close: async () => {},
  }
}

/** Each exchange answers once, in order; a poll that is repeated more often than it was recorded gets its last answer again. */
function answersOf(exchanges: readonly Exchange[]): (request: PipelineRequest) => Exchange | undefined {
  const left = new Map<string, Exchange[]>()
  for (const exchange of exchanges) {
    const same = left.get(questionOf(exchange))
    if (same) same.push(exchange)
    else left.set(questionOf(exchange), [exchange])
  }
  return ({ method, url }) => {
    const same = left.get(questionOf({ method, url: redactUrl(url) })) ?? []
    return same.length > 1 ? same.shift() : same[0]
  }
}

/** Times of day in a query are those of the run: `--last 1d` asks for another period each time. */
function questionOf({ method, url }: Pick<Exchange, 'method' | 'url'>): string {
  return `${method} ${addressOf(url).replace(TIME_OF_DAY, '')}`
}

const TIME_OF_DAY = /\d{4}-\d\d-\d\d(T|%20|\+)\d\d(:|%3A)\d\d(:|%3A)\d\d[^'&]*?(?=%27|'|&|$)/gi

function toExchange(request: PipelineRequest, response: PipelineResponse): Omit<Exchange, 'time'> {
  const { method, url } = request
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name)
    return value === undefined ? [] : [[name, redactUrl(value)]]
  })
  return {
    method,
    url: redactUrl(url),
    request: withoutSecrets({ url, text: typeof request.body === 'string' ? request.body : '' }),
    status: response.status,
    headers: Object.fromEntries(kept),
    body: withoutSecrets({ url, text: response.bodyAsText ?? '' }),
  }
}

const ORIGIN = /^https?:\/\/[^/?#]+/i

function originOf(url: string): string {
  return ORIGIN.exec(url)?.[0] ?? ''
}

function addressOf(url: string): string {
  return url.replace(ORIGIN, '')
}

function notRecorded({ method, url }: PipelineRequest, file: string): AzbkError {
  return new AzbkError({
    code: 'NOT_RECORDED',
    message: `${method} ${addressOf(redactUrl(url))} is not among the exchanges of ${file}.`,
    exit: 'refused',
    suggestions: ['Run the command that was recorded, with the same flags.'],
  })
}
