import type { Blocker } from '../../model/plan.js'
import type { RecoveryPoint } from '../../model/point.js'
import type { RestoreMode } from '../../model/restore.js'
import type { RestoreOptions } from '../options.js'
import type { RestorePlaces } from '../places.js'
import type { RestoreTarget } from '../survey.js'

/** What the checks of one restore look at. */
export interface RestoreFacts {
  readonly target: RestoreTarget
  readonly mode: RestoreMode
  readonly places: RestorePlaces
  readonly options: RestoreOptions
}

export type Check = (facts: RestoreFacts) => readonly Blocker[]

/** A check of the recovery point: there is nothing to say while none could be chosen. */
export function ofPoint(check: (point: RecoveryPoint, facts: RestoreFacts) => readonly Blocker[]): Check {
  return (facts) => (facts.target.choice === null ? [] : check(facts.target.choice.point, facts))
}
