import type { PlanOutcome } from '../apply-plan.js'
import { type StartedBackup, startBackup } from '../azure/backups.js'
import { itemRef } from '../azure/items.js'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { nameKey } from '../core/names.js'
import { adoptOpen, selectAgain } from '../fleet/adopt.js'
import type { RunJournal } from '../fleet/journal.js'
import { resumedInput } from '../fleet/resume-input.js'
import { type FleetOutcome, type FleetStep, runFleet } from '../fleet/run.js'
import { selectMachines } from '../fleet/select.js'
import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import { type RunDoor, withRun } from '../fleet/with-run.js'
import { type FollowedPlace, followRows } from '../jobs/job-row.js'
import type { FailOn } from '../model/job.js'
import type { Machine } from '../model/machine.js'
import { selectMachinesOrGone } from '../protection/select-items.js'
import { chooseVault } from '../vaults/choose.js'
import { count } from '../view/format.js'
import { findBackup, itemLine, outcomeBefore, settleRefused, withoutDone } from './journaled.js'
import { type BackupStep, expiryOf, goneMachines, planBackups, type RetentionInput } from './plan.js'
import { type BackupRow, plannedRow, startedRow } from './rows.js'
import { surveyBackups } from './survey.js'

export interface BackupInput extends SelectorInput, RetentionInput, RunInput {
  readonly vault?: string | undefined
  readonly failOn?: FailOn | undefined
}

export interface BackupResult extends PlanOutcome {
  /** The run of which there is a journal; null when there is none. */
  readonly run: string | null
  readonly machines: readonly BackupRow[]
}

/**
 * Backs up VMs now, as many as are selected, and returns when Azure has accepted it, or with --wait when the jobs have
 * ended. A VM that cannot be backed up does not stop the others.
 */
export async function backUpMachines(ctx: AppContext, typed: BackupInput): Promise<BackupResult> {
  return withRun(ctx, { verb: 'backup', input: typed, options: typed }, async (door) => {
    const { resumed } = door
    if (resumed === undefined) {
      const { machines, gone } = await selectMachinesOrGone(ctx, typed)
      if (gone.length > 0) throw goneMachines(gone)
      return backUpSelected(ctx, { input: typed, machines, expiryTime: expiryOf(typed, ctx.clock.now()), door })
    }
    const input = resumedInput(resumed, typed)
    await adoptOpen(ctx, resumed, (item) => findBackup(ctx, item))
    const machines = await selectAgain(ctx, resumed, (vm) => selectMachines(ctx, { ...input, vm }))
    return backUpSelected(ctx, { input, machines, expiryTime: String(resumed.facts.expiryTime), door })
  })
}

interface Selected {
  readonly input: BackupInput
  readonly machines: readonly Machine[]
  readonly expiryTime: Instant
  readonly door: RunDoor
}

async function backUpSelected(ctx: AppContext, selected: Selected): Promise<BackupResult> {
  const { input, machines, expiryTime, door } = selected
  const vault = input.vault === undefined ? undefined : await chooseVault(ctx, { vault: input.vault })
  const planned = planBackups(await surveyBackups(ctx, machines, vault), { expiryTime, vaultId: vault?.id ?? null })
  const steps = withoutDone(planned, door.resumed)
  const [only] = steps
  if (steps.length === 1 && only?.refusal) throw only.refusal
  for (const { warning } of steps) if (warning !== null) ctx.warn(warning)
  const doable = steps.filter((step) => step.refusal === null)
  const changes = doable.map((step) => step.change)
  const rows = steps.map((step) => startedRow(plannedRow(step, expiryTime), outcomeBefore(step, door.resumed)))
  if (ctx.settings.dryRun) return { applied: false, changes, run: door.resumed?.run ?? null, machines: rows }
  await ctx.confirm({ title: `Backing up ${count(machines.length, 'VM')}`, changes })
  const journal = doable.length === 0 ? door.resumed : door.begin({ facts: { expiryTime }, items: steps.map(itemLine) })
  if (journal) settleRefused(journal, steps)
  const outcomes = await startAll(ctx, doable, { expiryTime, journal })
  const started = rows.map((row) => startedRow(row, outcomes.get(nameKey(row.id))))
  const followed = ctx.settings.wait
    ? await followRows(ctx, started, { placeOf: placesOf(steps), failOn: input.failOn })
    : started
  return { applied: true, changes, run: journal?.run ?? null, machines: followed }
}

async function startAll(
  ctx: AppContext,
  steps: readonly BackupStep[],
  { expiryTime, journal }: { readonly expiryTime: Instant; readonly journal: RunJournal | undefined },
): Promise<Map<string, FleetOutcome<StartedBackup>>> {
  const outcomes = await runFleet(ctx, {
    items: steps,
    journal: journal && { of: journal, key: (step) => nameKey(step.machine.id) },
    name: (step) => step.machine.name,
    work: (step, steady) => startOne(steady, step, { expiryTime, inFleet: steps.length > 1 }),
  })
  return new Map(steps.flatMap((step, i) => (outcomes[i] ? [[nameKey(step.machine.id), outcomes[i]] as const] : [])))
}

async function startOne(
  ctx: AppContext,
  step: BackupStep,
  order: { readonly expiryTime: Instant; readonly inFleet: boolean },
): Promise<FleetStep<StartedBackup>> {
  const { item, running, knownJobs } = step
  if (item === null) throw new Error('A step without an item is refused by the plan.')
  const value =
    running === null
      ? await startBackup(ctx.session, itemRef(item), { ...order, knownJobs })
      : { jobId: running.name, joined: true }
  const message = value.joined
    ? `joined the backup that runs already, job ${value.jobId}`
    : `backup started, job ${value.jobId}`
  return { status: value.joined ? 'unchanged' : 'done', value, message }
}

/** Where the job of a row is read: it was started or joined in the vault of the VM's item. */
function placesOf(steps: readonly BackupStep[]): (row: BackupRow) => FollowedPlace | undefined {
  const items = new Map(steps.map(({ machine, item }) => [nameKey(machine.id), item]))
  return (row) => {
    const item = items.get(nameKey(row.id))
    return item ? { vault: itemRef(item).vault } : undefined
  }
}
