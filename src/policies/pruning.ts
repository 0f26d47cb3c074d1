import { itemRef } from '../azure/items.js'
import { listPoints } from '../azure/points.js'
import type { AppContext } from '../context.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import type { Policy, PolicySpec } from '../model/policy.js'
import { estimatePruning, type PruningEstimate, prunedPoints } from '../model/policy-diff.js'
import type { RetentionDecision } from '../model/policy-retention.js'
import type { VaultRef } from '../model/vault.js'
import { count } from '../view/format.js'
import { itemsOf } from './find.js'

/** What a change of a policy takes from the VMs that follow it. */
export interface Pruning {
  /** VMs that follow the policy. */
  readonly items: number
  /** Points of a VM that the policy has backed up all along. */
  readonly estimate: PruningEstimate
  /** The real points that would go, for each VM; null unless they were asked for. */
  readonly points: readonly PrunedItem[] | null
}

export interface PrunedItem {
  readonly machine: string
  readonly resourceGroup: string
  /** Points that are there now. */
  readonly held: number
  readonly pruned: readonly RetentionDecision[]
}

export interface PruningQuestion {
  readonly vault: VaultRef
  readonly policy: Policy
  readonly after: PolicySpec
  /** Read the points of each VM: one request for each. */
  readonly readPoints: boolean
}

export async function readPruning(ctx: AppContext, question: PruningQuestion): Promise<Pruning> {
  const { vault, policy, after, readPoints } = question
  const now = ctx.clock.now().toISOString()
  const estimate = estimatePruning(policy.spec, after, now)
  if (!readPoints) return { items: policy.itemCount ?? 0, estimate, points: null }
  const items = await itemsOf(ctx, vault, policy)
  const points = await mapLimited(items, READS_AT_ONCE, async (item) => {
    const held = await listPoints(ctx.session, itemRef(item))
    const pruned = prunedPoints(held, { before: policy.spec, after }, now)
    return { machine: item.machineName, resourceGroup: item.machineResourceGroup, held: held.length, pruned }
  })
  return { items: items.length, estimate, points }
}

/** What VMs that follow the policy would lose, as a phrase; null when they lose nothing. */
export function describeLoss({ items, estimate, points }: Pruning): string | null {
  if (points !== null) {
    const pruned = points.reduce((sum, item) => sum + item.pruned.length, 0)
    const held = points.reduce((sum, item) => sum + item.held, 0)
    return pruned === 0 ? null : `removes ${pruned} of ${count(held, 'recovery point')} of ${count(items, 'VM')}`
  }
  const { before, after } = estimate
  if (items === 0 || after >= before) return null
  return `removes recovery points of ${count(items, 'VM')}: about ${before - after} of ${before} each`
}
