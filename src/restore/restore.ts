import type { PlanOutcome } from '../apply-plan.js'
import type { StartedRestore } from '../azure/restores.js'
import { tierOf } from '../config/tiers.js'
import type { AppContext } from '../context.js'
import { nameKey } from '../core/names.js'
import { tellAll } from '../core/tell-all.js'
import { readPastTime } from '../core/time-text.js'
import { adoptOpen } from '../fleet/adopt.js'
import type { RunJournal } from '../fleet/journal.js'
import { resumedInput } from '../fleet/resume-input.js'
import { type FleetOutcome, runFleet } from '../fleet/run.js'
import { readSelector } from '../fleet/select.js'
import { type RunDoor, withRun } from '../fleet/with-run.js'
import { createFollower } from '../jobs/follow.js'
import { followRows } from '../jobs/job-row.js'
import { blockedError } from '../model/plan.js'
import { count } from '../view/format.js'
import { requireCleanUp, withLeavings } from './clean-up.js'
import { checkCleanUp } from './clean-up-check.js'
import { withFileRows } from './from-file.js'
import type { RestoreInput } from './input.js'
import { decidedOf, findRestore, itemLine, noteFailed, startedStep } from './journaled.js'
import { stagingLanes } from './lanes.js'
import { cleanUpChanges } from './leavings.js'
import { type RestoreOptions, readOptions } from './options.js'
import { hintAtOwn, hintAtPair } from './paired-hint.js'
import { readGroup, surveyPlaces } from './places.js'
import { planRestores, type RestoreStep } from './plan.js'
import { closedRow, plannedRow, type RestoreRow, refusedRow, startedRow } from './rows.js'
import { surveySecondary } from './secondary.js'
import { jobPlaceOf, startTask } from './send.js'
import { stagingAccounts, unusable } from './staging-choice.js'
import { readStagingLoads } from './staging-loads.js'
import { type RestoreTarget, surveyTargets } from './survey.js'
import type { RestoreTask } from './task.js'
import { refuseUnknown } from './unknown.js'
import { lateWarnings, restoreWarnings } from './warnings.js'

export interface RestoreResult extends PlanOutcome {
  /** The run of which there is a journal; null when there is none. */
  readonly run: string | null
  /** The command that shows the run again, with what is to be looked at afterwards; null when there is no journal. */
  readonly showCommand: string | null
  /** The command that goes on with it. */
  readonly resumeCommand: string | null
  readonly machines: readonly RestoreRow[]
}

/**
 * Restores VMs, as many as are selected, and returns when Azure has accepted it, or with --wait when the jobs have
 * ended. A VM that cannot be restored does not stop the others.
 */
export async function restoreMachines(ctx: AppContext, typed: RestoreInput): Promise<RestoreResult> {
  requireCleanUp(ctx, typed)
  const verb = `restore ${typed.mode}`
  return withRun(ctx, { verb, input: typed, options: typed }, (door) =>
    door.resumed === undefined ? restoreSelected(ctx, typed, door) : goOn(ctx, typed, door.resumed),
  )
}

async function restoreSelected(ctx: AppContext, typed: RestoreInput, door: RunDoor): Promise<RestoreResult> {
  const input = await withFileRows(ctx, typed)
  const steps = await planSelected(ctx, input)
  const tasks = steps.flatMap(({ task }) => task ?? [])
  const restores = steps.flatMap(({ task, change }) => (task === null ? [] : [change]))
  const changes = [...restores, ...cleanUpChanges(input, tasks)]
  const rows = steps.map((step) => rowOf(ctx, input, step))
  if (ctx.settings.dryRun) return { applied: false, changes, ...runOf(undefined), machines: rows }
  await ctx.confirm({ title: `Restoring ${count(steps.length, 'VM')}`, changes })
  const lines = steps.map(({ task }, i) => itemLine(rows[i] as RestoreRow, task))
  const journal = tasks.length === 0 ? undefined : door.begin({ items: lines })
  const machines = await start(ctx, { ...input, tasks, rows, journal })
  return { applied: true, changes, ...runOf(journal), machines }
}

function runOf(journal: RunJournal | undefined): Pick<RestoreResult, 'run' | 'showCommand' | 'resumeCommand'> {
  const { run = null, showCommand = null, resumeCommand = null } = journal ?? {}
  return { run, showCommand, resumeCommand }
}

/** Reads all there is to know, and decides. One VM is no fleet: what stands in its way is the error of the command. */
async function planSelected(ctx: AppContext, input: RestoreInput): Promise<RestoreStep[]> {
  const options = await understand(ctx, input)
  const targets = await surveyOf(ctx, input)
  const places = await surveyPlaces(ctx, input, { targets, options })
  const choice = stagingAccounts(input, places.accounts)
  const candidates = { ...choice, loads: await readStagingLoads(ctx, choice.accounts, targets) }
  const rtoOf = (target: RestoreTarget) => rtoFor(ctx, input, target)
  const wish = { mode: input.mode, candidates, newMachine: input, options, rtoOf }
  const planned = planRestores(targets, { ...wish, places })
  const steps = input.cleanUp ? await checkCleanUp(ctx, planned) : planned
  const [only] = steps
  refuseUnknown(steps)
  if (steps.length === 1 && only?.task === null) throw refusalOf(only)
  if (choice.named) unusable(choice.accounts, targets).forEach(ctx.warn)
  restoreWarnings(steps, { now: ctx.clock.now(), places, rtoOf, pointTier: input.tier }).forEach(ctx.warn)
  return steps
}

