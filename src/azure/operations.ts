import type { FullOperationResponse } from '@azure/core-client'
import { createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline'
import { AzbkError } from '../core/errors.js'
import { azureError, responseError } from './errors.js'
import { retryAfterMs } from './retry.js'
import type { AzureSession } from './session.js'

const DEFAULT_POLL_MS = 5_000

/** What a 202 said about where to follow it. */
export interface OperationHandle {
  /** `Azure-AsyncOperation`, used as given (it may be signed). */
  readonly statusUrl: string | undefined
  /** `Location`, used when there is no status address. */
  readonly resultUrl: string | undefined
  readonly retryAfterMs: number | undefined
}

/** How a wait ended. Every wait ends in exactly one of these, or throws `INTERRUPTED`. */
export type OperationEnd =
  | { readonly status: 'succeeded'; readonly jobId: string | undefined; readonly body: unknown }
  | { readonly status: 'failed'; readonly error: AzbkError }
  | { readonly status: 'timedOut' }
  | { readonly status: 'cancelled' }

/** Collects the polling headers of a call that has no poller in the SDK; pass `options` to the call. */
export function captureOperation(signal: AbortSignal): {
  options: { abortSignal: AbortSignal; onResponse: (raw: FullOperationResponse) => void }
  handle: () => OperationHandle
} {
  let handle: OperationHandle = { statusUrl: undefined, resultUrl: undefined, retryAfterMs: undefined }
  return {
    options: { abortSignal: signal, onResponse: (raw) => (handle = operationHandle(raw)) },
    handle: () => handle,
  }
}

export function operationHandle(response: Pick<PipelineResponse, 'headers'>): OperationHandle {
  return {
    statusUrl: response.headers.get('azure-asyncoperation'),
    resultUrl: response.headers.get('location'),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  }
}

/** Follows an operation to its end. `what` names it for progress and errors, e.g. "protecting VM 'web-01'". */
export async function waitForOperation(session: AzureSession, handle: OperationHandle, what: string): Promise<OperationEnd> {
  const url = handle.statusUrl ?? handle.resultUrl
  if (url === undefined) return { status: 'succeeded', jobId: undefined, body: undefined }
  const start = session.clock.now().getTime()
  let pause = handle.retryAfterMs
  for (;;) {
    const elapsedMs = session.clock.now().getTime() - start
    if (elapsedMs > session.timeoutMs) return { status: 'timedOut' }
    await session.clock.sleep(session.pollIntervalMs ?? pause ?? DEFAULT_POLL_MS, session.signal)
    const response = await pollOnce(session, url)
    const end = handle.statusUrl === undefined ? endByStatusCode(response, what) : endByBody(response, what)
    if (end) return end
    session.progress({ type: 'operation', what, status: 'InProgress', elapsedMs })
    pause = retryAfterMs(response.headers.get('retry-after'))
  }
}

/** The end of an operation that must have succeeded: its job's id; anything else is thrown. */
export function requireSuccess(end: OperationEnd, what: string): { jobId: string | undefined; body: unknown } {
  if (end.status === 'succeeded') return { jobId: end.jobId, body: end.body }
  if (end.status === 'failed') throw end.error
  if (end.status === 'cancelled') {
    throw new AzbkError({ code: 'OPERATION_CANCELLED', message: `Azure cancelled ${what}.`, exit: 'refused', kind: 'azure' })
  }
  throw new AzbkError({
    code: 'OPERATION_STILL_RUNNING',
    message: `The wait for ${what} ended before Azure finished; it goes on there.`,
    exit: 'stillRunning',
    suggestions: ['Look at `azbk job list`, or wait longer with --timeout.'],
  })
}

async function pollOnce(session: AzureSession, url: string): Promise<PipelineResponse> {
  const client = await session.arm()
  return client.sendRequest(createPipelineRequest({ url, method: 'GET', abortSignal: session.signal }))
}

/** Shape of a status document: AZURE-BACKUP-API.md section 2, family B. */
interface StatusDocument {
  readonly status?: string
  readonly error?: { readonly code?: string; readonly message?: string }
  readonly properties?: { readonly jobId?: string }
}

function endByBody(response: PipelineResponse, what: string): OperationEnd | undefined {
  if (response.status >= 400) return { status: 'failed', error: responseError(response, what) }
  const body = JSON.parse(response.bodyAsText || '{}') as StatusDocument
  switch ((body.status ?? '').toLowerCase()) {
    case 'succeeded':
    case 'completed':
      return { status: 'succeeded', jobId: body.properties?.jobId, body }
    case 'failed':
      return {
        status: 'failed',
        error: azureError({ what, status: response.status, code: body.error?.code, message: body.error?.message, response }),
      }
    case 'canceled':
    case 'cancelled':
      return { status: 'cancelled' }
    default:
      return undefined
  }
}

function endByStatusCode(response: PipelineResponse, what: string): OperationEnd | undefined {
  if (response.status === 202) return undefined
  if (response.status >= 400) return { status: 'failed', error: responseError(response, what) }
  const body: unknown = response.bodyAsText ? JSON.parse(response.bodyAsText) : undefined
  return { status: 'succeeded', jobId: undefined, body }
}
