import type { PlanOutcome } from '../apply-plan.js'
import { undeleteItem } from '../azure/protection.js'
import type { AppContext } from '../context.js'
import { armId } from '../core/arm-id.js'
import { notFoundError, refusedError } from '../core/errors.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import { type RunDoor, withRun } from '../fleet/with-run.js'
import { itemCondition, itemVmArgument, type ProtectedItem } from '../model/item.js'
import { vmArgument } from '../model/machine.js'
import type { Change } from '../model/plan.js'
import { chooseVault } from '../vaults/choose.js'
import { count, formatTime } from '../view/format.js'
import { itemLines, withoutDone } from './journaled.js'
import type { ProtectAction } from './plan.js'
import { protectMachines } from './protect.js'
import { runSteps } from './run-steps.js'
import { selectOrResume } from './select-again.js'
import type { ItemSubject } from './select-items.js'
import {
  isDoable,
  isPending,
  type ProtectionRow,
  type ProtectionStep,
  plannedRow,
  rowOf,
  throwOnlyRefusal,
} from './steps.js'

export interface UndeleteInput extends SelectorInput, Pick<RunInput, 'journal'> {
  /** As `resume` of {@link RunInput}, which has another meaning here. */
  readonly resumeRun?: string | undefined
  readonly vault?: string | undefined
  /** Protect again, with the policy named or the tier's. */
  readonly resume?: boolean | undefined
  readonly policy?: string | undefined
}

export interface UndeleteRow extends ProtectionRow<ProtectAction> {
  /** The policy that backs the VM up again; null while it stays stopped. */
  readonly policy: string | null
}

export interface UndeleteResult extends PlanOutcome {
  /** The run of which there is a journal; null when there is none. */
  readonly run: string | null
  readonly machines: readonly UndeleteRow[]
}

type UndeleteStep = ProtectionStep<'undelete'>

/** Brings deleted backup data back, stopped; with `resume` the VMs are backed up again as well. */
export async function undeleteMachines(ctx: AppContext, typed: UndeleteInput): Promise<UndeleteResult> {
  const options = { journal: typed.journal, resume: typed.resumeRun }
  return withRun(ctx, { verb: 'undelete', input: typed, options }, async (door) => {
    const { input, subjects } = await selectOrResume(ctx, typed, door)
    const planned = await mapLimited(subjects, READS_AT_ONCE, (subject) => stepOf(ctx, subject))
    const steps = withoutDone(planned, door.resumed)
    throwOnlyRefusal(steps, steps.length === 1)
    return input.resume ? undeleteAndResume(ctx, input, steps) : undelete(ctx, steps, door)
  })
}

async function undelete(ctx: AppContext, steps: readonly UndeleteStep[], door: RunDoor): Promise<UndeleteResult> {
  const changes = steps.filter(isDoable).map((step) => step.change)
  const withPolicy = (row: ProtectionRow<'undelete'>) => ({ ...row, policy: null })
  if (ctx.settings.dryRun) {
    const machines = steps.map(plannedRow).map(withPolicy)
    return { applied: false, changes, run: door.resumed?.run ?? null, machines }
  }
  await ctx.confirm({ title: `Undeleting the backup data of ${count(steps.length, 'VM')}`, changes })
  const journal = steps.some(isPending) ? door.begin({ items: itemLines(steps, () => null) }) : door.resumed
  const outcomes = await runSteps(ctx, steps, {
    alone: steps.length === 1,
    apply: (steady, { target }, { ref, inFleet }) =>
      undeleteItem(steady.session, ref, { machineId: armId(target.id), inFleet }),
    difference: (_, item) => differenceOf(item),
    journal,
  })
  const machines = steps.map((step) => withPolicy(rowOf(step, outcomes.get(nameKey(step.target.id)))))
  return { applied: true, changes, run: journal?.run ?? null, machines }
}

function differenceOf(item: ProtectedItem | null): string | null {
  if (item === null) return 'the vault does not show it'
  return itemCondition(item) === 'deleted' ? 'the vault still shows it as deleted' : null
}

/** Protecting does all of it, and is what a stopped run goes on with; what has no backup data is left out, as it would be protected anew. */
async function undeleteAndResume(
  ctx: AppContext,
  input: UndeleteInput,
  steps: readonly UndeleteStep[],
): Promise<UndeleteResult> {
  const refused = steps.filter((step) => !isDoable(step)).map((step) => ({ ...rowOf(step, undefined), policy: null }))
  const vm = steps.filter(isDoable).map((step) => step.target.id)
  const { vault, policy, journal } = input
  const result = await protectMachines(ctx, { vm, vault, policy, undelete: true, journal })
  const rows = result.machines.map(({ disks: _, findings: __, policyReason: ___, ...row }) => row)
  return { ...result, machines: [...refused, ...rows] }
}

async function stepOf(ctx: AppContext, target: ItemSubject): Promise<UndeleteStep> {
  const deleted = target.items.find((item) => itemCondition(item) === 'deleted')
  const alive = target.items.find((item) => item !== deleted)
  const item = deleted ?? alive ?? null
  const vault = item && (await chooseVault(ctx, { vault: item.vaultId }))
  const change: Change = { action: 'none', gate: 'reversible', kind: 'backup data', name: target.name, reason: '' }
  const step = { target, item, vault, refusal: null }
  if (item === null) return { ...step, action: 'none', refusal: nothingThere(target), change }
  if (deleted === undefined)
    return { ...step, action: 'none', change: { ...change, reason: 'not deleted: nothing to bring back' } }
  if (alive !== undefined) return { ...step, action: 'undelete', refusal: livesOn(deleted, alive), change }
  const reason = `bring back in vault ${item.vaultName}, where they vanish on ${formatTime(item.softDelete?.purgeTime)}`
  return { ...step, action: 'undelete', change: { ...change, action: 'update', reason } }
}

function nothingThere(target: ItemSubject) {
  return notFoundError('NOTHING_TO_UNDELETE', `No vault holds backup data of VM '${target.name}', deleted or not.`, [
    `Protect it: azbk protect ${vmArgument(target)}`,
  ])
}

function livesOn(deleted: ProtectedItem, alive: ProtectedItem) {
  return refusedError(
    'PROTECTED_ELSEWHERE',
    `VM '${deleted.machineName}' is protected in vault '${alive.vaultName}' now; its deleted data in vault '${deleted.vaultName}' cannot come back beside that.`,
    [`Restore from what is there: azbk point list ${itemVmArgument(deleted)}`],
  )
}
