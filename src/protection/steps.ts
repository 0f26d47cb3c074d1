import { itemRef, itemRefOf } from '../azure/items.js'
import type { ProtectionChange } from '../azure/protection.js'
import type { AppContext } from '../context.js'
import type { AzbkError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import {
  type FleetOutcome,
  type FleetStatus,
  noError,
  type Reason,
  reasonOf,
  runFleet,
  withoutInterrupt,
} from '../fleet/run.js'
import type { Named } from '../fleet/select.js'
import type { ItemRef, ProtectedItem } from '../model/item.js'
import type { Change } from '../model/plan.js'
import type { Vault } from '../model/vault.js'
import { readBack, verified } from './verify.js'

/** One VM in the plan of a verb that changes protection. */
export interface ProtectionStep<A extends string = string> {
  readonly target: Named
  /** Null when no vault has anything to do with it. */
  readonly vault: Vault | null
  readonly item: ProtectedItem | null
  readonly action: A | 'none'
  /** Why it cannot be done; then nothing is. */
  readonly refusal: AzbkError | null
  readonly change: Change
}

/** What came of one VM, or what would. */
export interface ProtectionRow<A extends string = string> extends Reason {
  readonly name: string
  readonly resourceGroup: string
  readonly id: string
  readonly vault: string | null
  readonly action: A | 'none'
  /** `planned` in a dry run. */
  readonly status: FleetStatus | 'planned'
  /** The job that Azure made of the change. */
  readonly jobId: string | null
}

/** How an outcome ended, and the item as the vault showed it afterwards. */
export type StepOutcome = FleetOutcome<ProtectionChange & { readonly item: ProtectedItem | null }>

export function isDoable(step: ProtectionStep): boolean {
  return step.refusal === null
}

export function isPending(step: ProtectionStep): boolean {
  return isDoable(step) && step.action !== 'none'
}

/** Names of an item that exists are Azure's own; a new one gets those that Azure would give it. */
function refOf({ item, vault, target }: ProtectionStep): ItemRef | null {
  if (item !== null) return itemRef(item)
  return vault && itemRefOf(vault, target)
}

export interface StepWork<S> {
  /** One VM was asked for: what stands in its way is the error of the run. */
  readonly alone: boolean
  readonly apply: (ctx: AppContext, step: S, ref: ItemRef) => Promise<ProtectionChange>
  /** How the item differs from what was asked, as the end of a sentence; null when it does not. */
  readonly difference: (step: S, item: ProtectedItem | null) => string | null
}

/**
 * Does the pending steps and reads the items back: an operation that succeeded is not yet a VM protected as it was
 * asked. Outcomes go by {@link nameKey} of the VM's id.
 */
export async function runSteps<S extends ProtectionStep>(
  ctx: AppContext,
  steps: readonly S[],
  work: StepWork<S>,
): Promise<ReadonlyMap<string, StepOutcome>> {
  throwOnlyRefusal(steps, work.alone)
  const pending = steps.filter(isPending).flatMap((step) => {
    const ref = refOf(step)
    return ref === null ? [] : [{ step, ref }]
  })
  const outcomes = await runFleet(ctx, {
    items: pending,
    alone: work.alone,
    name: ({ step }) => step.target.name,
    work: async ({ step, ref }, steady) => {
      const value = { ...(await work.apply(steady, step, ref)), item: null }
      return { status: 'done', value, message: step.change.reason }
    },
  })
  const done = pending.filter((_, i) => outcomes[i]?.status === 'done')
  const refs = done.map(({ ref }) => ref)
  const items = await readBack(withoutInterrupt(ctx), refs)
  return new Map(
    outcomes.flatMap((outcome, i) => {
      const step = pending[i]?.step
      if (step === undefined) return []
      const key = nameKey(step.target.id)
      const item = items.get(key) ?? null
      const value = outcome.value && { ...outcome.value, item }
      return [[key, { ...verified(outcome, work.difference(step, item)), value }]]
    }),
  )
}

export function throwOnlyRefusal(steps: readonly ProtectionStep[], alone: boolean): void {
  const refusal = alone ? steps[0]?.refusal : null
  if (refusal) throw refusal
}

export function rowOf<A extends string>(step: ProtectionStep<A>, outcome: StepOutcome | undefined): ProtectionRow<A> {
  const { target, vault, action, change, refusal } = step
  const { name, resourceGroup, id } = target
  const row = { name, resourceGroup, id, vault: vault?.name ?? null, action, jobId: outcome?.value?.jobId ?? null }
  if (refusal !== null) return { ...row, status: 'failed', ...reasonOf(refusal) }
  if (outcome !== undefined) return { ...row, status: outcome.status, ...reasonOf(outcome) }
  return { ...row, status: 'unchanged', ...noError(change.reason) }
}

/** The row of a dry run. */
export function plannedRow<A extends string>(step: ProtectionStep<A>): ProtectionRow<A> {
  const row = rowOf(step, undefined)
  return isPending(step) ? { ...row, status: 'planned' } : row
}
