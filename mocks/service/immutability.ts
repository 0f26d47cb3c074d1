import type { PolicyRecord, VaultRecord } from './model.js'
import { planOf } from './policy-plan.js'

/** True while immutability holds what a policy keeps. */
export function isImmutable(vault: VaultRecord): boolean {
  return vault.immutability === 'Unlocked' || vault.immutability === 'Locked'
}

/** True when a policy keeps points shorter than another in any of its tiers. Source: docs, immutable vault. */
export function isWeaker(next: PolicyRecord, present: PolicyRecord): boolean {
  const after = planOf(next)?.tiers ?? []
  const before = planOf(present)?.tiers ?? []
  return before.some((tier) => (after.find((other) => other.rule === tier.rule)?.days ?? 0) < tier.days)
}
