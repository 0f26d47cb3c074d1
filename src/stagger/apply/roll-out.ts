import type { AppContext } from '../../context.js'
import type { Instant } from '../../core/clock.js'
import { nameKey } from '../../core/names.js'
import type { RunJournal } from '../../fleet/journal.js'
import type { Reason } from '../../fleet/run.js'
import type { ProtectedItem } from '../../model/item.js'
import type { StepOutcome } from '../../protection/steps.js'
import type { Estate } from '../../slots/estate.js'
import { count, formatTime } from '../../view/format.js'
import type { PlannedMove, StaggerPlan } from '../plan-file.js'
import { createMoveGate, type MoveGate } from './move-gate.js'
import { type PendingMove, pendingMoves, readVaultsNow, type VaultsNow } from './moves.js'
import { createPolicyShelf, type PolicyOutcome } from './policy-shelf.js'
import { type HeldMove, planRound } from './round.js'
import { moveAll } from './steps.js'

export interface RollOutInput {
  readonly plan: StaggerPlan
  /** As it was when the run began. */
  readonly estate: Estate
  /** Keys of policies that exist. */
  readonly made: ReadonlySet<string>
  readonly vaults: VaultsNow
  readonly mayMove: number
  readonly journal: RunJournal | undefined
  /** Starts backups of VMs that may not be moved without one. */
  readonly backUp: ((moves: readonly PendingMove[]) => Promise<void>) | undefined
}

/** What a run came to. */
export interface RollOut {
  readonly policies: ReadonlyMap<string, PolicyOutcome>
  /** By {@link nameKey} of the VM's id. */
  readonly moves: ReadonlyMap<string, StepOutcome>
  readonly held: readonly HeldMove[]
  readonly items: ReadonlyMap<string, ProtectedItem>
  readonly isInterrupted: boolean
}

/**
 * Carries out a plan, round by round: what may be done now is done; then the run ends, or with --wait sleeps until more
 * may be done.
 */
export async function rollOut(ctx: AppContext, input: RollOutInput): Promise<RollOut> {
  const { plan, estate, journal } = input
  const deadline = ctx.clock.now().getTime() + ctx.settings.timeoutMs
  const gate = createMoveGate(estate, plan)
  const shelf = createPolicyShelf(ctx, { plan, made: input.made, journal })
  const moves = new Map<string, StepOutcome>()
  const keys = plan.basis.vaults.map(({ key }) => key)
  let { vaults } = input
  for (;;) {
    const pending = pendingMoves(plan, estate, vaults).filter(({ move }) => !moves.has(nameKey(move.machine)))
    const roundNow = (missing: ReadonlyMap<string, Reason>) => {
      const now = ctx.clock.now().toISOString()
      return planRound({ plan, pending, vaults, missing, mayMove: input.mayMove - moves.size, now })
    }
    const { ready, held } = roundNow(await shelf.make(roundNow(new Map()).ready))
    const isStopped = await runWaves(ctx, { ready, gate, journal, moves })
    await input.backUp?.(held.flatMap(({ kind, pending: one }) => (kind === 'needs backup' ? one : [])))
    const next = nextTime(held)
    const goesOn = !isStopped && ctx.settings.wait && next !== undefined && Date.parse(next) <= deadline
    if (!goesOn || !(await sleepUntil(ctx, next, held.length))) {
      return { policies: shelf.outcomes, moves, held, items: vaults.items, isInterrupted: ctx.signal.aborted }
    }
    vaults = await readVaultsNow(ctx, keys)
  }
}

interface Waves {
  readonly ready: readonly PendingMove[]
  readonly gate: MoveGate
  readonly journal: RunJournal | undefined
  readonly moves: Map<string, StepOutcome>
}

/** True when the run must not go on: it was interrupted, or met what every further move would meet. */
async function runWaves(ctx: AppContext, { ready, gate, journal, moves }: Waves): Promise<boolean> {
  const byMove = new Map(ready.map((pending) => [pending.move, pending]))
  while (byMove.size > 0) {
    const wave = gate.takeWave([...byMove.keys()])
    const outcomes = await moveAll(
      ctx,
      wave.map((move) => byMove.get(move) as PendingMove),
      journal,
    )
    for (const move of wave) {
      const outcome = outcomes.get(nameKey(move.machine))
      if (outcome !== undefined) moves.set(nameKey(move.machine), outcome)
      byMove.delete(move)
      settle(gate, move, outcome)
    }
    if (wave.some(({ machine }) => moves.get(nameKey(machine))?.status === 'notStarted') || ctx.signal.aborted)
      return true
  }
  return ctx.signal.aborted
}

function settle(gate: MoveGate, move: PlannedMove, outcome: StepOutcome | undefined): void {
  if (outcome?.status === 'done' || outcome?.status === 'unchanged') gate.arrived(move)
  else gate.failed(move)
}

/** When something that is held may be done, without anybody's help. */
function nextTime(held: readonly HeldMove[]): Instant | undefined {
  return held.flatMap(({ until }) => until ?? []).sort()[0]
}

/** False when the run was interrupted meanwhile. */
async function sleepUntil(ctx: AppContext, time: Instant, left: number): Promise<boolean> {
  ctx.progress({ type: 'note', text: `${count(left, 'move')} left; the next may be made at ${formatTime(time)}.` })
  try {
    await ctx.clock.sleep(Math.max(0, Date.parse(time) - ctx.clock.now().getTime()), ctx.signal)
    return true
  } catch (error) {
    if (ctx.signal.aborted) return false
    throw error
  }
}
