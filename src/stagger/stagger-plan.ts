import type { AppContext } from '../context.js'
import { usageError } from '../core/errors.js'
import { EXIT_CODES, worstExitCode } from '../core/exit-codes.js'
import { distinctBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import { reportUnread } from '../core/read-each.js'
import { tellAll } from '../core/tell-all.js'
import type { SelectorInput } from '../fleet/selector.js'
import type { Finding } from '../model/finding.js'
import { chooseLimits } from '../protection/choose-limits.js'
import type { StartWindow } from '../slots/estate.js'
import { OBJECTIVES, type Objective } from '../slots/objective.js'
import { count } from '../view/format.js'
import { readEstate } from './estate.js'
import { type EstateReading, readInventory } from './inventory.js'
import { learnFromHistory } from './learn.js'
import { type MadePlan, makePlan } from './make-plan.js'
import type { PlanOptions } from './plan.js'
import { polishFor } from './polish.js'
import { checkPlanPlace, savePlan } from './save-plan.js'
import { narrowInventory, pinMachines } from './scope.js'
import { readWindow } from './window-words.js'

export { OBJECTIVES }
export const DST_CHOICES = ['infer', 'wallclock', 'fixed'] as const

export interface StaggerPlanInput extends SelectorInput {
  readonly vaults?: readonly string[] | undefined
  /** An inventory file in place of Azure. */
  readonly inventory?: string | undefined
  /** The name of a profile of limits, or a file. */
  readonly profile?: string | undefined
  /** `HH:MM-HH:MM [zone]`, in place of the windows of all tiers. */
  readonly window?: string | undefined
  readonly objective: Objective
  /** Seconds of exact solving. */
  readonly polish?: number | undefined
  readonly seed: number
  readonly dst: (typeof DST_CHOICES)[number]
  /** The folder in which `stagger audit` keeps its jobs. */
  readonly history?: string | undefined
  readonly pin?: readonly string[] | undefined
  /** The first day, `YYYY-MM-DD`; today when absent. */
  readonly from?: string | undefined
  readonly out?: string | undefined
}

export interface StaggerPlanResult extends MadePlan {
  /** Where the plan was saved. */
  readonly file: string | null
}

/** What a plan of an inventory needs: nothing of Azure. */
export type PlanPlace = Pick<AppContext, 'settings' | 'clock' | 'signal' | 'warn'>

/** What is asked of a plan beside its objective. */
type PlanTerms = Pick<PlanOptions, 'limits' | 'from'> & { readonly window: StartWindow | undefined }

/** An estate, and what a plan of it rests on. */
export interface PlanGround extends Pick<PlanOptions, 'basis' | 'spent'> {
  readonly terms: PlanTerms
  readonly reading: EstateReading
  /** 3 when part of the scope could not be read. */
  readonly exitCode: number
}

/** Plans what is in Azure. What could not be read is a finding, and exit code 3. */
export async function planAzure(
  ctx: AppContext,
  input: StaggerPlanInput,
): Promise<{ result: StaggerPlanResult; exitCode: number }> {
  const ground = await readAzure(ctx, input)
  return { result: await planGround(ctx, ground, input), exitCode: ground.exitCode }
}

/** Plans what an inventory says: no login, no request. */
export async function planInventory(
  place: PlanPlace,
  input: StaggerPlanInput,
): Promise<{ result: StaggerPlanResult; exitCode: number }> {
  const ground = await readOffline(place, input)
  return { result: await planGround(place, ground, input), exitCode: ground.exitCode }
}

export async function readAzure(ctx: AppContext, input: StaggerPlanInput): Promise<PlanGround> {
  const terms = await readTerms(ctx, input)
  const reading = await readEstate(ctx, input)
  if (ctx.settings.debug) {
    ctx.progress({
      type: 'note',
      text: `${count(ctx.session.requests.sent, 'request')} to Azure for the whole estate.`,
    })
  }
  const subscriptions = distinctBy(reading.estate.vaults, ({ subscription }) => nameKey(subscription))
  return {
    terms,
    reading,
    basis: { source: 'azure', subscriptions: subscriptions.map(({ subscription }) => subscription).sort() },
    spent: new Map(
      reading.contents.map(({ vault, recentChanges }) => [vault.id, { policyWrites: 0, changes: recentChanges }]),
    ),
    exitCode: reportUnread(reading.unread, ctx.warn),
  }
}

export async function readOffline(place: PlanPlace, input: StaggerPlanInput): Promise<PlanGround> {
  const [terms, { estate, findings }] = await tellAll([
    () => readTerms(place, input),
    () => readInventory(input.inventory ?? '', place.settings),
  ])
  const [narrowed] = await tellAll([
    () => narrowInventory(estate, input),
    // Told beside what the selection gets wrong.
    () => pinMachines(estate, input.pin ?? []),
  ])
  const reading = { estate: narrowed, findings }
  return { terms, reading, basis: { source: 'inventory', subscriptions: [] }, exitCode: EXIT_CODES.done }
}

/** Everything that may be typed wrong, before anything is read. */
async function readTerms(place: PlanPlace, { profile, from, window, out }: StaggerPlanInput): Promise<PlanTerms> {
  const [limits, day, typed] = await tellAll([
    () => chooseLimits(profile, place.settings),
    () => (from === undefined ? place.clock.now().toISOString().slice(0, 10) : typedDay(from)),
    () => (window === undefined ? undefined : typedWindow(window)),
    () => (out === undefined ? undefined : checkPlanPlace(out)),
  ])
  return { limits, from: day, window: typed }
}

/** The plan of an estate that was read. */
export async function planGround(
  place: PlanPlace,
  { terms, reading, basis, spent }: PlanGround,
  input: StaggerPlanInput,
): Promise<StaggerPlanResult> {
  const { objective, seed, dst, polish } = input
  const { window, limits, from } = terms
  const estate = pinMachines(window === undefined ? reading.estate : withWindow(reading, window), input.pin ?? [])
  const lessons = input.history === undefined ? undefined : await learnFromHistory(input.history, estate, dst)
  const options = {
    ...{ basis, objective, seed, limits, from },
    ...(spent === undefined ? {} : { spent }),
    ...(lessons === undefined ? {} : { fit: lessons.fit }),
    // Without a history of jobs there is nothing to infer from: wall clock is what users saw.
    dst: lessons?.dst.mode ?? (dst === 'infer' ? ('wallclock' as const) : dst),
  }
  const improve = polish === undefined ? undefined : polishFor(polish, { objective, ...place })
  const findings = [...reading.findings, ...(lessons?.findings ?? [])]
  // Solving is one long step, in which nobody hears Ctrl-C: it is listened for before and after.
  await place.clock.sleep(0, place.signal)
  const made = await makePlan({ estate, findings }, options, improve)
  await place.clock.sleep(0, place.signal)
  if (input.out !== undefined) await savePlan(input.out, made.plan)
  return { ...made, file: input.out ?? null }
}

function withWindow({ estate }: EstateReading, window: StartWindow) {
  return { ...estate, tiers: estate.tiers.map((tier) => ({ ...tier, window })) }
}

function typedWindow(text: string): StartWindow {
  const read = readWindow(text)
  if ('value' in read) return read.value
  throw usageError('INVALID_WINDOW', `--window: ${read.problem}${read.problem.endsWith('?') ? '' : '.'}`, [
    "For example --window '22:00-06:00 Europe/Berlin'.",
  ])
}

function typedDay(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  if (isDay && new Date(text).toISOString().startsWith(text)) return text
  throw usageError('INVALID_DAY', `--from '${text}' is not a day.`, ['Write it as 2026-03-29.'])
}

/** 10 when there is something to apply and --detailed-exit-code asks to be told so; a scope with holes goes before. */
export function planExitCode(
  { plan }: StaggerPlanResult,
  { exitCode, isDetailed }: { readonly exitCode: number; readonly isDetailed: boolean },
): number {
  return worstExitCode([exitCode, isDetailed && plan.moves.length > 0 ? EXIT_CODES.findings : EXIT_CODES.done])
}

/** What a pipeline system is to show beside the run. */
export function planFindings({ plan }: StaggerPlanResult): Finding[] {
  return plan.findings.flatMap(({ severity, message }) => (severity === 'info' ? [] : [{ severity, message }]))
}
