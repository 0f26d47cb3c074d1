import { isAnswerLost } from './retry.js'
import type { AzureSession } from './session.js'

const MAX_SENDS = 3
/** Time for a job that was started by a lost request to show in the lists. */
const SETTLE_MS = 5_000

/**
 * Sends a request that must not take effect twice (backup, restore, protection changes). When the answer is lost,
 * looks for the effect first and adopts it; sends again only when there is none.
 */
export async function sendOnce<T>(
  session: AzureSession,
  what: string,
  work: { send: () => Promise<T>; findEffect: (sentAt: Date) => Promise<T | undefined> },
): Promise<T> {
  const sentAt = session.clock.now()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work.send()
    } catch (error) {
      if (!isAnswerLost(error)) throw error
      session.progress({ type: 'retry', what, reason: 'answer lost, looking for its effect', waitMs: SETTLE_MS, attempt })
      await session.clock.sleep(session.pollIntervalMs ?? SETTLE_MS, session.signal)
      const effect = await work.findEffect(sentAt)
      if (effect !== undefined) return effect
      if (attempt >= MAX_SENDS) throw error
    }
  }
}
