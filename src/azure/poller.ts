import { AzbkError } from '../core/errors.js'
import type { AzureSession } from './session.js'

const DEFAULT_POLL_MS = 5_000

/** What the pollers of both SDK generations have in common. */
interface SdkPoller<T> {
  poll(options?: { abortSignal?: AbortSignal }): Promise<unknown>
  isDone(): boolean
  getResult(): T | undefined
}

/** Drives an SDK poller at our pace: our clock, our timeout, Ctrl-C. */
export async function drivePoller<T>(session: AzureSession, poller: SdkPoller<T>, what: string): Promise<T> {
  const start = session.clock.now().getTime()
  while (!poller.isDone()) {
    const elapsedMs = session.clock.now().getTime() - start
    if (elapsedMs > session.timeoutMs) throw stillRunning(what)
    await session.clock.sleep(session.pollIntervalMs ?? DEFAULT_POLL_MS, session.signal)
    await poller.poll({ abortSignal: session.signal })
    session.progress({ type: 'operation', what, status: 'InProgress', elapsedMs })
  }
  return poller.getResult() as T
}

function stillRunning(what: string): AzbkError {
  return new AzbkError({
    code: 'OPERATION_STILL_RUNNING',
    message: `The wait for ${what} ended before Azure finished; it goes on there.`,
    exit: 'stillRunning',
    suggestions: ['Run the same command again to see where it stands, or wait longer with --timeout.'],
  })
}
