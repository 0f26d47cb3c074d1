import type { PlanOutcome } from '../apply-plan.js'
import { putPolicy } from '../azure/policies.js'
import { enableProtection, type ProtectionChange, undeleteItem } from '../azure/protection.js'
import type { AppContext } from '../context.js'
import { armId } from '../core/arm-id.js'
import { type AzbkError, toAzbkError } from '../core/errors.js'
import { distinctBy, groupBy } from '../core/group.js'
import { compareNamed, nameKey, sameName } from '../core/names.js'
import { adoptOpen, selectAgain } from '../fleet/adopt.js'
import type { RunJournal } from '../fleet/journal.js'
import { resumedInput } from '../fleet/resume-input.js'
import { selectMachines } from '../fleet/select.js'
import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import { type RunDoor, withRun } from '../fleet/with-run.js'
import type { EligibilityFinding } from '../model/eligibility.js'
import { itemCondition, type ProtectedItem } from '../model/item.js'
import type { Machine } from '../model/machine.js'
import type { Change } from '../model/plan.js'
import { describePolicy } from '../model/policy-words.js'
import { count } from '../view/format.js'
import { chooseLimits } from './choose-limits.js'
import { type DiskFlags, describeDisks, disksAfter, parseDiskOrder, sameDisks } from './disks.js'
import { findChange, itemLines, settleIdle, withoutDone } from './journaled.js'
import { type ProtectAction, type ProtectStep, planProtection } from './plan.js'
import { planResumed, policyFacts } from './resumed-plan.js'
import { runSteps, type StepTarget } from './run-steps.js'
import {
  isDoable,
  isPending,
  type ProtectionRow,
  type ProtectionStep,
  plannedRow,
  rowOf,
  throwOnlyRefusal,
} from './steps.js'
import { surveyMachines } from './survey.js'

export interface ProtectInput extends SelectorInput, DiskFlags, RunInput {
  readonly vault?: string | undefined
  readonly tier?: string | undefined
  readonly policy?: string | undefined
  readonly undelete?: boolean | undefined
}

export interface ProtectRow extends ProtectionRow<ProtectAction> {
  readonly policy: string | null
  /** Why this policy was chosen; null when it was named, or the VM's own. */
  readonly policyReason: string | null
  readonly disks: string
  readonly findings: readonly EligibilityFinding[]
}

export interface ProtectResult extends PlanOutcome {
  /** The run of which there is a journal; null when there is none. */
  readonly run: string | null
  readonly machines: readonly ProtectRow[]
}

/**
 * Protects VMs, as many as are selected: finds the vault and the policy of each, checks that they go together, and
 * does what is missing. A VM that cannot be protected does not stop the others.
 */
export async function protectMachines(ctx: AppContext, typed: ProtectInput): Promise<ProtectResult> {
  return withRun(ctx, { verb: 'protect', input: typed, options: typed }, async (door) => {
    const { resumed } = door
    if (resumed === undefined)
      return protectSelected(ctx, { input: typed, machines: await selectMachines(ctx, typed), door })
    const input = resumedInput(resumed, typed)
    await adoptOpen(ctx, resumed, (item) => findChange(ctx, item))
    const machines = await selectAgain(ctx, resumed, (vm) => selectMachines(ctx, { ...input, vm }))
    return protectSelected(ctx, { input, machines, door })
  })
}

interface Selected {
  readonly input: ProtectInput
  readonly machines: readonly Machine[]
  readonly door: RunDoor
}

async function protectSelected(ctx: AppContext, { input, machines, door }: Selected): Promise<ProtectResult> {
  const disks = parseDiskOrder(input)
  const { targets, stocks, homeless } = await surveyMachines(ctx, machines, input)
  const slots = {
    limits: await chooseLimits(undefined, ctx.settings),
    from: ctx.clock.now().toISOString().slice(0, 10),
  }
  const order = { policy: input.policy ?? null, disks, undelete: input.undelete ?? false, slots }
  const planned =
    door.resumed === undefined
      ? planProtection(targets, stocks, order)
      : planResumed({ targets, stocks }, order, door.resumed)
  const steps = withoutDone(planned, door.resumed)
  const alone = machines.length === 1
  const lost = withoutDone(homeless.map(lostStep), door.resumed)
  throwOnlyRefusal([...lost, ...steps], alone)
  warnOf(ctx, steps)
  const changes = [...newPolicies(steps).map(policyChange), ...steps.filter(isDoable).map((step) => step.change)]
  const run = door.resumed?.run ?? null
  if (ctx.settings.dryRun) {
    const rows = steps.map((step) => ({ ...plannedRow(step), ...contentOf(step) }))
    return { applied: false, changes, run, machines: sorted([...lost.map(lostRow), ...rows]) }
  }
  await ctx.confirm({ title: `Protecting ${count(machines.length, 'VM')}`, changes: changes.filter(isChange) })
  const items = [...itemLines(lost, () => null), ...itemLines(steps, ({ policy }) => policy?.name ?? null)]
  const journal = steps.some(isPending) ? door.begin({ items, facts: policyFacts(newPolicies(steps)) }) : door.resumed
  if (journal) settleIdle(journal, lost)
  const rows = await applySteps(ctx, steps, { alone, journal })
  return { applied: true, changes, run: journal?.run ?? null, machines: sorted([...lost.map(lostRow), ...rows]) }
}

