import type { FullOperationResponse } from '@azure/core-client'
import { type AzbkError, cancelledError } from '../core/errors.js'
import { azureError, fromAzure } from './errors.js'
import { endOfStatus, operationError, pollPauseMs } from './operations.js'
import { retryAfterMs } from './retry.js'
import type { AzureSession } from './session.js'

/** What the pollers of both SDK generations have in common. */
interface SdkPoller<T> {
  poll(options?: { abortSignal?: AbortSignal }): Promise<unknown>
  isDone(): boolean
  getResult(): T | undefined
}

/** What every `begin…` call of an SDK must be given, so that its polls can be read. */
export interface PollerOptions {
  readonly abortSignal: AbortSignal
  readonly onResponse: (raw: FullOperationResponse) => void
}

/**
 * Starts a call that has a poller in the SDK and follows it to its end at our pace: our clock, Azure's `Retry-After`,
 * our timeout, Ctrl-C. Returns what succeeded; what failed or was cancelled is thrown with Azure's own code, which the
 * SDK's pollers drop; a wait that takes too long ends as `OPERATION_STILL_RUNNING`.
 */
export async function runPoller<T>(
  session: AzureSession,
  what: string,
  begin: (options: PollerOptions) => Promise<SdkPoller<T>>,
): Promise<T> {
  let last: FullOperationResponse | undefined
  let poller: SdkPoller<T> | undefined
  const onResponse = (raw: FullOperationResponse) => {
    last = raw
  }
  const start = session.clock.now().getTime()
  try {
    poller = await begin({ abortSignal: session.signal, onResponse })
    while (!poller.isDone()) {
      const elapsedMs = session.clock.now().getTime() - start
      if (elapsedMs >= session.timeoutMs) throw operationError({ status: 'timedOut' }, what)
      session.progress({ type: 'operation', what, status: 'InProgress', elapsedMs })
      const pause = pollPauseMs(session, retryAfterMs(last?.headers.get('retry-after')))
      await session.clock.sleep(Math.min(pause, session.timeoutMs - elapsedMs), session.signal)
      await poller.poll({ abortSignal: session.signal })
    }
    return poller.getResult() as T
  } catch (error) {
    throw failureOf(error, { what, last, isStarted: poller !== undefined })
  }
}

function failureOf(
  thrown: unknown,
  wait: { what: string; last: FullOperationResponse | undefined; isStarted: boolean },
) {
  const error = fromAzure(thrown, wait.what)
  if (error.kind === 'cancelled') {
    return wait.isStarted
      ? cancelledError(`Stopped waiting for ${wait.what}; it goes on in Azure.`, ['Run the same command again later.'])
      : error
  }
  if (error.kind !== 'bug') return error
  // The older SDKs throw a bare Error for an operation that failed: the reason is in the last answer.
  const end = wait.last && endOfStatus(wait.last, wait.what)
  if (end !== undefined && end.status !== 'succeeded') return operationError(end, wait.what)
  return saidInText(thrown, wait.what) ?? error
}

/** The newer SDKs show no answer to a poll, and put what Azure said into the text of their error. */
function saidInText(thrown: unknown, what: string): AzbkError | undefined {
  const text = thrown instanceof Error ? thrown.message : ''
  const found = /^The long-running operation has failed(?:\. ([^\s.]+)\. ([\s\S]*))?$/.exec(text)
  return found === null ? undefined : azureError({ what, status: undefined, code: found[1], message: found[2] }, thrown)
}
