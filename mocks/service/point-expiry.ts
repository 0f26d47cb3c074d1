import type { ItemRecord, VaultRecord } from './model.js'
import { planOf } from './policy-plan.js'
import { keptUntil, snapshotUntil } from './retention.js'

/**
 * Gives the points of an item the expiry of its present policy: retention is governed by the current policy, not by the one
 * that made the point (docs: Azure VM backup FAQ). On-demand points keep the time that was asked for, and a day that no tier
 * of the present policy takes keeps what it had.
 */
export function setFromPolicy(vault: VaultRecord, item: ItemRecord): void {
  const policy = vault.policies[item.policyKey ?? '']
  const plan = policy && planOf(policy)
  if (!plan) return
  for (const point of item.points) {
    if (point.instantUntilMs !== undefined) point.instantUntilMs = snapshotUntil(plan, point.timeMs)
    if (point.vaultUntilMs === undefined || point.scheduledMs === undefined) continue
    const kept = keptUntil(plan, point, point.scheduledMs)
    if (kept) Object.assign(point, { vaultUntilMs: kept.untilMs, rule: kept.rule })
  }
}
