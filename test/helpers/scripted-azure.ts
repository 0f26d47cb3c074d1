import { createHttpHeaders, type HttpClient, type PipelineRequest, RestError } from '@azure/core-rest-pipeline'
import { CLOUDS } from '../../src/azure/clouds.js'
import { type AzureSession, createSession } from '../../src/azure/session.js'
import { mockTransport } from '../../src/azure/transport.js'
import type { Clock } from '../../src/core/clock.js'
import { cancelledError } from '../../src/core/errors.js'
import type { ProgressEvent } from '../../src/core/progress.js'

export const ARM = CLOUDS.AzureCloud.armEndpoint

/** One answer: a response, or the failure of a connection by its code. */
export type Answer =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: unknown
      readonly text?: string
    }
  | { readonly fails: string }

export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly body: unknown
  readonly authorized: boolean
}

export interface ScriptedAzure {
  readonly session: AzureSession
  readonly sent: readonly SentRequest[]
  readonly events: readonly ProgressEvent[]
  /** Every pause that was made, in ms. */
  readonly pauses: readonly number[]
  /** As Ctrl-C would. */
  interrupt(): void
}

/** A real session, its real clients and pipeline, against answers given in order; waiting takes no time. */
export function scriptAzure(
  answers: readonly Answer[],
  options: { readonly timeoutMs?: number; readonly interruptDuringPause?: number } = {},
): ScriptedAzure {
  const sent: SentRequest[] = []
  const events: ProgressEvent[] = []
  const pauses: number[] = []
  const controller = new AbortController()
  let now = Date.UTC(2026, 2, 2, 9)
  const clock: Clock = {
    now: () => new Date(now),
    sleep: async (ms) => {
      pauses.push(ms)
      if (options.interruptDuringPause === pauses.length) controller.abort()
      if (controller.signal.aborted) throw cancelledError()
      now += ms
    },
  }
  const session = createSession({
    cloud: CLOUDS.AzureCloud,
    transport: mockTransport({ httpClient: httpClientOf(answers, sent), credential: CREDENTIAL }),
    clock,
    signal: controller.signal,
    progress: (event) => events.push(event),
    userAgent: 'azbk/test',
    timeoutMs: options.timeoutMs ?? 3_600_000,
  })
  return { session, sent, events, pauses, interrupt: () => controller.abort() }
}

const CREDENTIAL = { getToken: async () => ({ token: 'token', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) }

function httpClientOf(answers: readonly Answer[], sent: SentRequest[]): HttpClient {
  return {
    async sendRequest(request) {
      const answer = answers[sent.length]
      sent.push(sentRequest(request))
      if (answer === undefined) throw new Error(`No answer is scripted for ${request.method} ${request.url}`)
      if ('fails' in answer) throw new RestError(`simulated ${answer.fails}`, { code: answer.fails, request })
      const { status = 200, headers = {}, body, text = body === undefined ? '' : JSON.stringify(body) } = answer
      const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }
      return { request, status, headers: createHttpHeaders({ ...type, ...headers }), bodyAsText: text }
    },
  }
}

function sentRequest(request: PipelineRequest): SentRequest {
  const body = typeof request.body === 'string' ? (JSON.parse(request.body) as unknown) : undefined
  return { method: request.method, url: request.url, body, authorized: request.headers.has('authorization') }
}
