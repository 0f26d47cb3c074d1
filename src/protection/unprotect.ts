import type { PlanOutcome } from '../apply-plan.js'
import { deleteItem, type ProtectionChange, stopProtection } from '../azure/protection.js'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { usageError } from '../core/errors.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import { type RunDoor, withRun } from '../fleet/with-run.js'
import { itemCondition, livingItem, type ProtectedItem } from '../model/item.js'
import type { Change } from '../model/plan.js'
import { chooseVault } from '../vaults/choose.js'
import { count } from '../view/format.js'
import { itemLines, withoutDone } from './journaled.js'
import { runSteps, type StepTarget } from './run-steps.js'
import { selectOrResume } from './select-again.js'
import type { ItemSubject } from './select-items.js'
import { isDoable, isPending, type ProtectionRow, plannedRow, rowOf, throwOnlyRefusal } from './steps.js'
import { planUnprotection, type UnprotectMode, type UnprotectStep, type UnprotectTarget } from './unprotect-plan.js'

export interface UnprotectInput extends SelectorInput, RunInput {
  readonly vault?: string | undefined
  readonly deleteData?: boolean | undefined
  readonly retainAsPerPolicy?: boolean | undefined
}

export interface UnprotectRow extends ProtectionRow<UnprotectMode> {
  /** When deleted data vanish for good; null when they are not deleted, or gone. */
  readonly purgeTime: Instant | null
}

export interface UnprotectResult extends PlanOutcome {
  /** The run of which there is a journal; null when there is none. */
  readonly run: string | null
  readonly machines: readonly UnprotectRow[]
}

/** Ends the backups of VMs: keeps their recovery points, or deletes them after a yes. */
export async function unprotectMachines(ctx: AppContext, typed: UnprotectInput): Promise<UnprotectResult> {
  return withRun(ctx, { verb: 'unprotect', input: typed, options: typed }, async (door) => {
    const { input, subjects } = await selectOrResume(ctx, typed, door)
    return unprotectSelected(ctx, { mode: modeOf(input), vault: input.vault ?? null, subjects, door })
  })
}

interface Selected {
  readonly mode: UnprotectMode
  readonly vault: string | null
  readonly subjects: readonly ItemSubject[]
  readonly door: RunDoor
}

async function unprotectSelected(ctx: AppContext, { mode, vault, subjects, door }: Selected): Promise<UnprotectResult> {
  const targets = await mapLimited(subjects, READS_AT_ONCE, (subject) => targetOf(ctx, subject))
  const planned = planUnprotection(targets, { mode, vault, now: ctx.clock.now().toISOString() })
  const steps = withoutDone(planned, door.resumed)
  const alone = steps.length === 1
  throwOnlyRefusal(steps, alone)
  const changes = steps.filter(isDoable).map((step) => step.change)
  if (ctx.settings.dryRun) {
    const machines = steps.map((step) => ({ ...plannedRow(step), ...purgeOf(step.item) }))
    return { applied: false, changes, run: door.resumed?.run ?? null, machines }
  }
  await ctx.confirm(confirmation(mode, steps.filter(isPending), changes))
  const journal = steps.some(isPending) ? door.begin({ items: itemLines(steps, () => null) }) : door.resumed
  const outcomes = await runSteps(ctx, steps, { alone, apply: applyStep, difference: differenceOf, journal })
  const machines = steps.map((step) => {
    const outcome = outcomes.get(nameKey(step.target.id))
    return { ...rowOf(step, outcome), ...purgeOf(outcome?.value?.item ?? step.item) }
  })
  return { applied: true, changes, run: journal?.run ?? null, machines }
}

function modeOf({ deleteData, retainAsPerPolicy }: UnprotectInput): UnprotectMode {
  if (deleteData && retainAsPerPolicy) {
    throw usageError(
      'UNPROTECT_CONFLICT',
      '--delete-data deletes the recovery points; --retain-as-per-policy keeps them. Choose one.',
    )
  }
  if (deleteData) return 'delete'
  return retainAsPerPolicy ? 'suspend' : 'stop'
}

async function targetOf(ctx: AppContext, target: ItemSubject): Promise<UnprotectTarget> {
  const item = livingItem(target.items) ?? null
  return { target, item, vault: item && (await chooseVault(ctx, { vault: item.vaultId })) }
}

function confirmation(mode: UnprotectMode, pending: readonly UnprotectStep[], changes: readonly Change[]) {
  const [first] = pending
  const only = pending.length === 1 ? first?.target.name : undefined
  const what = only === undefined ? count(pending.length, 'VM') : `VM '${only}'`
  if (mode !== 'delete') return { title: `Stopping the backups of ${what}`, changes }
  return { title: `Deleting the backup data of ${what}`, changes, typeName: only ?? `delete ${pending.length}` }
}

async function applyStep(
  ctx: AppContext,
  { action, item }: UnprotectStep,
  { ref, inFleet }: StepTarget,
): Promise<ProtectionChange> {
  if (item === null) return { jobId: null }
  if (action === 'delete') return deleteItem(ctx.session, ref, { itemId: item.id, inFleet })
  const keep = action === 'suspend' ? 'asPolicy' : 'forever'
  return stopProtection(ctx.session, ref, { machineId: item.machineId, keep, inFleet })
}

/** Without soft delete the item is gone afterwards. */
function differenceOf({ action }: UnprotectStep, item: ProtectedItem | null): string | null {
  if (item === null) return action === 'delete' ? null : 'the vault no longer shows it'
  const condition = itemCondition(item)
  const wanted = { delete: 'deleted', stop: 'stopped', suspend: 'suspended', none: condition }[action]
  return condition === wanted ? null : `the vault shows it as ${condition}`
}

function purgeOf(item: ProtectedItem | null): Pick<UnprotectRow, 'purgeTime'> {
  return { purgeTime: item?.softDelete?.purgeTime ?? null }
}
