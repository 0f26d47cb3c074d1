import type { PlanOutcome } from '../../apply-plan.js'
import { backUpMachines } from '../../backup/backup.js'
import type { AppContext } from '../../context.js'
import type { Instant } from '../../core/clock.js'
import { type AzbkError, refusedError, usageError } from '../../core/errors.js'
import { EXIT_CODES, fleetExitCode } from '../../core/exit-codes.js'
import { nameKey } from '../../core/names.js'
import { adoptOpen } from '../../fleet/adopt.js'
import type { RunJournal } from '../../fleet/journal.js'
import type { ItemLine } from '../../fleet/journal-lines.js'
import { typedInput } from '../../fleet/resume-input.js'
import { noError } from '../../fleet/run.js'
import type { RunInput } from '../../fleet/start-run.js'
import { budgetStop, isStop, waitStop } from '../../fleet/stop.js'
import { type RunDoor, withRun } from '../../fleet/with-run.js'
import { vmArgument } from '../../model/machine.js'
import type { Change } from '../../model/plan.js'
import type { Estate } from '../../slots/estate.js'
import { count, listFirst } from '../../view/format.js'
import { readEstate } from '../estate.js'
import type { StaggerPlan } from '../plan-file.js'
import { readPlan, type SavedPlan } from '../read-plan.js'
import { verifyPlan } from '../verify.js'
import { isDone, type PendingMove, policyKey, readVaultsNow, type VaultsNow } from './moves.js'
import { type RollOut, rollOut } from './roll-out.js'
import { type MoveRow, moveRows, type PolicyRow, policyRows } from './rows.js'
import { refuseStale, withoutPlan } from './staleness.js'
import { findStep, journalLines, moveChange, policyChange } from './steps.js'

export interface StaggerApplyInput extends RunInput {
  /** The plan's file. */
  readonly plan?: string | undefined
  /** Moves of this run at most. */
  readonly maxMoves?: number | undefined
  /** Back up VMs that would be without a good point for too long. */
  readonly backupFirst?: boolean | undefined
}

export interface StaggerApplyResult extends PlanOutcome {
  /** The run of which there is a journal; null when there is none. */
  readonly run: string | null
  /** What to type to go on with it. */
  readonly resume: string | null
  readonly policies: readonly PolicyRow[]
  readonly machines: readonly MoveRow[]
  /** When the rest may be done; null when nothing is left that time will allow. */
  readonly goOnAt: Instant | null
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
    if (door.resumed) await adoptOpen(ctx, door.resumed, (item) => findStep(ctx, saved.plan, item))
    const start = await checkPlan(ctx, saved.plan)
    return ctx.settings.dryRun ? rehearse(saved.plan, start, door) : carryOut(ctx, { input, saved, start, door })
  })
}

function planFile({ plan }: StaggerApplyInput): string {
  if (plan !== undefined) return plan
  throw usageError('NO_PLAN', 'No plan is named.', [
    'azbk stagger apply plan.json, with a plan of `azbk stagger plan --out plan.json`.',
    'Or go on with a run: azbk stagger apply --resume latest.',
  ])
}

function refuseForeign(ctx: AppContext, { plan, digest }: SavedPlan, resumed: RunJournal | undefined): void {
  if (plan.basis.source !== 'azure') {
    throw refusedError(
      'PLAN_NOT_OF_AZURE',
      'This plan was made from an inventory file: there is nothing in Azure to apply it to.',
      [
        'Make one of the vaults themselves: azbk stagger plan --out plan.json, without --inventory.',
        '`azbk stagger simulate --inventory <file> --plan plan.json` runs it on the mock.',
      ],
    )
  }
  if (resumed !== undefined && resumed.facts.plan !== digest) {
    throw refusedError('PLAN_CHANGED', `Run ${resumed.run} is of another plan than this file now holds.`, [
      'Name the file of that plan, or start another run without --resume.',
    ])
  }
  const { subscriptions } = ctx.settings
  const foreign = plan.basis.subscriptions.filter((id) => !subscriptions.some((own) => nameKey(own) === nameKey(id)))
  if (subscriptions.length > 0 && nameKey(subscriptions[0] ?? '') !== 'all' && foreign.length > 0) {
    throw refusedError(
      'PLAN_ELSEWHERE',
      `The plan is of subscription ${foreign.join(', ')}, and this run is of ${subscriptions.join(', ')}.`,
      [`Add --subscription ${foreign[0]}, or make a plan of this subscription.`],
    )
  }
}

/** What a run begins with. */
interface Start {
  readonly estate: Estate
  /** Keys of the policies that exist. */
  readonly made: ReadonlySet<string>
  readonly vaults: VaultsNow
}

