import type { AppContext } from '../../context.js'
import { timeAfter } from '../../core/clock.js'
import type { PlannedMove } from '../plan-file.js'
import type { PendingMove } from './moves.js'
import { LOOK_AGAIN_MS } from './readiness.js'
import type { HeldMove } from './round.js'

/**
 * Backs up what may not be moved without a backup, and lets it wait for that: once in a run, as a backup that makes no
 * good point would be begun again and again.
 */
export function createBackupFirst(
  { clock }: Pick<AppContext, 'clock'>,
  backUp: (moves: readonly PendingMove[]) => Promise<void>,
): (needy: readonly HeldMove[]) => Promise<readonly HeldMove[]> {
  const begun = new Set<PlannedMove>()
  return async (needy) => {
    const due = new Set(needy.filter(({ pending: { move } }) => !begun.has(move)))
    if (due.size === 0) return needy
    await backUp([...due].map(({ pending }) => pending))
    for (const { pending } of due) begun.add(pending.move)
    const until = timeAfter(clock.now(), LOOK_AGAIN_MS)
    const why = 'waits for the backup that was begun first'
    return needy.map((one) => (due.has(one) ? { ...one, kind: 'waits', until, why } : one))
  }
}
