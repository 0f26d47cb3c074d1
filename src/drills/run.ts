import type { PlanOutcome } from '../apply-plan.js'
import type { AppContext } from '../context.js'
import { cancelledError, refusedError } from '../core/errors.js'
import { EXIT_CODES, worstExitCode } from '../core/exit-codes.js'
import { nameKey } from '../core/names.js'
import type { RunJournal } from '../fleet/journal.js'
import { resumedInput } from '../fleet/resume-input.js'
import { type FleetOutcome, runFleet, withoutInterrupt } from '../fleet/run.js'
import { type RunDoor, withRun } from '../fleet/with-run.js'
import { DRILL_VERSION, type DrilledMachine, type DrillRecord } from '../model/drill.js'
import { jobPlaceOf } from '../restore/send.js'
import { count } from '../view/format.js'
import { readAccount } from './account.js'
import { type DrillCosts, sayCosts } from './costs.js'
import { endRestore, type OpenRestore } from './end-restore.js'
import { type Evidence, evidenceFolder, readEvidence, writeEvidence } from './evidence.js'
import type { DrillInput } from './input.js'
import { type DecidedDrill, decide, decidedOf, hasWork, intendPlace, journalOf, settlePlace } from './journaled.js'
import { type DrillOrder, type DrillTask, drillOne, notRun } from './one.js'
import type { DrillPlace } from './place.js'
import { type DrillPlan, planDrill } from './plan.js'
import { preparePlace, type TornDown, tearDown } from './prepare.js'
import { readProbes, tellProbes } from './probe-wish.js'
import { hostsElsewhere } from './probes.js'
import { createGates, outOfReach } from './siblings.js'

export interface DrillRunResult extends PlanOutcome {
  /** What was found out; null in a dry run. */
  readonly drill: DrillRecord | null
  readonly evidence: Evidence | null
  /** What would be practised on; with reasons, what cannot be. */
  readonly planned: readonly { readonly name: string; readonly tier: string; readonly reason: string | null }[]
  /** What it takes; null when a run was gone on with. */
  readonly costs: DrillCosts | null
  /** The exit code that stands for why VMs were not practised on; null when all were. */
  readonly stopCode: number | null
  /** The exit code that stands for why the group is still there; null when it is not. */
  readonly leftCode: number | null
}

/**
 * Practises restores: restores VMs into a closed group of their own, looks inside, and deletes the group, whatever
 * happened: also after Ctrl-C, and when a killed run is gone on with.
 */
export async function runDrill(ctx: AppContext, typed: DrillInput, version: string): Promise<DrillRunResult> {
  return withRun(ctx, { verb: 'drill run', input: typed, options: typed }, (door) =>
    door.resumed === undefined
      ? begin(ctx, { input: typed, version }, door)
      : goOn(ctx, { input: typed, version }, door.resumed),
  )
}

/** What is asked, and the version of the azbk that does it. */
interface DrillCall {
  readonly input: DrillInput
  readonly version: string
}

async function begin(ctx: AppContext, { input, version }: DrillCall, door: RunDoor): Promise<DrillRunResult> {
  const probes = await readProbes(input)
  const history = readEvidence(evidenceFolder(ctx.settings, input.evidence)).drills.map(({ record }) => record)
  const plan = await planDrill(ctx, input, history)
  // What could not be read of a VM is told with it; at Ctrl-C that is the reason of all of them.
  if (ctx.signal.aborted) throw cancelledError()
  const { tasks, refused, changes, costs } = plan
  for (const warning of [...plan.warnings, ...outOfReach(probes, tasks)]) ctx.warn(warning)
  const planned = [
    ...tasks.map(({ restore, tier }) => ({ name: restore.name, tier, reason: null })),
    ...refused.map(({ name, tier, reason }) => ({ name, tier, reason })),
  ]
  if (ctx.settings.dryRun) return { applied: false, changes, planned, costs, ...NOTHING_FOUND }
  if (tasks.length === 0) throw refusedError('NOTHING_TO_DRILL', nothingText(plan), ['azbk drill run --dry-run'])
  const lines = changes.map(({ kind, name, reason }) => `+ ${kind} ${name}: ${reason}`)
  ctx.progress({ type: 'note', text: [...lines, sayCosts(costs)].join('\n') })
  await ctx.confirm({ title: `Practising the restore of ${count(tasks.length, 'VM')}`, changes })
  const decided = decide(plan, probes)
  const journal = door.begin(journalOf(decided))
  return { applied: true, changes, planned, costs, ...(await drill(ctx, decided, { journal, input, version })) }
}

function nothingText({ refused }: DrillPlan): string {
  return `None of the VMs can be practised on. ${refused.map(({ reason }) => reason).join(' ')}`
}

/** What was decided when the drill began holds. */
async function goOn(ctx: AppContext, call: DrillCall, journal: RunJournal): Promise<DrillRunResult> {
  const { version } = call
  const input = resumedInput(journal, call.input)
  const decided = decidedOf(journal)
  const planned = decided.tasks.map(({ restore, tier }) => ({ name: restore.name, tier, reason: null }))
  const common = { changes: [], planned, costs: null }
  if (ctx.settings.dryRun) return { applied: false, ...common, ...NOTHING_FOUND }
  return { applied: true, ...common, ...(await drill(ctx, decided, { journal, input, version })) }
}

/** What a drill comes to. */
type DrillEnd = Pick<DrillRunResult, 'drill' | 'evidence' | 'stopCode' | 'leftCode'>

const NOTHING_FOUND: DrillEnd = { drill: null, evidence: null, stopCode: null, leftCode: null }

