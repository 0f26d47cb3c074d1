import { backUpMachines } from '../../backup/backup.js'
import type { AppContext } from '../../context.js'
import type { Instant } from '../../core/clock.js'
import { AzbkError, cancelledError, usageError } from '../../core/errors.js'
import { EXIT_CODES, fleetExitCode } from '../../core/exit-codes.js'
import { figure } from '../../core/figure.js'
import { nameKey } from '../../core/names.js'
import { adoptOpen } from '../../fleet/adopt.js'
import type { RunJournal } from '../../fleet/journal.js'
import { canGoOn, type ItemLine } from '../../fleet/journal-lines.js'
import { typedInput } from '../../fleet/resume-input.js'
import { type Reason, reasonOf } from '../../fleet/run.js'
import type { RunInput } from '../../fleet/start-run.js'
import { budgetStop, isFinal, isStop, resumeTime, waitStop, withResumeTime } from '../../fleet/stop.js'
import { type RunDoor, withRun } from '../../fleet/with-run.js'
import { vmArgument } from '../../model/machine.js'
import type { Change } from '../../model/plan.js'
import { count } from '../../view/format.js'
import type { StaggerPlan } from '../plan-file.js'
import { readPlan, type SavedPlan } from '../read-plan.js'
import { checkPlan, refuseForeign, type Start } from './check-plan.js'
import { dailyRuns } from './daily-runs.js'
import { holdPlan } from './hold-plan.js'
import { knownWrites } from './known-writes.js'
import { isDone, type PendingMove, policyKey } from './moves.js'
import { createPolicyBudget, type PolicyBudget } from './policy-budget.js'
import { rehearse } from './rehearse.js'
import type { StaggerApplyResult } from './result.js'
import { type RollOut, rollOut } from './roll-out.js'
import { type MoveRow, moveRows, policyRows } from './rows.js'
import { findStep, journalLines, moveChange, policyChange } from './steps.js'

export interface StaggerApplyInput extends RunInput {
  /** The plan's file. */
  readonly plan?: string | undefined
  /** Moves of this run at most. */
  readonly maxMoves?: number | undefined
  /** Back up VMs that would be without a good point for too long. */
  readonly backupFirst?: boolean | undefined
}

/**
 * Carries out a saved plan: makes its slot policies, and moves VMs to them when that is safe, within the budgets of the
 * day. What cannot be done now waits for the next run, or with --wait for its time. Safe to repeat.
 *
 * @throws PLAN_UNREADABLE, PLAN_INVALID (2), PLAN_NOT_OF_AZURE, PLAN_ELSEWHERE, PLAN_STALE, PLAN_REFUSED (6)
 */
export async function applyStaggerPlan(ctx: AppContext, typed: StaggerApplyInput): Promise<StaggerApplyResult> {
  return withRun(ctx, { verb: 'stagger apply', input: typed, options: typed }, async (door) => {
    const input = door.resumed === undefined ? typed : { ...door.resumed.input, ...typedInput(typed) }
    const saved = await readPlan(planFile(input))
    refuseForeign(ctx, saved, door.resumed)
    door.resumed?.choose(typed)
    return holdPlan(ctx, saved.digest, async () => {
      if (door.resumed) await adoptOpen(ctx, door.resumed, (item) => findStep(ctx, saved.plan, item))
      const start = await checkPlan(ctx, saved.plan).catch((error) => {
        if (door.resumed && error instanceof AzbkError && isFinal(error)) giveUp(door.resumed, error)
        throw error
      })
      const budget = createPolicyBudget(ctx.clock, saved.plan, knownWrites(ctx, typed))
      const work = { input, saved, start, door, budget }
      return ctx.settings.dryRun ? tryOut(ctx, work) : carryOut(ctx, work)
    })
  })
}