/** Reads the vaults of a plan, and refuses it when it does not fit them, or is no good one (edited by hand). */
async function checkPlan(ctx: AppContext, plan: StaggerPlan): Promise<Start> {
  const keys = plan.basis.vaults.map(({ key }) => key)
  const [{ estate, findings }, vaults] = await Promise.all([
    readEstate(ctx, { vaults: keys }),
    readVaultsNow(ctx, keys),
  ])
  const unread = findings.filter(({ code }) => code === 'SCOPE_UNREAD')
  if (unread.length > 0) {
    throw refusedError(
      'PLAN_UNCHECKED',
      `The plan cannot be checked: ${unread.map(({ message }) => message).join(' ')}`,
      ['Nothing was changed. `azbk doctor` checks login and permissions.'],
    )
  }
  const before = withoutPlan(estate, plan)
  refuseStale(before, plan, openVaults(plan, vaults))
  refuseDefects(before, plan)
  return { estate, vaults, made: new Set(estate.policies.map(({ vault, name }) => policyKey(vault, name))) }
}

/** Vaults in which a move is left. */
function openVaults(plan: StaggerPlan, { items }: VaultsNow): ReadonlySet<string> {
  const open = plan.moves.filter((move) => {
    const item = items.get(nameKey(move.machine))
    return item === undefined || !isDone(move, item)
  })
  return new Set(open.map(({ vault }) => nameKey(vault)))
}

function refuseDefects(estate: Estate, plan: StaggerPlan): void {
  const defects = verifyPlan(estate, plan).filter(({ severity }) => severity === 'error')
  if (defects.length === 0) return
  const shown = listFirst(defects.map(({ code, message }) => `${code}: ${message}`))
  throw refusedError('PLAN_REFUSED', `The plan does not pass the check of plans:${shown}`, [
    'Nothing was changed. Was the file edited? Make a new plan with `azbk stagger plan --out plan.json`.',
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

/** What a run would do, were there no clock and no budget. */
function rehearse(plan: StaggerPlan, start: Start, { resumed }: RunDoor): StaggerApplyResult {
  const nothing: RollOut = {
    policies: new Map(),
    moves: new Map(),
    held: [],
    items: start.vaults.items,
    isInterrupted: false,
  }
  const planned = <R extends { readonly status: string }>(row: R) =>
    row.status === 'notStarted' ? { ...row, status: 'planned' as const, ...noError(null) } : row
  return {
    applied: false,
    changes: changesOf(plan, start),
    run: resumed?.run ?? null,
    resume: resumed?.resumeCommand ?? null,
    policies: policyRows(plan, nothing, start.made).map(planned),
    machines: moveRows(plan, nothing).map(planned),
    goOnAt: null,
  }
}

interface Work {
  readonly input: StaggerApplyInput
  readonly saved: SavedPlan
  readonly start: Start
  readonly door: RunDoor
}

async function carryOut(ctx: AppContext, { input, saved, start, door }: Work): Promise<StaggerApplyResult> {
  const { plan, digest } = saved
  const changes = changesOf(plan, start)
  await ctx.confirm({ title: `Moving ${count(plan.moves.length, 'VM')} to their slots`, changes })
  const items = journalLines(plan, { items: start.vaults.items, made: start.made })
  const journal = changes.length === 0 ? door.resumed : door.begin({ facts: { plan: digest }, items })
  if (journal !== undefined) noteDone(journal, items)
  const done = await rollOut(ctx, {
    plan,
    ...start,
    journal,
    mayMove: input.maxMoves ?? Number.POSITIVE_INFINITY,
    backUp: input.backupFirst ? (moves) => backUp(ctx, moves) : undefined,
  })
  const machines = moveRows(plan, done)
  const goOnAt = machines.flatMap(({ until }) => until ?? []).sort()[0] ?? null
  if (!done.isInterrupted) journal?.stop(leftForLater(machines, goOnAt))
  return {
    applied: true,
    changes,
    run: journal?.run ?? null,
    resume: journal?.resumeCommand ?? null,
    policies: policyRows(plan, done, start.made),
    machines,
    goOnAt,
  }
}

/** What is done without this run, by another one perhaps, is nothing to go on with. */
function noteDone(journal: RunJournal, items: readonly Omit<ItemLine, 'type'>[]): void {
  for (const { item, outcome } of items) {
    const known = journal.item(item)
    if (outcome !== undefined && known !== undefined && known.state !== 'done') journal.settle(item, outcome)
  }
}

/** What the journal says of a run that came to its end and leaves something: of one that leaves nothing it does not count. */
function leftForLater(machines: readonly MoveRow[], goOnAt: Instant | null): AzbkError {
  const left = machines.filter(({ status }) => status === 'waiting' || status === 'notStarted')
  const message = `${count(left.length, 'move')} left for later.`
  const isBudget = goOnAt !== null && left.some((row) => isStop(row))
  return isBudget ? budgetStop(message, goOnAt) : waitStop(message, goOnAt)
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