interface DrillRun extends DrillCall {
  readonly journal: RunJournal | undefined
}

/** The work itself. Whatever happens in it, the group is gone at its end, or it is told why it is not. */
async function drill(ctx: AppContext, decided: DecidedDrill, run: DrillRun): Promise<DrillEnd> {
  const { journal, input, version } = run
  const { place, probes, refused } = decided
  const startedAt = journal?.startedAt ?? ctx.clock.now().toISOString()
  const earlier = journal === undefined ? [] : jobsBefore(decided, journal)
  const open: OpenRestore[] = []
  let outcomes: FleetOutcome<DrilledMachine>[]
  let end: TornDown
  try {
    if (hasWork(decided, journal)) {
      intendPlace(journal)
      await preparePlace(ctx, place)
    }
    outcomes = await drillAll(ctx, decided, { journal, open: (restores) => open.push(...restores) })
  } finally {
    const steady = withoutInterrupt(ctx)
    for (const { job, name } of earlier) open.push(...(await endRestore(steady, job, name)))
    end = await tearDown(ctx, place.group, open)
    if (end.exitCode !== EXIT_CODES.done) ctx.warn(leftText(place, end))
  }
  const record: DrillRecord = {
    schemaVersion: DRILL_VERSION,
    name: place.name,
    startedAt,
    endedAt: ctx.clock.now().toISOString(),
    crossRegion: input.crossRegion === true,
    endpoint: ctx.session.kind === 'mock' ? null : ctx.session.cloud.armEndpoint,
    azbkVersion: version,
    ranBy: await readAccount(ctx),
    probes: tellProbes(probes),
    group: place.group.name,
    machines: [...decided.tasks.map((task, i) => machineOf(task, outcomes[i])), ...refused],
    teardown: end.teardown,
  }
  const evidence = writeEvidence(evidenceFolder(ctx.settings, input.evidence), record)
  const leftCode = end.exitCode === EXIT_CODES.done ? null : end.exitCode
  if (leftCode === null) settlePlace(journal, place)
  const stops = outcomes.flatMap(({ value, exitCode }) => (value === null ? [exitCode] : []))
  return { drill: record, evidence, stopCode: stops.length === 0 ? null : worstExitCode(stops), leftCode }
}

/** Restores that earlier parts of the run may not have brought to their ends. */
function jobsBefore({ tasks }: DecidedDrill, journal: RunJournal) {
  return tasks.flatMap(({ restore }) => {
    const outcome = journal.item(nameKey(restore.id))?.outcome
    const { jobId = null, times } = (outcome?.value ?? {}) as Partial<DrilledMachine>
    const failed = jobId !== null && times?.restoreMs === null ? [jobId] : []
    const names = [...failed, ...((outcome?.details.endedJobs ?? []) as string[])]
    return names.map((name) => ({ name: restore.name, job: { ...jobPlaceOf(restore), name } }))
  })
}

function leftText({ name, group: { name: group } }: DrillPlace, { teardown, exitCode }: TornDown): string {
  const { reason, left } = teardown
  const things = left.length === 0 ? '' : ` In it: ${left.join(', ')}.`
  if (exitCode === EXIT_CODES.stillRunning) {
    return `Resource group ${group} is still there: ${reason}${things} When it has ended, remove the group with: azbk drill clean --drill ${name}`
  }
  const next =
    exitCode === EXIT_CODES.noPermission ? 'Log in again, with permission to delete it, and remove' : 'Remove'
  return `Resource group ${group} is still there: ${reason}${things} ${next} it with: azbk drill clean`
}

async function drillAll(
  ctx: AppContext,
  { tasks, probes }: DecidedDrill,
  { journal, open }: Pick<DrillRun, 'journal'> & Pick<DrillOrder, 'open'>,
): Promise<FleetOutcome<DrilledMachine>[]> {
  const gates = createGates()
  const before = new Map(tasks.map(({ restore }) => [restore.id, journal?.item(nameKey(restore.id))]))
  return runFleet(ctx, {
    items: tasks,
    // Those that look at each other must be there at the same time.
    ...(hostsElsewhere(probes).length > 0 ? { atOnce: tasks.length } : {}),
    journal: journal && { of: journal, key: ({ restore }) => nameKey(restore.id) },
    name: ({ restore }) => restore.name,
    work: async (task, steady) => {
      const item = before.get(task.restore.id)
      const endedJobs = (item?.outcome?.details.endedJobs ?? []) as string[]
      // Waits end with Ctrl-C: the group with all that runs in it is deleted then.
      const value = await drillOne(
        { ctx, steady },
        { task, probes, since: item?.since ?? null, endedJobs, gates, open },
      )
      return { status: 'done', value, message: value.verdict }
    },
  })
}

function machineOf(task: DrillTask, outcome: FleetOutcome<DrilledMachine> | undefined): DrilledMachine {
  return outcome?.value ?? notRun(task, outcome?.message ?? 'not started')
}

/** 10 when a VM failed or was late, 8 when a restore still runs into the group, 1 when none could be practised on; a group that is left and what was stopped say so themselves. */
export function drillExitCode(
  { applied, drill: record, stopCode, leftCode }: DrillRunResult,
  flags: { readonly 'detailed-exit-code'?: boolean | undefined },
): number {
  if (record === null) return !applied && flags['detailed-exit-code'] ? EXIT_CODES.findings : EXIT_CODES.done
  if (leftCode !== null) return leftCode
  const verdicts = record.machines.map(({ verdict }) => verdict)
  if (stopCode !== null) return stopCode
  return verdicts.every((verdict) => verdict === 'passed') ? EXIT_CODES.done : EXIT_CODES.findings
}
