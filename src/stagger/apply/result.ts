import type { PlanOutcome } from '../../apply-plan.js'
import type { Instant } from '../../core/clock.js'
import type { DailyRun } from './daily-runs.js'
import type { PolicyWrites } from './policy-budget.js'
import type { MoveRow, PolicyRow } from './rows.js'

export interface StaggerApplyResult extends PlanOutcome {
  /** The run of which there is a journal; null when there is none. */
  readonly run: string | null
  /** What to type to go on with it; null when there is none, or nothing is left that going on could do. */
  readonly resume: string | null
  readonly policies: readonly PolicyRow[]
  readonly machines: readonly MoveRow[]
  /** When the rest may be done; null when some of it may at once, or nothing is left that time will allow. */
  readonly goOnAt: Instant | null
  /** Times of the day at which daily runs make the moves that wait for a safe time; the one for most moves first. */
  readonly dailyRuns: readonly DailyRun[]
  /** Of the vaults in which the plan makes policies. */
  readonly policyWrites: readonly PolicyWrites[]
}
