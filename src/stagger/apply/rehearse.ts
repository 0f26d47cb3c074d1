import type { AppContext } from '../../context.js'
import { nameKey } from '../../core/names.js'
import type { RunJournal } from '../../fleet/journal.js'
import { noError, type Reason, reasonOf } from '../../fleet/run.js'
import type { StaggerPlan } from '../plan-file.js'
import type { Start } from './check-plan.js'
import { movesTakenBack, type PendingMove, pendingMoves, policyKey } from './moves.js'
import type { PolicyBudget } from './policy-budget.js'
import { overBudget, policiesFor } from './policy-shelf.js'
import type { RollOut } from './roll-out.js'
import { fillRound, type HeldMove, planRound } from './round.js'
import { type MoveRow, moveRows, type PolicyRow, policyRows } from './rows.js'

export interface RehearsalInput {
  readonly plan: StaggerPlan
  readonly start: Start
  readonly budget: PolicyBudget
  readonly mayMove: number
  readonly backsUp: boolean
  /** Of the run that would be gone on with. */
  readonly journal: RunJournal | undefined
}

/** What a run would do now, and what it would leave for later. */
export interface Rehearsal extends Pick<RollOut, 'held'> {
  readonly machines: readonly MoveRow[]
  readonly policies: readonly PolicyRow[]
}

export async function rehearse(ctx: AppContext, input: RehearsalInput): Promise<Rehearsal> {
  const { plan, start, mayMove, backsUp, journal } = input
  const { vaults } = start
  const now = ctx.clock.now().toISOString()
  const all = pendingMoves(plan, start.estate, vaults)
  const moves = movesTakenBack(all, journal)
  const pending = all.filter(({ move }) => !moves.has(nameKey(move.machine)))
  const roundWith = (missing: ReadonlyMap<string, Reason>) =>
    planRound({ plan, pending, vaults, missing, mayMove, backsUp, now })
  const { ready, needy, held: later } = await fillRound(roundWith, pretendToMake(ctx, input))
  const why = 'is backed up first, and moved once that has made a good point'
  const held = [...later, ...needy.map((one): HeldMove => ({ ...one, kind: 'waits', why }))]
  const isReady = new Set(ready.map(({ move }) => nameKey(move.machine)))
  const done: RollOut = { policies: new Map(), moves, held, items: vaults.items, isInterrupted: false }
  return {
    held,
    machines: moveRows(plan, done).map((row) => (isReady.has(nameKey(row.id)) ? planned(row) : row)),
    policies: policyRows(plan, done, start.made).map((row) => (row.status === 'notStarted' ? planned(row) : row)),
  }
}

/** Takes the writes of policies that moves need; missing are those that the day has no more writes for. */
function pretendToMake(ctx: AppContext, { plan, start, budget }: RehearsalInput) {
  const made = new Set(start.made)
  return async (moves: readonly PendingMove[]): Promise<ReadonlyMap<string, Reason>> => {
    const lacking = new Map<string, Reason>()
    for (const { vault, name } of policiesFor(moves, plan, made)) {
      const key = policyKey(vault, name)
      if (budget.take(vault)) made.add(key)
      else lacking.set(key, reasonOf(overBudget(ctx, plan)))
    }
    return lacking
  }
}

function planned<R extends object>(row: R) {
  return { ...row, status: 'planned' as const, ...noError(null) }
}
