import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import { AzbkError } from '../core/errors.js'
import type { PipelineHooks } from './pipeline.js'

const MAX_ATTEMPTS = 5
const BASE_WAIT_MS = 1_000
const MAX_WAIT_MS = 30_000
/** A longer pause is a quota stop, not a hiccup: the caller is told instead of kept waiting. */
const MAX_ASKED_WAIT_MS = 120_000

const TRANSIENT_STATUSES = new Set([408, 429, 500, 502, 503, 504])
/** Losses that a later attempt may not meet again. A refused connection, an unknown name, a bad certificate stay. */
const TRANSIENT_CODES = new Set([
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'PARSE_ERROR',
])

/** The service has stopped this kind of call for hours: trying again prolongs it. AZURE-LIMITS.md D9. */
const SERVICE_STOP = /CloudDos\w*LimitReached/i
/** Some throttled answers name the pause only in words. AZURE-BACKUP-API.md section 17. */
const PAUSE_IN_WORDS = /try again after '(\d+)' seconds/i

/** POSTs that only read. */
const READING_POSTS =
  /\/(backupStatus|backupPreValidateProtection|backupValidateFeatures|backupCrrJobs?|accessToken|recoveryPointsRecommendedForMove|resources)$/i
/** Writes that start a job each time they arrive: sent again only by `sendOnce`, after looking for their effect. */
const JOB_STARTING = /\/protectedItems\/[^/]+$/i

const TRIES = 'x-azbk-tries'

/** Call options of a read that is not worth waiting for: it is sent once. */
export const ONE_TRY = { requestOptions: { customHeaders: { [TRIES]: '1' } } }

/** How often a request may be sent, as {@link ONE_TRY} said in a header that never leaves the process. */
function takeTries({ headers }: PipelineRequest): number {
  const tries = Number(headers.get(TRIES) ?? MAX_ATTEMPTS)
  headers.delete(TRIES)
  return tries
}

/** Whether sending the request twice does no more than sending it once. */
export function isRepeatable(method: string, url: string): boolean {
  const path = (url.split('?', 1)[0] ?? '').replace(/\/+$/, '')
  if (method === 'GET' || method === 'HEAD') return true
  if (method === 'POST') return READING_POSTS.test(path)
  return !JOB_STARTING.test(path)
}

/**
 * The one owner of retries. Reads and repeatable writes go again after a lost answer, 5xx or 429;
 * anything else only after a 429, which says that nothing happened.
 */
export function retryPolicy(hooks: Pick<PipelineHooks, 'clock' | 'signal' | 'progress' | 'requests'>): PipelinePolicy {
  return {
    name: 'azbkRetry',
    async sendRequest(request, next) {
      const tries = takeTries(request)
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await settle(request, next)
        const waitMs = attempt < tries ? waitBeforeRetry(request, outcome, attempt) : undefined
        if (waitMs === undefined) return deliver(outcome)
        hooks.requests.retried += 1
        hooks.progress({ type: 'retry', what: describeRequest(request), reason: reasonOf(outcome), waitMs, attempt })
        // The request's own signal: work in flight is finished although the run was interrupted.
        await hooks.clock.sleep(waitMs, (request.abortSignal as AbortSignal | undefined) ?? hooks.signal)
      }
    },
  }
}

/** What one attempt came to. The SDKs of the first generation throw on a bad status, those of the second return it. */
interface SendOutcome {
  readonly response: PipelineResponse | undefined
  readonly error: unknown
}

async function settle(
  request: PipelineRequest,
  next: (request: PipelineRequest) => Promise<PipelineResponse>,
): Promise<SendOutcome> {
  try {
    return { response: await next(request), error: undefined }
  } catch (error) {
    return { response: (error as { response?: PipelineResponse }).response, error }
  }
}

function deliver({ response, error }: SendOutcome): PipelineResponse {
  if (error !== undefined || response === undefined) throw error
  return response
}

function waitBeforeRetry(request: PipelineRequest, outcome: SendOutcome, attempt: number): number | undefined {
  const backoff = Math.min(MAX_WAIT_MS, BASE_WAIT_MS * 2 ** (attempt - 1))
  const repeatable = isRepeatable(request.method, request.url)
  const { response } = outcome
  if (response === undefined || response.status < 400) {
    return repeatable && TRANSIENT_CODES.has(errorCode(outcome.error)) ? backoff : undefined
  }
  if (!TRANSIENT_STATUSES.has(response.status) || SERVICE_STOP.test(response.bodyAsText ?? '')) return undefined
  if (response.status !== 429 && !repeatable) return undefined
  const asked = askedPauseMs(response)
  if (asked === undefined) return backoff
  return asked <= MAX_ASKED_WAIT_MS ? asked : undefined
}

/** The pause an answer asks for, in its header or in its words. */
export function askedPauseMs(response: {
  readonly headers: { get(name: string): string | undefined }
  readonly bodyAsText?: string | null
}): number | undefined {
  const inWords = PAUSE_IN_WORDS.exec(response.bodyAsText ?? '')?.[1]
  return (
    retryAfterMs(response.headers.get('retry-after')) ?? (inWords === undefined ? undefined : Number(inWords) * 1000)
  )
}

/** Seconds form only: ARM never sends the date form. */
export function retryAfterMs(header: string | undefined | null): number | undefined {
  if (header === undefined || header === null || !/^\d+$/.test(header.trim())) return undefined
  return Number(header.trim()) * 1000
}

function errorCode(error: unknown): string {
  return error instanceof Error ? String((error as { code?: unknown }).code ?? '') : ''
}

function reasonOf({ response, error }: SendOutcome): string {
  return response === undefined || response.status < 400 ? errorCode(error) : `HTTP ${response.status}`
}

function describeRequest(request: PipelineRequest): string {
  const path = decodeURIComponent(new URL(request.url).pathname)
  return `${request.method} ${path.split('/').slice(-2).join('/')}`
}

/** True when the request may or may not have taken effect: the answer was lost, or came from a gateway on the way. */
export function isAnswerLost(error: unknown): boolean {
  const thrown = error instanceof AzbkError ? error.cause : error
  const status = (thrown as { statusCode?: number } | undefined)?.statusCode
  return TRANSIENT_CODES.has(errorCode(thrown)) || (status !== undefined && status >= 500)
}
