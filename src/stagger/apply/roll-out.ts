import type { AppContext } from '../../context.js'
import { type Instant, waitUntil } from '../../core/clock.js'
import { nameKey } from '../../core/names.js'
import type { RunJournal } from '../../fleet/journal.js'
import type { Reason } from '../../fleet/run.js'
import { isStop } from '../../fleet/stop.js'
import type { ProtectedItem } from '../../model/item.js'
import type { StepOutcome } from '../../protection/steps.js'
import type { Estate } from '../../slots/estate.js'
import { count, formatTime } from '../../view/format.js'
import type { PlannedMove, StaggerPlan } from '../plan-file.js'
import { createBackupFirst } from './backup-first.js'
import { createMoveGate, type MoveGate } from './move-gate.js'
import { movesTakenBack, type PendingMove, pendingMoves, readVaultsNow, type VaultsNow } from './moves.js'
import type { PolicyBudget } from './policy-budget.js'
import { createPolicyShelf, type PolicyOutcome } from './policy-shelf.js'
import { fillRound, type HeldMove, planRound } from './round.js'
import { moveAll } from './steps.js'

export interface RollOutInput {
  readonly plan: StaggerPlan
  /** As it was when the run began. */
  readonly estate: Estate
  /** Keys of policies that exist. */
  readonly made: ReadonlySet<string>
  readonly vaults: VaultsNow
  readonly budget: PolicyBudget
  readonly mayMove: number
  readonly journal: RunJournal | undefined
  readonly backsUp: boolean
  /** Starts backups of VMs that may not be moved without one; called when `backsUp`. */
  readonly backUp: (moves: readonly PendingMove[]) => Promise<void>
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
  const { plan, estate, journal, backsUp } = input
  const deadline = ctx.clock.now().getTime() + ctx.settings.timeoutMs
  const gate = createMoveGate(estate, plan)
  const steps = toldAsOne(ctx)
  const shelf = createPolicyShelf(steps, { plan, made: input.made, budget: input.budget, journal })
  const takenBack = movesTakenBack(pendingMoves(plan, estate, input.vaults), journal)
  const moves = new Map(takenBack)
  const backUpFirst = createBackupFirst(ctx, input.backUp)
  const keys = plan.basis.vaults.map(({ key }) => key)
  let { vaults } = input
  for (;;) {
    const pending = pendingMoves(plan, estate, vaults).filter(({ move }) => !moves.has(nameKey(move.machine)))
    const movesLeft = () => input.mayMove - (moves.size - takenBack.size)
    const roundNow = (missing: ReadonlyMap<string, Reason>) => {
      const now = ctx.clock.now().toISOString()
      return planRound({ plan, pending, vaults, missing, mayMove: movesLeft(), backsUp, now })
    }
    const round = await fillRound(roundNow, shelf.round())
    const { isStopped, held: late } = await runWaves(steps, { ready: round.ready, gate, journal, moves })
    const held = [...round.held, ...late, ...(isStopped ? round.needy : await backUpFirst(round.needy))]
    const next = nextTime(held)
    const mayGoOn = !isStopped && ctx.settings.wait && movesLeft() > 0
    const goesOn = mayGoOn && next !== undefined && Date.parse(next) <= deadline
    if (!goesOn || !(await sleepUntil(ctx, next, held.length))) {
      return { policies: shelf.outcomes, moves, held, items: vaults.items, isInterrupted: ctx.signal.aborted }
    }
    vaults = await readVaultsNow(ctx, keys)
  }
}

/** One fleet after the other, and some at the same time: each would tell of its own part that the run was stopped. */
function toldAsOne(ctx: AppContext): AppContext {
  const told = new Set<string>()
  const progress: AppContext['progress'] = (event) => {
    if (event.type !== 'note') ctx.progress(event)
    else if (!told.has(event.text)) {
      told.add(event.text)
      ctx.progress(event)
    }
  }
  return { ...ctx, progress, warn: () => {} }
}

interface Waves {
  readonly ready: readonly PendingMove[]
  readonly gate: MoveGate
  readonly journal: RunJournal | undefined
  readonly moves: Map<string, StepOutcome>
}

interface WavesEnd {
  /** The run must not go on: it was interrupted, or met what every further move would meet. */
  readonly isStopped: boolean
  /** Those whose safe time was over before their turn came. */
  readonly held: readonly HeldMove[]
}

async function runWaves(ctx: AppContext, { ready, gate, journal, moves }: Waves): Promise<WavesEnd> {
  const held: HeldMove[] = []
  const byMove = new Map(ready.map((pending) => [pending.move, pending]))
  while (byMove.size > 0) {
    const wave = gate.takeWave([...byMove.keys()])
    const pending = wave.map((move) => byMove.get(move) as PendingMove)
    const { outcomes, held: late } = await moveAll(ctx, pending, journal)
    const isLate = new Set(late.map((one) => one.pending.move))
    for (const one of late) held.push(one)
    let isStopped = ctx.signal.aborted
    for (const move of wave) {
      const outcome = outcomes.get(nameKey(move.machine))
      byMove.delete(move)
      settle(gate, move, outcome)
      if (outcome === undefined || isLate.has(move)) continue
      moves.set(nameKey(move.machine), outcome)
      isStopped ||= outcome.status === 'notStarted' || isStop(outcome)
    }
    if (isStopped) return { isStopped, held }
  }
  return { isStopped: ctx.signal.aborted, held }
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
    await waitUntil(ctx.clock, time, ctx.signal)
    return true
  } catch (error) {
    if (ctx.signal.aborted) return false
    throw error
  }
}
