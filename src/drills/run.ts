import type { PlanOutcome } from '../apply-plan.js'
import type { AppContext } from '../context.js'
import { refusedError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { nameKey } from '../core/names.js'
import type { RunJournal } from '../fleet/journal.js'
import type { ItemLine, JsonObject } from '../fleet/journal-lines.js'
import { resumedInput } from '../fleet/resume-input.js'
import { type FleetOutcome, noError, runFleet, withoutInterrupt } from '../fleet/run.js'
import { type RunDoor, withRun } from '../fleet/with-run.js'
import { DRILL_VERSION, type DrilledMachine, type DrillRecord, type Teardown } from '../model/drill.js'
import { count } from '../view/format.js'
import { type Evidence, evidenceFolder, readEvidence, writeEvidence } from './evidence.js'
import type { DrillInput } from './input.js'
import { type DrillTask, drillOne, notRun } from './one.js'
import type { DrillPlace } from './place.js'
import { type DrillPlan, planDrill } from './plan.js'
import { preparePlace, tearDown } from './prepare.js'
import { checkProbes } from './probes.js'

export interface DrillRunResult extends PlanOutcome {
  /** What was found out; null in a dry run. */
  readonly drill: DrillRecord | null
  readonly evidence: Evidence | null
  /** What would be practised on; with reasons, what cannot be. */
  readonly planned: readonly { readonly name: string; readonly tier: string; readonly reason: string | null }[]
}

/** The group of the drill is an item of the run, too: it is not done before it is gone. */
const PLACE = 'place'

/**
 * Practises restores: restores VMs into a closed group of their own, looks inside, and deletes the group, whatever
 * happened: also after Ctrl-C, and when a killed run is gone on with.
 */
export async function runDrill(ctx: AppContext, typed: DrillInput): Promise<DrillRunResult> {
  checkProbes(typed)
  return withRun(ctx, { verb: 'drill run', input: typed, options: typed }, (door) =>
    door.resumed === undefined ? begin(ctx, typed, door) : goOn(ctx, typed, door.resumed),
  )
}

async function begin(ctx: AppContext, input: DrillInput, door: RunDoor): Promise<DrillRunResult> {
  const plan = await planDrill(ctx, input, readEvidence(evidenceFolder(ctx.settings, input.evidence)))
  const { place, tasks, refused, changes } = plan
  const planned = [
    ...tasks.map(({ restore, tier }) => ({ name: restore.name, tier, reason: null })),
    ...refused.map(({ name, tier, reason }) => ({ name, tier, reason })),
  ]
  const nothing = { changes, planned, drill: null, evidence: null }
  if (ctx.settings.dryRun) return { applied: false, ...nothing }
  if (tasks.length === 0) throw refusedError('NOTHING_TO_DRILL', nothingText(plan), ['azbk drill run --dry-run'])
  await ctx.confirm({ title: `Practising the restore of ${count(tasks.length, 'VM')}`, changes })
  const journal = door.begin({ facts: { place: place as unknown as JsonObject }, items: linesOf(plan) })
  const found = await drill(ctx, { place, tasks, refused: refused.map(refusedRecord), journal, input })
  return { applied: true, changes, planned, ...found }
}

function nothingText({ refused }: DrillPlan): string {
  return `None of the VMs can be practised on. ${refused.map(({ reason }) => reason).join(' ')}`
}

function refusedRecord({ id, name, tier, reason }: DrillPlan['refused'][number]): DrilledMachine {
  const times = { restoreMs: null, bootMs: null, probeMs: null, totalMs: null }
  return { id, name, tier, verdict: 'failed', reason, point: null, jobId: null, times, rtoMs: null, probes: [] }
}

function linesOf({ place, tasks, refused }: DrillPlan): Omit<ItemLine, 'type'>[] {
  const line = (id: string, name: string, plan: object) => ({ item: nameKey(id), name, plan: plan as JsonObject })
  return [
    ...tasks.map((task) => line(task.restore.id, task.restore.name, { task })),
    ...refused.map((one) => ({
      ...line(one.id, one.name, { refused: refusedRecord(one) }),
      outcome: { name: one.name, status: 'failed' as const, value: null, ...noError(one.reason, 1) },
    })),
    line(PLACE, place.group.name, {}),
  ]
}

/** What was decided when the drill began holds. */
async function goOn(ctx: AppContext, typed: DrillInput, journal: RunJournal): Promise<DrillRunResult> {
  const input = resumedInput(journal, typed)
  const place = journal.facts.place as unknown as DrillPlace
  const plans = journal.items().map(({ plan }) => plan as unknown as { task?: DrillTask; refused?: DrilledMachine })
  const tasks = plans.flatMap(({ task }) => task ?? [])
  const refused = plans.flatMap((plan) => plan.refused ?? [])
  const planned = tasks.map(({ restore, tier }) => ({ name: restore.name, tier, reason: null }))
  const common = { changes: [], planned }
  if (ctx.settings.dryRun) return { applied: false, ...common, drill: null, evidence: null }
  return { applied: true, ...common, ...(await drill(ctx, { place, tasks, refused, journal, input })) }
}

interface Drill {
  readonly place: DrillPlace
  readonly tasks: readonly DrillTask[]
  readonly refused: readonly DrilledMachine[]
  readonly journal: RunJournal | undefined
  readonly input: DrillInput
}

/** The work itself. Whatever happens in it, the group is gone at its end, or it is told why it is not. */
async function drill(ctx: AppContext, order: Drill): Promise<Pick<DrillRunResult, 'drill' | 'evidence'>> {
  const { place, journal, input, refused } = order
  const startedAt = journal?.startedAt ?? ctx.clock.now().toISOString()
  let machines: DrilledMachine[] = []
  let teardown: Teardown
  try {
    if (isOpen(journal)) {
      journal?.intend(PLACE)
      await preparePlace(ctx, place)
      machines = await drillAll(ctx, order)
    }
  } finally {
    teardown = await clearPlace(ctx, place, journal)
  }
  const record: DrillRecord = {
    schemaVersion: DRILL_VERSION,
    run: place.name,
    startedAt,
    endedAt: ctx.clock.now().toISOString(),
    crossRegion: input.crossRegion === true,
    group: place.group.name,
    machines: [...machines, ...refused],
    teardown,
  }
  return { drill: record, evidence: writeEvidence(evidenceFolder(ctx.settings, input.evidence), record) }
}

/** A run that was killed after its group was gone has nothing to do but its evidence. */
function isOpen(journal: RunJournal | undefined): boolean {
  return journal?.item(PLACE)?.state !== 'done'
}

/** What was begun is deleted to its end: Ctrl-C stops the practising, never the tidying up. */
async function clearPlace(ctx: AppContext, place: DrillPlace, journal: RunJournal | undefined): Promise<Teardown> {
  if (!isOpen(journal)) return { state: 'gone', reason: null }
  ctx.progress({ type: 'note', text: `Deleting resource group ${place.group.name}.` })
  const teardown = await tearDown(withoutInterrupt(ctx), place)
  const common = { name: place.group.name, value: null }
  if (teardown.state === 'gone') journal?.settle(PLACE, { ...common, status: 'done', ...noError('deleted') })
  else
    ctx.warn(`Resource group ${place.group.name} is still there: ${teardown.reason} Remove it with: azbk drill clean`)
  return teardown
}

async function drillAll(ctx: AppContext, { tasks, journal }: Drill): Promise<DrilledMachine[]> {
  const sinceOf = new Map(tasks.map(({ restore }) => [restore.id, journal?.item(nameKey(restore.id))?.since ?? null]))
  const outcomes: FleetOutcome<DrilledMachine>[] = await runFleet(ctx, {
    items: tasks,
    journal: journal && { of: journal, key: ({ restore }) => nameKey(restore.id) },
    name: ({ restore }) => restore.name,
    work: async (task, steady) => {
      // Waits end with Ctrl-C: the group with all that runs in it is deleted then.
      const value = await drillOne({ ...steady, signal: ctx.signal }, task, sinceOf.get(task.restore.id) ?? null)
      return { status: 'done', value, message: value.verdict }
    },
  })
  return tasks.map((task, i) => outcomes[i]?.value ?? notRun(task, outcomes[i]?.message ?? 'not started'))
}

/** 10 when a VM failed or was late, 1 when none could be practised on or the group is left; what was stopped says so itself. */
export function drillExitCode(
  { applied, drill }: DrillRunResult,
  flags: { readonly 'detailed-exit-code'?: boolean | undefined },
): number {
  if (drill === null) return !applied && flags['detailed-exit-code'] ? EXIT_CODES.findings : EXIT_CODES.done
  if (drill.teardown.state === 'left') return EXIT_CODES.failed
  const verdicts = drill.machines.map(({ verdict }) => verdict)
  if (verdicts.includes('notRun')) return EXIT_CODES.interrupted
  return verdicts.every((verdict) => verdict === 'passed') ? EXIT_CODES.done : EXIT_CODES.findings
}
