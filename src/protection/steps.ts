import { itemRef, itemRefOf } from '../azure/items.js'
import type { ProtectionChange } from '../azure/protection.js'
import type { AzbkError } from '../core/errors.js'
import { type FleetOutcome, type FleetStatus, noError, type Reason, reasonOf } from '../fleet/run.js'
import type { Named } from '../fleet/select.js'
import type { ItemRef, ProtectedItem } from '../model/item.js'
import type { Change } from '../model/plan.js'
import type { Vault } from '../model/vault.js'

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

/** What was done. */
export interface StepDone extends ProtectionChange {
  readonly action: string
  /** As the vault showed it afterwards. */
  readonly item: ProtectedItem | null
}

export type StepOutcome = FleetOutcome<StepDone>

export function isDoable(step: ProtectionStep): boolean {
  return step.refusal === null
}

export function isPending(step: ProtectionStep): boolean {
  return isDoable(step) && step.action !== 'none'
}

/** Names of an item that exists are Azure's own; a new one gets those that Azure would give it. */
export function refOf({ item, vault, target }: ProtectionStep): ItemRef | null {
  if (item !== null) return itemRef(item)
  return vault && itemRefOf(vault, target)
}

export function throwOnlyRefusal(steps: readonly ProtectionStep[], alone: boolean): void {
  const refusal = alone ? steps[0]?.refusal : null
  if (refusal) throw refusal
}

export function rowOf<A extends string>(step: ProtectionStep<A>, outcome: StepOutcome | undefined): ProtectionRow<A> {
  const { target, vault, action, change, refusal } = step
  const { name, resourceGroup, id } = target
  const { jobId = null, action: done = action } = outcome?.value ?? {}
  const row = { name, resourceGroup, id, vault: vault?.name ?? null, action: done as A, jobId }
  if (refusal !== null) return { ...row, status: 'failed', ...reasonOf(refusal) }
  if (outcome !== undefined) return { ...row, status: outcome.status, ...reasonOf(outcome) }
  return { ...row, status: 'unchanged', ...noError(change.reason) }
}

/** The row of a dry run. */
export function plannedRow<A extends string>(step: ProtectionStep<A>): ProtectionRow<A> {
  const row = rowOf(step, undefined)
  return isPending(step) ? { ...row, status: 'planned' } : row
}