function planFile({ plan }: StaggerApplyInput): string {
  if (plan !== undefined) return plan
  throw usageError('NO_PLAN', 'No plan is named.', [
    'azbk stagger apply plan.json, with a plan of `azbk stagger plan --out plan.json`.',
    'Or go on with a run: azbk stagger apply --resume latest.',
  ])
}

function changesOf(plan: StaggerPlan, { made, vaults }: Start): Change[] {
  const policies = plan.policies.filter(({ vault, name }) => !made.has(policyKey(vault, name)))
  const moves = plan.moves.filter((move) => {
    const item = vaults.items.get(nameKey(move.machine))
    return item !== undefined && !isDone(move, item)
  })
  return [...policies.map(policyChange), ...moves.map((move) => moveChange({ move }))]
}

interface Work {
  readonly input: StaggerApplyInput
  readonly saved: SavedPlan
  readonly start: Start
  readonly door: RunDoor
  readonly budget: PolicyBudget
}

/** What a run would do now. */
async function tryOut(
  ctx: AppContext,
  { input, saved: { plan }, start, door: { resumed }, budget }: Work,
): Promise<StaggerApplyResult> {
  const mayMove = input.maxMoves ?? Number.POSITIVE_INFINITY
  const policyWrites = budget.writes()
  const backsUp = input.backupFirst === true
  const { held, machines, policies } = await rehearse(ctx, { plan, start, budget, mayMove, backsUp, journal: resumed })
  return {
    applied: false,
    changes: changesOf(plan, start),
    run: resumed?.run ?? null,
    resume: resumed?.resumeCommand ?? null,
    policies,
    machines,
    goOnAt: nextTime(machines),
    dailyRuns: dailyRuns(held, ctx.clock.now().toISOString()),
    policyWrites,
  }
}

async function carryOut(ctx: AppContext, { input, saved, start, door, budget }: Work): Promise<StaggerApplyResult> {
  const { plan, digest } = saved
  const changes = changesOf(plan, start)
  await ctx.confirm({ title: `Moving ${count(plan.moves.length, 'VM')} to their slots`, changes })
  const items = journalLines(plan, { items: start.vaults.items, made: start.made })
  const journal =
    changes.length === 0 ? door.resumed : door.begin({ facts: { plan: digest }, items, onlyOneOf: 'plan' })
  if (journal !== undefined) noteDone(journal, items)
  const done = await rollOut(ctx, {
    plan,
    ...start,
    budget,
    journal,
    mayMove: input.maxMoves ?? Number.POSITIVE_INFINITY,
    backsUp: input.backupFirst === true,
    backUp: (moves) => backUp(ctx, moves),
  })
  const machines = moveRows(plan, done)
  if (journal !== undefined) noteStale(journal, machines)
  const end = endOf(ctx, { done, machines })
  journal?.stop(end)
  tellStop(ctx, done, machines)
  return {
    applied: true,
    changes,
    run: journal?.run ?? null,
    resume: machines.some(isOpen) ? (journal?.resumeCommand ?? null) : null,
    policies: policyRows(plan, done, start.made),
    machines,
    goOnAt: resumeTime(end, ctx.clock.now()),
    dailyRuns: dailyRuns(done.held, ctx.clock.now().toISOString()),
    policyWrites: budget.writes(),
  }
}

/** What is done without this run, by another one perhaps, is nothing to go on with. */
function noteDone(journal: RunJournal, items: readonly Omit<ItemLine, 'type'>[]): void {
  for (const { item, outcome } of items) {
    const known = journal.item(item)
    if (outcome !== undefined && known !== undefined && known.state !== 'done') journal.settle(item, outcome)
  }
}

/** What is not as the plan found it is not tried again: only another plan helps. */
function noteStale(journal: RunJournal, machines: readonly MoveRow[]): void {
  for (const { id, name, ...row } of machines.filter((one) => one.status === 'failed' && isFinal(one))) {
    const known = journal.item(nameKey(id))
    if (known !== undefined && canGoOn(known))
      journal.settle(known.key, { name, status: 'failed', value: null, ...reasonOf(row) })
  }
}

