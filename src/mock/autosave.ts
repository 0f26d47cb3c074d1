import type { Clock } from '../core/clock.js'

export interface AutosaveParts {
  readonly clock: Clock
  /** Ends it. */
  readonly signal: AbortSignal
  /** Grows whenever something happened that a saved state would lack. */
  readonly changes: () => number
  readonly save: () => void
  /** Told once, however often saving fails. */
  readonly warn: (message: string) => void
}

/** Saving keeps clients waiting: at most this part of the time goes into it. */
const SHARE = 100

const SOONEST_MS = 1_000

/**
 * Saves what changed once a second, and large states less often, so that a server that is killed loses little. Resolves when
 * the signal aborts; never rejects.
 */
export async function autosave({ clock, signal, changes, save, warn }: AutosaveParts): Promise<void> {
  let pauseMs = SOONEST_MS
  let saved = changes()
  let hasWarned = false
  while (!signal.aborted) {
    await clock.sleep(pauseMs, signal).catch(() => {})
    if (signal.aborted || changes() === saved) continue
    const start = clock.now().getTime()
    try {
      const present = changes()
      save()
      saved = present
    } catch (error) {
      if (!hasWarned) warn(`${String((error as Error).message)} The mock goes on, and tries again.`)
      hasWarned = true
    }
    pauseMs = Math.max(SOONEST_MS, SHARE * (clock.now().getTime() - start))
  }
}
