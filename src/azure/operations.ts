import type { FullOperationResponse } from '@azure/core-client'
import type { PipelineResponse } from '@azure/core-rest-pipeline'
import { AzbkError, cancelledError } from '../core/errors.js'
import { azureCall, azureError, fromAzure, responseError } from './errors.js'
import { retryAfterMs } from './retry.js'
import type { AzureSession } from './session.js'

const DEFAULT_POLL_MS = 5_000
/** `Retry-After: 0` means soon, not in a busy loop. */
const LEAST_POLL_MS = 1_000

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

/** Collects the polling headers of a call whose end we wait for ourselves; pass `options` to the call. */
export function captureOperation(signal: AbortSignal): {
  options: { abortSignal: AbortSignal; onResponse: (raw: FullOperationResponse) => void }
  handle: () => OperationHandle
} {
  let handle: OperationHandle | undefined
  return {
    // A poller shows its polls as well; where to follow it stands in the first answer.
    options: { abortSignal: signal, onResponse: (raw) => (handle ??= operationHandle(raw)) },
    handle: () => handle ?? { statusUrl: undefined, resultUrl: undefined, retryAfterMs: undefined },
  }
}

/**
 * Makes a call that has a poller in the SDK and returns as soon as Azure has accepted it, with where to follow it. The
 * SDK's own first look is left out: Azure takes 150 in an hour (AZURE-LIMITS.md D9), and one that is refused is no
 * refusal of the call.
 */
export async function beginOnly(
  signal: AbortSignal,
  begin: (options: ReturnType<typeof captureOperation>['options']) => Promise<unknown>,
): Promise<OperationHandle> {
  const accepted = new AbortController()
  const { options, handle } = captureOperation(AbortSignal.any([signal, accepted.signal]))
  const onResponse = (raw: FullOperationResponse) => {
    options.onResponse(raw)
    if (raw.status === 202) accepted.abort()
  }
  try {
    await begin({ ...options, onResponse })
  } catch (error) {
    if (!accepted.signal.aborted) throw error
  }
  return handle()
}

function operationHandle(response: Pick<PipelineResponse, 'headers'>): OperationHandle {
  return {
    statusUrl: response.headers.get('azure-asyncoperation'),
    resultUrl: response.headers.get('location'),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  }
}

/** Follows an operation to its end. `what` names it for progress and errors, e.g. "protecting VM 'web-01'". */
export async function waitForOperation(
  session: AzureSession,
  handle: OperationHandle,
  what: string,
): Promise<OperationEnd> {
  if (handle.statusUrl === undefined && handle.resultUrl === undefined) {
    return { status: 'succeeded', jobId: undefined, body: undefined }
  }
  try {
    return await pollToEnd(session, handle, what)
  } catch (error) {
    throw namedInterrupt(fromAzure(error, what), what)
  }
}

async function pollToEnd(session: AzureSession, handle: OperationHandle, what: string): Promise<OperationEnd> {
  const start = session.clock.now().getTime()
  let next = handle
  for (;;) {
    const elapsedMs = session.clock.now().getTime() - start
    if (elapsedMs >= session.timeoutMs) return { status: 'timedOut' }
    const pause = pollPauseMs(session, next.retryAfterMs)
    await session.clock.sleep(Math.min(pause, session.timeoutMs - elapsedMs), session.signal)
    const response = await pollOnce(session, next.statusUrl ?? next.resultUrl ?? '', what)
    const end = next.statusUrl === undefined ? endByStatusCode(response, what) : endOfStatus(response, what)
    if (end) return end
    session.progress({ type: 'operation', what, status: 'InProgress', elapsedMs })
    next = {
      ...operationHandle(response),
      statusUrl: next.statusUrl,
      resultUrl: response.headers.get('location') ?? next.resultUrl,
    }
  }
}

/** The pause before the next poll: what the transport wants, else what Azure asks for, else a default. */
export function pollPauseMs(session: AzureSession, askedMs: number | undefined, defaultMs = DEFAULT_POLL_MS): number {
  return session.pollIntervalMs ?? Math.max(LEAST_POLL_MS, askedMs ?? defaultMs)
}

/** The end of an operation that must have succeeded: its job's id; anything else is thrown. */
export function requireSuccess(end: OperationEnd, what: string): { jobId: string | undefined; body: unknown } {
  if (end.status === 'succeeded') return { jobId: end.jobId, body: end.body }
  throw operationError(end, what)
}

/** What to tell of an operation that did not succeed. */
export function operationError(end: Exclude<OperationEnd, { status: 'succeeded' }>, what: string): AzbkError {
  if (end.status === 'failed') return end.error
  if (end.status === 'cancelled') {
    return new AzbkError({
      code: 'OPERATION_CANCELLED',
      message: `Azure cancelled ${what}.`,
      exit: 'refused',
      kind: 'azure',
    })
  }
  return new AzbkError({
    code: 'OPERATION_STILL_RUNNING',
    message: `The wait for ${what} ended before Azure finished; it goes on there.`,
    exit: 'stillRunning',
    suggestions: ['Look at `azbk job list`, or wait longer with --timeout.'],
  })
}

/** Ctrl-C stops the waiting, never the work in Azure; the user is told which of the two it was. */
function namedInterrupt(error: AzbkError, what: string): AzbkError {
  if (error.kind !== 'cancelled') return error
  return cancelledError(`Stopped waiting for ${what}; it goes on in Azure.`, ['Look at `azbk job list`.'])
}

async function pollOnce(session: AzureSession, url: string, what: string): Promise<PipelineResponse> {
  const { createPipelineRequest } = await import('@azure/core-rest-pipeline')
  const client = await session.arm()
  return azureCall(what, () =>
    client.sendRequest(createPipelineRequest({ url, method: 'GET', abortSignal: session.signal })),
  )
}

/** Shape of a status document: AZURE-BACKUP-API.md section 2, family B. */
interface StatusDocument {
  readonly status?: string
  readonly error?: { readonly code?: string; readonly message?: string }
  readonly properties?: { readonly jobId?: string }
}

/** The end that a status document tells; undefined while the operation runs. */
export function endOfStatus(response: PipelineResponse, what: string): OperationEnd | undefined {
  if (response.status >= 400) return { status: 'failed', error: responseError(response, what) }
  const body = parseBody(response) as StatusDocument
  switch ((body.status ?? statusFromCode(response)).toLowerCase()) {
    case 'succeeded':
    case 'completed':
      return { status: 'succeeded', jobId: body.properties?.jobId, body }
    case 'failed':
      return {
        status: 'failed',
        error: azureError({
          what,
          status: response.status,
          code: body.error?.code,
          message: body.error?.message,
          response,
        }),
      }
    case 'canceled':
    case 'cancelled':
      return { status: 'cancelled' }
    default:
      return undefined
  }
}

/** What a status answer without a status means, as core-lro reads it. */
function statusFromCode(response: PipelineResponse): string {
  return response.status === 202 ? 'InProgress' : 'Succeeded'
}

function endByStatusCode(response: PipelineResponse, what: string): OperationEnd | undefined {
  if (response.status === 202) return undefined
  if (response.status >= 400) return { status: 'failed', error: responseError(response, what) }
  return { status: 'succeeded', jobId: undefined, body: parseBody(response) }
}

function parseBody(response: PipelineResponse): unknown {
  return JSON.parse(response.bodyAsText || '{}')
}
