import { type Instant, MINUTE_MS, timeAfter } from '../../core/clock.js'
import { type MoveTiming, safeTime } from './safe-time.js'

/** How soon a job that runs is looked at again. */
export const LOOK_AGAIN_MS = 15 * MINUTE_MS

export interface MoveFacts extends MoveTiming {
  /** A backup of the VM is running. */
  readonly isBusy: boolean
}

/** Whether a VM may be moved now, and if not, when. */
export type Readiness =
  | { readonly state: 'ready' }
  /** `why` follows "waits:". */
  | { readonly state: 'later'; readonly at: Instant; readonly why: string }
  /** Waiting does not help: no start of the new schedule comes within the RPO. */
  | { readonly state: 'needs backup' }

export function readinessOf(facts: MoveFacts, now: Instant): Readiness {
  if (facts.isBusy) return { state: 'later', at: timeAfter(now, LOOK_AGAIN_MS), why: 'a backup of it is running' }
  const time = safeTime(facts, now)
  if (time.kind === 'after backup') return { state: 'needs backup' }
  if (time.at <= now) return { state: 'ready' }
  const why = time.isForRpo
    ? 'its RPO asks for one more backup by the old schedule first, and for a move soon after that'
    : 'a start of its old or new schedule is near'
  return { state: 'later', at: time.at, why }
}
