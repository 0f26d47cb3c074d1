import type { SlotProblem } from '../problem.js'
import { type Survey, surveyHomes } from './survey.js'

export interface MovesBound {
  readonly lowerBound: number
  /** The argument, in a phrase. */
  readonly bound: string
}

/**
 * A number of moves that no plan can do without. Who has to leave a home outside the windows is a move. With all others
 * at home, each limit that does not hold has to lose VMs whose amounts add up to its excess: how few can do that for all
 * limits together is bounded by {@link priceCovers}.
 *
 * A plan that leaves `violations` (units over limits, VMs outside their windows) may keep as many VMs at home: one unit
 * less to cure is one VM less at most. They are taken off.
 */
export function movesBound(problem: SlotProblem, { violations = 0 } = {}): MovesBound {
  return boundOf(surveyHomes(problem), { violations })
}

/** The same of homes that were looked at already. */
export function boundOf({ forced, leaving }: Pick<Survey, 'forced' | 'leaving'>, { violations = 0 } = {}): MovesBound {
  return { lowerBound: Math.max(0, forced + leaving - violations), bound: phrase(forced, leaving, violations) }
}

function phrase(forced: number, leaving: number, violations: number): string {
  if (forced + leaving === 0) return 'nothing has to move'
  // Without numbers: bounds of several parts are told as one when they rest on the same argument.
  const parts = [
    ...(forced > 0 ? ['VMs outside their windows'] : []),
    ...(leaving > 0 ? ['starts that have to come under their limits'] : []),
    ...(violations > 0 ? ['less what stays over limits'] : []),
  ]
  return parts.join(', ')
}
