import { itemRef, itemRefOf } from '../azure/items.js'
import { putPolicy } from '../azure/policies.js'
import { enableProtection, undeleteItem } from '../azure/protection.js'
import type { AppContext } from '../context.js'
import { type AzbkError, toAzbkError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import { type FleetOutcome, type FleetStatus, type FleetStep, runFleet } from '../fleet/run.js'
import { selectMachines } from '../fleet/select.js'
import type { SelectorInput } from '../fleet/selector.js'
import type { EligibilityFinding } from '../model/eligibility.js'
import type { Machine } from '../model/machine.js'
import type { Change } from '../model/plan.js'
import { describePolicy } from '../model/policy-words.js'
import { count } from '../view/format.js'
import { type DiskFlags, describeDisks, disksAfter, parseDiskOrder } from './disks.js'
import { type ProtectAction, type ProtectStep, planProtection } from './plan.js'
import { surveyMachines } from './survey.js'
import { verifyProtection } from './verify.js'

export interface ProtectInput extends SelectorInput, DiskFlags {
  readonly vault?: string | undefined
  readonly tier?: string | undefined
  readonly policy?: string | undefined
  readonly undelete?: boolean | undefined
}

/** What came of one VM, or what would. */
export interface ProtectRow {
  readonly name: string
  readonly resourceGroup: string
  readonly id: string
  readonly vault: string | null
  readonly policy: string | null
  readonly disks: string
  readonly action: ProtectAction
  /** `planned` in a dry run. */
  readonly status: FleetStatus | 'planned'
  /** The ConfigureBackup job. */
  readonly jobId: string | null
  readonly findings: readonly EligibilityFinding[]
  readonly exitCode: number
  readonly code: string | null
  readonly message: string | null
  readonly suggestions: readonly string[]
}

export interface ProtectResult {
  readonly applied: boolean
  readonly changes: readonly Change[]
  readonly machines: readonly ProtectRow[]
}

/**
 * Protects VMs, as many as are selected: finds the vault and the policy of each, checks that they go together, and
 * does what is missing. A VM that cannot be protected does not stop the others.
 */
export async function protectMachines(ctx: AppContext, input: ProtectInput): Promise<ProtectResult> {
  const disks = parseDiskOrder(input)
  const machines = await selectMachines(ctx, input)
  const { targets, stocks, homeless } = await surveyMachines(ctx, machines, input)
  const order = { policy: input.policy ?? null, disks, undelete: input.undelete ?? false }
  const steps = planProtection(targets, stocks, order)
  const lost = homeless.map(({ machine, refusal }) => lostRow(machine, refusal))
  const refusals = [...homeless.map(({ refusal }) => refusal), ...steps.flatMap((step) => step.refusal ?? [])]
  if (machines.length === 1 && refusals[0]) throw refusals[0]
  warnOf(ctx, steps)
  const changes = [...newPolicies(steps).map(policyChange), ...steps.filter(isDoable).map((step) => step.change)]
  if (ctx.settings.dryRun) return { applied: false, changes, machines: [...lost, ...steps.map(plannedRow)] }
  await ctx.confirm({ title: `Protecting ${count(machines.length, 'VM')}`, changes })
  return { applied: true, changes, machines: [...lost, ...(await applySteps(ctx, steps))] }
}

function isDoable(step: ProtectStep): boolean {
  return step.refusal === null
}

function isPending(step: ProtectStep): boolean {
  return isDoable(step) && step.action !== 'none'
}

/** One step for each policy that has to be made. */
function newPolicies(steps: readonly ProtectStep[]): ProtectStep[] {
  const needed = steps.filter((step) => isPending(step) && step.policy?.isNew === true)
  return [...new Map(needed.map((step) => [nameKey(step.policy?.id ?? ''), step])).values()]
}

function policyChange({ policy, vault }: ProtectStep): Change {
  const words = policy?.spec ? describePolicy(policy.spec) : ''
  const reason = `create in vault ${vault.name}, which has none of this tier: ${words}`
  return { action: 'create', gate: 'reversible', kind: 'policy', name: policy?.name ?? '', reason }
}

/** The same finding about many VMs is one warning. */
function warnOf(ctx: AppContext, steps: readonly ProtectStep[]): void {
  const warnings = steps
    .filter(isDoable)
    .flatMap(({ machine, findings }) => findings.map((finding) => ({ machine, finding })))
  for (const [, same] of groupBy(warnings, ({ finding }) => finding.code)) {
    const [first, ...others] = same
    const more =
      others.length === 0 ? '' : ` The same goes for ${others.map(({ machine }) => machine.name).join(', ')}.`
    ctx.warn(`${first?.finding.message}${more}`)
  }
}

async function applySteps(ctx: AppContext, steps: readonly ProtectStep[]): Promise<ProtectRow[]> {
  const failed = await createPolicies(ctx, newPolicies(steps))
  const checked = steps.map((step) => ({
    ...step,
    refusal: step.refusal ?? failed.get(nameKey(step.policy?.id ?? '')) ?? null,
  }))
  const [only] = checked
  if (checked.length === 1 && only?.refusal) throw only.refusal
  const pending = checked.filter(isPending)
  const outcomes = await runFleet(ctx, {
    items: pending,
    name: (step) => step.machine.name,
    work: (step, steady) => applyStep(steady, step),
  })
  const verified = await verifyProtection(ctx, pending, outcomes)
  const byMachine = new Map(pending.map((step, i) => [nameKey(step.machine.id), verified[i]]))
  return checked.map((step) => rowOf(step, byMachine.get(nameKey(step.machine.id))))
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

async function applyStep(ctx: AppContext, step: ProtectStep): Promise<FleetStep<{ jobId: string | null }>> {
  const { machine, vault, item, policy, disks } = step
  const ref = item ? itemRef(item) : itemRefOf(vault, machine)
  if (step.action === 'undelete') await undeleteItem(ctx.session, ref, machine.id)
  const { jobId } = await enableProtection(ctx.session, ref, {
    machineId: machine.id,
    policyId: policy?.id ?? '',
    disks,
    existing: item !== null,
  })
  return { status: 'done', value: { jobId }, message: step.change.reason }
}

function baseRow(step: ProtectStep) {
  const { machine, vault, item, policy, action, disks, findings, change } = step
  return {
    name: machine.name,
    resourceGroup: machine.resourceGroup,
    id: machine.id,
    vault: vault.name,
    policy: policy?.name ?? item?.policyName ?? null,
    disks: describeDisks(disksAfter(item?.disks ?? null, disks)),
    action,
    jobId: null,
    findings,
    exitCode: 0,
    code: null,
    message: change.reason,
    suggestions: [],
  }
}

function rowOf(step: ProtectStep, outcome: FleetOutcome<{ jobId: string | null }> | undefined): ProtectRow {
  if (step.refusal !== null) return { ...baseRow(step), status: 'failed', ...reasonOf(step.refusal) }
  if (outcome === undefined) return { ...baseRow(step), status: 'unchanged' }
  const { status, exitCode, code, message, suggestions, value } = outcome
  return { ...baseRow(step), status, exitCode, code, message, suggestions, jobId: value?.jobId ?? null }
}

function plannedRow(step: ProtectStep): ProtectRow {
  return isPending(step) ? { ...baseRow(step), status: 'planned' } : rowOf(step, undefined)
}

function lostRow(machine: Machine, refusal: AzbkError): ProtectRow {
  const { name, resourceGroup, id } = machine
  const unknown = {
    vault: null,
    policy: null,
    disks: 'all disks',
    action: 'protect' as const,
    jobId: null,
    findings: [],
  }
  return { name, resourceGroup, id, ...unknown, status: 'failed', ...reasonOf(refusal) }
}

function reasonOf({ exitCode, code, message, suggestions }: AzbkError) {
  return { exitCode, code, message, suggestions }
}