/** What was typed, told with every mistake in it before anything is read: Azure allows few reads of points in an hour. */
async function understand(ctx: AppContext, input: RestoreInput): Promise<RestoreOptions> {
  const { at } = input
  const [options] = await tellAll([
    () => readOptions(input),
    () => readSelector(ctx, input),
    () => at === undefined || readPastTime(at, ctx.clock.now()),
    () => input.targetGroup === undefined || readGroup(input.targetGroup),
  ])
  return options
}

function surveyOf(ctx: AppContext, input: RestoreInput): Promise<RestoreTarget[]> {
  return input.crossRegion
    ? surveySecondary(ctx, input).catch(hintAtOwn)
    : surveyTargets(ctx, input).catch(hintAtPair(input.mode))
}

function rowOf(ctx: AppContext, input: RestoreInput, step: RestoreStep): RestoreRow {
  const { task, target, estimate, next } = step
  if (task === null) return refusedRow(target.subject, refusalOf(step))
  return plannedRow(task, { estimate, next, rtoMs: rtoFor(ctx, input, target) })
}

function rtoFor({ settings }: AppContext, { rtoMs }: RestoreInput, { subject, machine }: RestoreTarget): number | null {
  return rtoMs ?? tierOf({ ...subject, tags: machine?.tags ?? {} }, settings).tier.rtoMs
}

/** All that stands in the way of a VM, as one error. */
export function refusalOf({ target, blockers }: RestoreStep) {
  const all = blockedError(blockers, `restore VM '${target.subject.name}'`)
  return blockers.length > 1 ? all : (target.unread ?? all)
}

/** What was decided when the run began holds: each VM gets the point and the places that it was to get then. */
async function goOn(ctx: AppContext, typed: RestoreInput, journal: RunJournal): Promise<RestoreResult> {
  const { failOn, cleanUp: wasAsked } = resumedInput(journal, { ...typed, cleanUp: undefined })
  const { tasks, rows } = decidedOf(journal)
  const changes = wasAsked ? [] : cleanUpChanges(typed, tasks)
  const common = { changes, ...runOf(journal) }
  if (ctx.settings.dryRun) return { applied: false, machines: rows, ...common }
  await ctx.confirm({ title: `Cleaning up after ${count(tasks.length, 'restore')}`, changes })
  await adoptOpen(ctx, journal, (item) => findRestore(ctx, item))
  const cleanUp = wasAsked || typed.cleanUp
  return { applied: true, machines: await start(ctx, { tasks, rows, journal, failOn, cleanUp }), ...common }
}

interface RunParts {
  readonly tasks: readonly RestoreTask[]
  readonly rows: readonly RestoreRow[]
  readonly journal: RunJournal | undefined
  readonly failOn?: RestoreInput['failOn']
  readonly cleanUp?: RestoreInput['cleanUp']
}

async function start(ctx: AppContext, parts: RunParts): Promise<RestoreRow[]> {
  const { tasks, rows, journal, failOn, cleanUp = false } = parts
  const beganAt = journal?.startedAt ?? ctx.clock.now().toISOString()
  const follower = createFollower(ctx)
  const outcomes = await runFleet(ctx, {
    items: tasks,
    journal: journal && { of: journal, key: (task) => nameKey(task.id) },
    name: (task) => task.name,
    alone: rows.length === 1,
    lanes: stagingLanes(ctx, tasks, follower),
    work: async (task, steady) => startedStep(await startTask(steady, task, tasks.length > 1)),
  })
  const taskOf = new Map(tasks.map((task) => [nameKey(task.id), task]))
  const outcomeOf = new Map(
    tasks.map(({ id }, i): [string, FleetOutcome<StartedRestore> | undefined] => [nameKey(id), outcomes[i]]),
  )
  const started = rows.map((row) => startedRow(row, outcomeOf.get(nameKey(row.id))))
  if (!ctx.settings.wait && !cleanUp) return started.map((row) => closedRow(row, beganAt))
  const placeOf = (row: RestoreRow) => {
    const task = taskOf.get(nameKey(row.id))
    return task && jobPlaceOf(task)
  }
  const ended = ctx.settings.wait ? await followRows(ctx, started, { placeOf, failOn, follower }) : started
  const left = await withLeavings(ctx, ended, { tasks, follower, cleanUp })
  const closed = left.map((row) => closedRow(row, beganAt))
  lateWarnings(closed).forEach(ctx.warn)
  noteFailed(journal, closed)
  return closed
}
