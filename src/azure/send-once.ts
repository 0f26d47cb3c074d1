import { AzbkError } from '../core/errors.js'
import { fromAzure } from './errors.js'
import { isAnswerLost } from './retry.js'
import type { AzureSession } from './session.js'

const MAX_SENDS = 3
/** Pauses before each look: a job that was started by a lost request takes a while to show in the lists. */
const LOOK_AFTER_MS = [5_000, 15_000]

export interface SendOnceWork<T> {
  readonly send: () => Promise<T>
  /** Looks for what a lost request did: undefined when it did nothing. */
  readonly findEffect: (sentAt: Date) => Promise<T | undefined>
}

/**
 * Sends a request that must not take effect twice (backup, restore, protection changes). When the answer is lost,
 * looks for the effect first and adopts it; sends again only when there is none. `what` is a phrase such as
 * "backing up VM 'web-01'".
 */
export async function sendOnce<T>(session: AzureSession, what: string, work: SendOnceWork<T>): Promise<T> {
  const sentAt = session.clock.now()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work.send()
    } catch (error) {
      if (!isAnswerLost(error)) throw error
      const effect = await lookForEffect(session, what, { attempt, find: () => work.findEffect(sentAt) })
      if (effect !== undefined) return effect
      if (attempt >= MAX_SENDS) throw error
    }
  }
}

async function lookForEffect<T>(
  session: AzureSession,
  what: string,
  look: { readonly attempt: number; readonly find: () => Promise<T | undefined> },
): Promise<T | undefined> {
  for (const waitMs of LOOK_AFTER_MS) {
    session.progress({
      type: 'retry',
      what,
      reason: 'answer lost, looking for its effect',
      waitMs,
      attempt: look.attempt,
    })
    await session.clock.sleep(session.pollIntervalMs ?? waitMs, session.signal)
    const effect = await look.find().catch((error: unknown) => {
      throw outcomeUnknown(error, what)
    })
    if (effect !== undefined) return effect
  }
  return undefined
}

/** Neither the answer nor its effect could be read: the one case in which nobody may claim success or failure. */
function outcomeUnknown(error: unknown, what: string): AzbkError {
  const cause = fromAzure(error, what)
  if (cause.kind === 'cancelled') return cause
  return new AzbkError({
    code: 'OUTCOME_UNKNOWN',
    kind: 'azure',
    exit: 'failed',
    message: `The answer to ${what} was lost, and whether it took effect could not be read: ${cause.message}`,
    suggestions: ['Look at `azbk job list` before trying again.', ...cause.suggestions],
    details: cause.details,
    cause: error,
  })
}