/** The plan as a whole no longer fits. */
function giveUp(journal: RunJournal, error: AzbkError): void {
  for (const { key, name } of journal.items().filter(canGoOn))
    journal.settle(key, { name, status: 'failed', value: null, ...reasonOf(error) })
}

function isOpen(row: MoveRow): boolean {
  return row.status !== 'done' && row.status !== 'unchanged' && !isFinal(row)
}

/** Why a run leaves something, and when to go on: what its journal says as well. Of one that leaves nothing it does not count. */
function endOf(
  ctx: AppContext,
  { done, machines }: { readonly done: RollOut; readonly machines: readonly MoveRow[] },
): Reason {
  const met = stopIn(done)
  if (met !== undefined) return withResumeTime(reasonOf(met), ctx.clock.now())
  const left = machines.filter(({ status }) => status === 'waiting' || status === 'notStarted')
  const message = `${count(left.length, 'move')} left for later.`
  const goOnAt = nextTime(machines)
  if (done.isInterrupted) return { ...reasonOf(cancelledError(message)), details: { resumeAt: goOnAt } }
  const isBudget = goOnAt !== null && left.some((row) => isStop(row))
  return isBudget ? budgetStop(message, goOnAt) : waitStop(message, goOnAt)
}

/** What every further step would have met. */
function stopIn({ policies, moves }: RollOut): Reason | undefined {
  return [...policies.values(), ...moves.values()].find((one) => one.status === 'failed' && isStop(one))
}

function tellStop(ctx: AppContext, done: RollOut, machines: readonly MoveRow[]): void {
  if (!done.isInterrupted && stopIn(done) === undefined) return
  const left = figure(machines.filter(isOpen).length)
  ctx.warn(`${done.isInterrupted ? 'Interrupted' : 'Stopped'}: ${left} of ${count(machines.length, 'move')} are left.`)
}

/** When the first of what is left may be done; null when that is at once, or when no time will allow it. */
function nextTime(machines: readonly MoveRow[]): Instant | null {
  if (machines.some(({ status, until }) => status === 'notStarted' && until === null)) return null
  return machines.flatMap(({ until }) => until ?? []).sort()[0] ?? null
}

async function backUp(ctx: AppContext, moves: readonly PendingMove[]): Promise<void> {
  if (moves.length === 0) return
  const vm = moves.map(({ item }) => item.machineId)
  const { machines } = await backUpMachines({ ...ctx, settings: { ...ctx.settings, wait: false } }, { vm })
  for (const { name, resourceGroup, status, message } of machines) {
    const tail = `azbk job list ${vmArgument({ resourceGroup, name })}`
    ctx.progress({ type: 'note', text: `${name}: backup first: ${message ?? status}; ${tail} shows it.` })
  }
}

/**
 * Of a run that leaves nothing but what a budget (7) or a safe time (8) holds back, that code: it says what to wait for,
 * though other VMs were moved. Else as of any fleet; 10 when a rehearsal that asks for it finds something to do.
 */
export function applyExitCode(
  { applied, changes, machines, policies }: StaggerApplyResult,
  flags: { readonly 'detailed-exit-code'?: boolean },
): number {
  if (!applied) return changes.length > 0 && flags['detailed-exit-code'] ? EXIT_CODES.findings : EXIT_CODES.done
  const codes = [...machines, ...policies].map(({ exitCode }) => exitCode)
  const isLeft = (code: number) => code === EXIT_CODES.throttled || code === EXIT_CODES.stillRunning
  const open = codes.filter((code) => code !== EXIT_CODES.done)
  if (open.length === 0 || !open.every(isLeft)) return fleetExitCode(codes)
  return open.includes(EXIT_CODES.throttled) ? EXIT_CODES.throttled : EXIT_CODES.stillRunning
}
