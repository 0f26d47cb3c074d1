import type { GuardedOperation, VaultGuard } from '../azure/guards.js'
import type { ArmId } from '../core/arm-id.js'
import type { Blocker, Change } from '../model/plan.js'
import type { Vault, VaultSettings } from '../model/vault.js'
import type { VaultWish } from './wish.js'

/** One step of writing a vault. */
export type VaultChange = Change & {
  /** What is sent. */
  readonly settings?: VaultSettings
  /** The guard to set, or null to remove it. */
  readonly resourceGuard?: ArmId | null
  /** What the vault's resource guard must approve. */
  readonly needsApproval?: GuardedOperation
}

/** What the planner must know of the resource guard. */
export type GuardFacts = Pick<VaultGuard, 'id' | 'requestFor'>

/** What one aspect of a wish takes: steps, or what stands in the way. */
export interface Step {
  readonly changes?: readonly VaultChange[]
  readonly blockers?: readonly Blocker[]
}

/** Compares one aspect of the vault with the wish. Nothing asked, or all as asked: an empty step. */
export type Aspect = (vault: Vault, wish: VaultWish, guard: GuardFacts | undefined) => Step

export const NOTHING: Step = {}

interface Update {
  readonly reason: string
  readonly before: VaultSettings
  readonly settings: VaultSettings
  readonly isOneWay?: boolean
  readonly needsApproval?: GuardedOperation | undefined
}

export function changed(vault: Vault, { reason, before, settings, isOneWay, needsApproval }: Update): Step {
  const change: VaultChange = {
    action: 'update',
    gate: needsApproval ? 'second-person' : isOneWay ? 'one-way' : 'reversible',
    kind: 'vault',
    name: vault.name,
    reason,
    before,
    after: settings,
    settings,
    ...(needsApproval ? { needsApproval } : {}),
  }
  return { changes: [change] }
}

export function blocked(code: string, message: string, ...suggestions: string[]): Step {
  return { blockers: [{ code, message, suggestions }] }
}

export function together(steps: readonly Step[]): Required<Step> {
  return {
    changes: steps.flatMap((step) => step.changes ?? []),
    blockers: steps.flatMap((step) => step.blockers ?? []),
  }
}
