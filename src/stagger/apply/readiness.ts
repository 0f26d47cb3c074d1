import { type Instant, MINUTE_MS, timeAfter } from '../../core/clock.js'
import { type MoveTiming, safeTime } from './safe-time.js'
import type { Stretch } from './stretch.js'

/** How soon a job that runs is looked at again. */
export const LOOK_AGAIN_MS = 15 * MINUTE_MS

export interface MoveFacts extends MoveTiming {
  /** A backup of the VM is running. */
  readonly isBusy: boolean
}

/** Whether a VM may be moved now, and if not, when. */
export type Readiness =
  | { readonly state: 'ready' }
  /** `why`: a clause. */
  | { readonly state: 'later'; readonly stretch: Stretch; readonly why: string }
  /** Waiting does not help: no start of the new schedule comes within the RPO. */
  | { readonly state: 'needs backup' }

export function readinessOf(facts: MoveFacts, now: Instant): Readiness {
  if (facts.isBusy) {
    const stretch = { from: timeAfter(now, LOOK_AGAIN_MS), to: null }
    return { state: 'later', stretch, why: 'a backup of it is running' }
  }
  const time = safeTime(facts, now)
  if (time.kind === 'after backup') return { state: 'needs backup' }
  if (time.stretch.from <= now) return { state: 'ready' }
  const why = time.isForRpo
    ? 'its RPO asks for one more backup by the old schedule first, and for a move soon after that'
    : 'a start of its old or new schedule is near'
  return { state: 'later', stretch: time.stretch, why }
}