function isChange(change: Change): boolean {
  return change.action !== 'none'
}

function sorted(rows: readonly ProtectRow[]): ProtectRow[] {
  return [...rows].sort(compareNamed)
}

/** One step for each policy that has to be made. */
function newPolicies(steps: readonly ProtectStep[]): ProtectStep[] {
  const needed = steps.filter((step) => isPending(step) && step.policy?.isNew === true)
  return distinctBy(needed, (step) => nameKey(step.policy?.id ?? ''))
}

function policyChange({ policy, vault }: ProtectStep): Change {
  const words = policy?.spec ? describePolicy(policy.spec) : ''
  const reason = `create in vault ${vault.name}, where no slot of this tier has room: ${words}`
  return { action: 'create', gate: 'reversible', kind: 'policy', name: policy?.name ?? '', reason }
}

/** The same finding about many VMs is one warning. */
function warnOf(ctx: AppContext, steps: readonly ProtectStep[]): void {
  const warnings = steps
    .filter(isDoable)
    .flatMap(({ target, findings }) => findings.map((finding) => ({ target, finding })))
  for (const [, same] of groupBy(warnings, ({ finding }) => finding.code)) {
    const [first, ...others] = same
    const more = others.length === 0 ? '' : ` The same goes for ${others.map(({ target }) => target.name).join(', ')}.`
    ctx.warn(`${first?.finding.message}${more}`)
  }
}

async function applySteps(
  ctx: AppContext,
  steps: readonly ProtectStep[],
  { alone, journal }: { readonly alone: boolean; readonly journal: RunJournal | undefined },
): Promise<ProtectRow[]> {
  const failed = await createPolicies(ctx, newPolicies(steps))
  const checked = steps.map((step) => ({
    ...step,
    refusal: step.refusal ?? failed.get(nameKey(step.policy?.id ?? '')) ?? null,
  }))
  const outcomes = await runSteps(ctx, checked, {
    alone,
    apply: applyStep,
    difference: differenceOf,
    journal,
  })
  return checked.map((step) => ({ ...rowOf(step, outcomes.get(nameKey(step.target.id))), ...contentOf(step) }))
}

function differenceOf(step: ProtectStep, item: ProtectedItem | null): string | null {
  if (item === null) return 'the vault does not show it'
  const condition = itemCondition(item)
  if (condition !== 'protected') return `the vault shows it as ${condition}`
  if (!sameName(item.policyId ?? '', step.policy?.id ?? '')) return `the vault shows policy ${item.policyName}`
  const wanted = disksAfter(step.item?.disks ?? null, step.disks)
  return sameDisks(item.disks, wanted) ? null : `the vault shows another choice of disks: ${describeDisks(item.disks)}`
}

/** Makes the missing policies first; the VMs of one that could not be made are refused with its error. */
async function createPolicies(ctx: AppContext, steps: readonly ProtectStep[]): Promise<Map<string, AzbkError>> {
  const failed = new Map<string, AzbkError>()
  for (const { policy, vault } of steps) {
    if (!policy?.spec) continue
    try {
      await putPolicy(ctx.session, vault, { name: policy.name, spec: policy.spec })
      ctx.progress({ type: 'note', text: `Created policy ${policy.name} in vault ${vault.name}.` })
    } catch (error) {
      failed.set(nameKey(policy.id), toAzbkError(error))
    }
  }
  return failed
}

async function applyStep(ctx: AppContext, step: ProtectStep, { ref, inFleet }: StepTarget): Promise<ProtectionChange> {
  const { action, policy, disks, item } = step
  const machineId = armId(step.target.id)
  if (action === 'undelete') await undeleteItem(ctx.session, ref, { machineId, inFleet })
  const order = { machineId, policyId: policy?.id ?? '', disks, existing: item !== null, inFleet }
  return enableProtection(ctx.session, ref, order)
}

function contentOf({ item, policy, disks, findings }: ProtectStep) {
  return {
    policy: policy?.name ?? item?.policyName ?? null,
    policyReason: policy?.why ?? null,
    disks: describeDisks(disksAfter(item?.disks ?? null, disks)),
    findings,
  }
}

type LostStep = ProtectionStep<ProtectAction>

/** A VM for which there is no vault. */
function lostStep({ machine, refusal }: { machine: Machine; refusal: AzbkError }): LostStep {
  const { name } = machine
  const change: Change = { action: 'create', gate: 'reversible', kind: 'VM', name, reason: 'protect' }
  return { target: machine, vault: null, item: null, action: 'protect', refusal, change }
}

function lostRow(step: LostStep): ProtectRow {
  return { ...rowOf(step, undefined), policy: null, policyReason: null, disks: describeDisks(null), findings: [] }
}
