import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import type { PipelineHooks } from './pipeline.js'

const MAX_ATTEMPTS = 5
const BASE_WAIT_MS = 1_000
const MAX_WAIT_MS = 30_000
/** A longer Retry-After is a quota stop, not a hiccup: the caller is told instead of kept waiting. */
const MAX_RETRY_AFTER_MS = 120_000

const TRANSIENT_STATUSES = new Set([408, 429, 500, 502, 503, 504])
/** Reasons for which a later attempt may succeed; a wrong name or certificate stays wrong. */
const TRANSIENT_CODES = new Set(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE', 'PARSE_ERROR'])

/** POSTs that only read. */
const READING_POSTS = /\/(backupStatus|backupPreValidateProtection|backupValidateFeatures|backupCrrJobs?|recoveryPointsRecommendedForMove|resources)$/i
/** Writes that start a job each time they arrive: sent again only by {@link sendOnce}, after looking for their effect. */
const JOB_STARTING = /\/protectedItems\/[^/]+$/i

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
export function retryPolicy(hooks: PipelineHooks): PipelinePolicy {
  return {
    name: 'azbkRetry',
    async sendRequest(request, next) {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await settle(request, next)
        const wait = attempt < MAX_ATTEMPTS ? waitBeforeRetry(request, outcome, attempt) : undefined
        if (wait === undefined) {
          if ('error' in outcome) throw outcome.error
          return outcome.response
        }
        hooks.requests.retried += 1
        hooks.progress({ type: 'retry', what: describeRequest(request), reason: reasonOf(outcome), waitMs: wait, attempt })
        await hooks.clock.sleep(wait, hooks.signal)
      }
    },
  }
}

type SendOutcome = { readonly response: PipelineResponse } | { readonly error: unknown }

async function settle(
  request: PipelineRequest,
  next: (request: PipelineRequest) => Promise<PipelineResponse>,
): Promise<SendOutcome> {
  try {
    return { response: await next(request) }
  } catch (error) {
    return { error }
  }
}

function waitBeforeRetry(request: PipelineRequest, outcome: SendOutcome, attempt: number): number | undefined {
  const backoff = Math.min(MAX_WAIT_MS, BASE_WAIT_MS * 2 ** (attempt - 1))
  if ('error' in outcome) {
    const transient = TRANSIENT_CODES.has(errorCode(outcome.error))
    return transient && isRepeatable(request.method, request.url) ? backoff : undefined
  }
  const { status, headers } = outcome.response
  if (!TRANSIENT_STATUSES.has(status)) return undefined
  if (status !== 429 && !isRepeatable(request.method, request.url)) return undefined
  const asked = retryAfterMs(headers.get('retry-after'))
  if (asked === undefined) return backoff
  return asked <= MAX_RETRY_AFTER_MS ? Math.max(asked, 0) : undefined
}

/** Seconds form only: ARM never sends the date form. */
export function retryAfterMs(header: string | undefined | null): number | undefined {
  if (header === undefined || header === null || !/^\d+$/.test(header.trim())) return undefined
  return Number(header.trim()) * 1000
}

function errorCode(error: unknown): string {
  return error instanceof Error ? String((error as { code?: unknown }).code ?? '') : ''
}

function reasonOf(outcome: SendOutcome): string {
  return 'error' in outcome ? errorCode(outcome.error) : `HTTP ${outcome.response.status}`
}

function describeRequest(request: PipelineRequest): string {
  const path = decodeURIComponent(new URL(request.url).pathname)
  return `${request.method} ${path.split('/').slice(-2).join('/')}`
}

/** True when the request may or may not have taken effect: the answer was lost, or came from a gateway on the way. */
export function isAnswerLost(error: unknown): boolean {
  const status = (error as { statusCode?: number }).statusCode
  return status === undefined ? TRANSIENT_CODES.has(errorCode(error)) : status >= 500
}
