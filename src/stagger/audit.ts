import type { AppContext } from '../context.js'
import { timeAfter } from '../core/clock.js'
import { usageError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { distinctBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import { reportUnread, type Unread } from '../core/read-each.js'
import { tellAll } from '../core/tell-all.js'
import { typedGroup } from '../fleet/select.js'
import { chooseLimits } from '../protection/choose-limits.js'
import type { StaggerFinding } from '../slots/findings.js'
import { formatDuration } from '../view/format.js'
import { type Baseline, type Comparison, compareFindings, readBaseline } from './audit/baseline.js'
import { chooseDst, type DstChoice, UNKNOWN_DST } from './audit/dst.js'
import { type AuditFix, writeFix } from './audit/fix.js'
import { auditHistory, type Happened, readJobs } from './audit/history-audit.js'
import { type NightAhead, nightsAhead } from './audit/nights.js'
import { nothingToAudit } from './audit/nothing.js'
import { auditSchedules, type Scheduled } from './audit/scheduled.js'
import { type AuditSelection, selectionOf } from './audit/selection.js'
import { findUnprotected, withoutPolicy } from './audit/unprotected.js'
import { type AzureEstate, type EstateScope, readEstate, unreadFinding } from './estate.js'
import { prepareHistory } from './history-store.js'
import { KEPT_MS } from './history-windows.js'
import { type EstateReading, readInventory } from './inventory.js'
import { learnDurations } from './learn.js'
import type { MakePlanOptions } from './make-plan.js'
import type { PlanOptions } from './plan.js'
import type { DstMode } from './plan-file.js'
import { checkPlanPlace } from './save-plan.js'
import { narrowInventory } from './scope.js'
import type { PlanPlace } from './stagger-plan.js'
import { sortFindings } from './verify.js'

export interface StaggerAuditInput extends EstateScope {
  readonly inventory?: string | undefined
  readonly profile?: string | undefined
  readonly dst: 'infer' | DstMode
  /** How far back jobs are looked at. */
  readonly lastMs: number
  /** Folder of the job history; none is kept without one. */
  readonly history?: string | undefined
  readonly sample: number
  readonly seed: number
  readonly baseline?: string | undefined
  readonly fix?: boolean | undefined
  readonly out?: string | undefined
}

export interface StaggerAuditResult {
  readonly at: string
  /** Name of the profile. */
  readonly limits: string
  readonly dst: DstChoice
  /** Resource ids of the vaults in scope; of an inventory, its own names for them. */
  readonly vaults: readonly string[]
  /** The VMs that the audit was narrowed to; null: all VMs of these vaults. */
  readonly selection: AuditSelection | null
  readonly scheduled: Scheduled
  /** Null for an inventory: a file has no jobs. */
  readonly happened: Happened | null
  readonly nights: readonly NightAhead[]
  /** Worst first, then by id. */
  readonly findings: readonly StaggerFinding[]
  /** Null without a baseline. */
  readonly baseline: Comparison | null
  /** The plan that was written; null without --fix. */
  readonly fix: AuditFix | null
  /** Requests that the audit took. */
  readonly requests: number
}

export interface AuditOutcome {
  readonly result: StaggerAuditResult
  /** 3 when something in scope could not be read. */
  readonly exitCode: number
}

/** Azure keeps jobs no longer; a history that was kept may reach further back. */
function refuseLongSpan({ lastMs, history }: StaggerAuditInput): void {
  if (lastMs <= KEPT_MS || history !== undefined) return
  throw usageError('SPAN_TOO_LONG', `Azure is asked for the jobs of ${formatDuration(KEPT_MS)} at most.`, [
    'Name a shorter span with --last, or the folder of a history that was kept with --history.',
  ])
}

/** Holds schedules, jobs and the coming nights of what is in Azure against the limits. */
export async function auditAzure(ctx: AppContext, input: StaggerAuditInput): Promise<AuditOutcome> {
  refuseLongSpan(input)
  const opened = await openAudit(ctx, input)
  const reading = await readEstate(ctx, input)
  const to = ctx.clock.now().toISOString()
  const span = { from: timeAfter(to, -input.lastMs), to }
  const { estate } = reading
  const vaults = reading.contents.map(({ vault }) => vault)
  const { sample, seed, history } = input
  const jobs = await readJobs(ctx, vaults, { estate, span, sample, seed, folder: history ?? null })
  const dst = chooseDst(input.dst, estate, jobs)
  const rules = { ...opened, dst: dst.mode }
  const happened = auditHistory(estate, jobs, { ...rules, span, sample, lastBackups: lastBackupsOf(reading) })
  const others = isWholeScope(ctx, input) ? await findUnprotected(ctx, reading) : NOTHING
  const unread = [...happened.unread, ...others.unread]
  const found = {
    happened: happened.happened,
    findings: [...happened.findings, ...others.findings, ...unread.map(unreadFinding)],
  }
  const options = { ...planOptions(reading), fit: learnDurations(estate, jobs) }
  const selection = selectionOf(input, typedGroup(ctx.settings))
  const result = await concludeAudit(ctx, { input, selection, rules, dst, reading, found, options })
  return {
    result: { ...result, requests: ctx.session.requests.sent },
    exitCode: reportUnread([...reading.unread, ...unread], ctx.warn),
  }
}

/** Holds the schedules of an inventory against the limits: no login, no request, no jobs. */
export async function auditInventory(place: PlanPlace, input: StaggerAuditInput): Promise<AuditOutcome> {
  const dst = input.dst === 'infer' ? UNKNOWN_DST : { mode: input.dst, reason: 'asked for' }
  const rules = { ...(await openAudit(place, input)), dst: dst.mode }
  const { estate, findings } = await readInventory(input.inventory ?? '', place.settings)
  const reading = { estate: await narrowInventory(estate, input), findings }
  const options = { basis: { source: 'inventory', subscriptions: [] } } as const
  const found = { happened: null, findings: withoutPolicy(reading.estate) }
  const selection = selectionOf(input, null)
  const result = await concludeAudit(place, { input, selection, rules, dst, reading, found, options })
  return { result: { ...result, findings: result.findings.map(curedOffline) }, exitCode: EXIT_CODES.done }
}

/** What plans or lists what is in Azure does not know the vaults of a file. */
function curedOffline({ cure, ...finding }: StaggerFinding): StaggerFinding {
  const isEmpty = finding.code === 'NOTHING_TO_AUDIT'
  const plan = cure?.replace('azbk stagger plan', 'azbk stagger plan --inventory <the same file>') ?? null
  return { ...finding, cure: isEmpty ? 'Check the inventory: its VMs, their policies and their states.' : plan }
}

const NOTHING = { findings: [], unread: [] as Unread[] }

interface AuditRules {
  readonly limits: Awaited<ReturnType<typeof chooseLimits>>
  readonly dst: DstMode
  readonly from: string
  readonly baseline: Baseline | undefined
}

/** Everything that may be typed wrong, before anything is read. */
async function openAudit(
  place: PlanPlace,
  { profile, out, baseline: file, history }: StaggerAuditInput,
): Promise<Omit<AuditRules, 'dst'>> {
  const [limits, baseline] = await tellAll([
    () => chooseLimits(profile, place.settings),
    () => (file === undefined ? undefined : readBaseline(file)),
    () => (out === undefined ? undefined : checkPlanPlace(out)),
    () => (history === undefined ? undefined : prepareHistory(history)),
  ])
  return { limits, baseline, from: place.clock.now().toISOString().slice(0, 10) }
}

interface AuditParts {
  readonly input: StaggerAuditInput
  readonly selection: AuditSelection | null
  readonly rules: AuditRules
  readonly dst: DstChoice
  readonly reading: EstateReading
  readonly found: { readonly happened: Happened | null; readonly findings: readonly StaggerFinding[] }
  readonly options: Pick<MakePlanOptions, 'basis' | 'spent' | 'fit'>
}

async function concludeAudit(place: PlanPlace, parts: AuditParts): Promise<StaggerAuditResult> {
  const { input, selection, rules, dst, reading, found, options } = parts
  const { scheduled, side, findings } = auditSchedules(reading.estate, rules)
  const all = distinctBy(
    [...nothingToAudit(reading.estate, scheduled.machines), ...reading.findings, ...findings, ...found.findings],
    ({ id }) => id,
  )
  const sorted = sortFindings(all)
  const vaults = reading.estate.vaults.map(({ key }) => key)
  const isFixed = input.fix === true && input.out !== undefined
  return {
    at: place.clock.now().toISOString(),
    limits: rules.limits.name,
    dst,
    vaults,
    selection,
    scheduled,
    happened: found.happened,
    nights: nightsAhead(side, place.clock.now(), rules.dst),
    findings: sorted,
    baseline:
      rules.baseline === undefined ? null : compareFindings({ findings: sorted, vaults, selection }, rules.baseline),
    fix: isFixed ? await writeFix(reading, { ...options, ...rules, seed: input.seed }, input.out ?? '') : null,
    requests: 0,
  }
}

function planOptions({ estate, contents }: AzureEstate): Pick<PlanOptions, 'basis' | 'spent'> {
  const subscriptions = distinctBy(estate.vaults, ({ subscription }) => nameKey(subscription))
  return {
    basis: { source: 'azure', subscriptions: subscriptions.map(({ subscription }) => subscription).sort() },
    spent: new Map(contents.map(({ vault, recentChanges }) => [vault.id, { policyWrites: 0, changes: recentChanges }])),
  }
}

/** When each VM had its last backup, as its item says; VMs that wait for their first are left out. */
function lastBackupsOf({ contents }: AzureEstate): ReadonlyMap<string, number> {
  const items = contents.flatMap((content) => content.items)
  return new Map(
    items.flatMap(({ lastBackupTime, machineId }) =>
      lastBackupTime === null ? [] : [[nameKey(machineId), Date.parse(lastBackupTime)] as const],
    ),
  )
}

/** Who names vaults or VMs does not ask which other VMs nobody protects. */
function isWholeScope(ctx: AppContext, { vaults = [], vm = [], tag = [], shard }: StaggerAuditInput): boolean {
  const isNarrowed = shard !== undefined || typedGroup(ctx.settings) !== null
  return vaults.length + vm.length + tag.length === 0 && !isNarrowed
}
