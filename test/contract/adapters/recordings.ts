import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline'
import { createHttpHeaders } from '@azure/core-rest-pipeline'
import { CLOUDS } from '../../../src/azure/clouds.js'
import { type AzureSession, createSession } from '../../../src/azure/session.js'

// biome-ignore lint/suspicious/noExplicitAny: recorded bodies are whatever Azure sent
export type Body = any

/** One recorded exchange; see the README beside the recordings. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly requestBody: Body
  readonly status: number
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: Body
  readonly date: string
}

export interface Recording {
  readonly name: string
  readonly exchanges: readonly Exchange[]
}

/** The recordings of the folder that AZBK_RECORDINGS names; undefined when it names none. */
export function loadRecordings(): Recording[] | undefined {
  const folder = process.env.AZBK_RECORDINGS
  if (!folder) return undefined
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { interactions } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { interactions: Exchange[] }
      return { name: file.replace('.json', ''), exchanges: interactions }
    })
}

/** A request of ours, as recorded ones are. */
export type Sent = Pick<Exchange, 'method' | 'path' | 'query'> & { readonly body: Body }

/** A session whose Azure is one recording from one exchange on: each request gets the next recorded answer to it. */
export function sessionReplaying(recording: Recording, from: number): AzureSession {
  return replaying(recording, from).session
}

/** The same, with the requests that the session has sent. */
export function replaying(recording: Recording, from: number): { session: AzureSession; sent: readonly Sent[] } {
  const sent: Sent[] = []
  const recorded = replayingClient(recording.exchanges.slice(from))
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      sent.push(toSent(request))
      return recorded.sendRequest(request)
    },
  }
  return { session: sessionOn(httpClient, Date.parse(recording.exchanges[from]?.date ?? '')), sent }
}

function toSent({ method, url, body }: PipelineRequest): Sent {
  const { pathname, searchParams } = new URL(url)
  const query = Object.fromEntries(searchParams)
  return { method, path: pathname, query, body: typeof body === 'string' ? JSON.parse(body) : undefined }
}

function sessionOn(httpClient: HttpClient, start: number): AzureSession {
  let now = start
  return createSession({
    cloud: CLOUDS.AzureCloud,
    transport: {
      kind: 'mock',
      httpClient,
      credential: async () => ({ getToken: async () => ({ token: 'none', expiresOnTimestamp: now + 3_600_000 }) }),
      pollIntervalMs: undefined,
      close: async () => {},
    },
    clock: {
      now: () => new Date(now),
      sleep: async (ms) => {
        now += ms
      },
    },
    signal: new AbortController().signal,
    progress: () => {},
    userAgent: 'azbk/test',
    timeoutMs: 6 * 3_600_000,
  })
}

function replayingClient(exchanges: readonly Exchange[]): HttpClient {
  let next = 0
  const answered = new Map<string, Exchange>()
  const isFirst = (request: PipelineRequest) => exchanges[0] !== undefined && answers(exchanges[0], request)
  return {
    async sendRequest(request) {
      // The recorded client asked for the guard at other moments; no recorded vault has one.
      if (/\/backupResourceGuardProxies$/i.test(pathOf(request.url)) && !isFirst(request)) {
        return { request, status: 200, headers: createHttpHeaders(), bodyAsText: '{"value":[]}' }
      }
      const key = `${request.method} ${request.url}`
      const found = exchanges.findIndex((exchange, index) => index >= next && answers(exchange, request))
      const exchange = found >= 0 ? exchanges[found] : answered.get(key)
      if (found >= 0) next = found + 1
      if (exchange === undefined)
        return { request, status: unrecorded(request), headers: createHttpHeaders(), bodyAsText: '' }
      answered.set(key, exchange)
      const bodyAsText = exchange.responseBody === null ? '' : JSON.stringify(lastPage(exchange.responseBody))
      return {
        request,
        status: exchange.status,
        headers: createHttpHeaders({ ...exchange.responseHeaders }),
        bodyAsText,
      }
    },
  }
}

/** The SDK asks for the result of a finished operation; the recorded client never did, and Azure may answer 204. */
function unrecorded(request: PipelineRequest): number {
  return request.method === 'GET' && isOperation(pathOf(request.url)) ? 204 : 404
}

/** Each page is fed by itself. */
function lastPage(body: Body): Body {
  return typeof body === 'object' && 'nextLink' in body ? { ...body, nextLink: undefined } : body
}

/** The recorded client polled operations at other addresses than the ones Azure named: their id tells them apart. */
function answers(exchange: Exchange, request: PipelineRequest): boolean {
  const asked = pathOf(request.url)
  const recorded = pathOf(exchange.path)
  if (exchange.method !== request.method) return false
  return asked === recorded || (isOperation(asked) && isOperation(recorded) && lastOf(asked) === lastOf(recorded))
}

function pathOf(url: string): string {
  const path = decodeURIComponent(url.replace(/^https:\/\/[^/]+/, '').split('?')[0] ?? '').toLowerCase()
  return path.replace(/\/backuppolicies\/$/, '/backuppolicies')
}

function isOperation(path: string): boolean {
  return /\/(operationsstatus|operationresults|backupoperations|backupoperationresults|operationstatus)\//.test(path)
}

function lastOf(path: string): string {
  return path.split('/').at(-1) ?? ''
}
