import { findGuard } from '../azure/guards.js'
import { listContents, readUsage } from '../azure/vault-contents.js'
import type { AppContext } from '../context.js'
import type { ArmId } from '../core/arm-id.js'
import type { Vault } from '../model/vault.js'
import {
  ITEM_STATES,
  type ItemState,
  type ItemSummary,
  type UsageSummary,
  WORKLOAD_KINDS,
  type WorkloadKind,
} from '../model/vault-contents.js'
import { chooseVaultInGroup } from './choose.js'

export interface ShowVaultResult extends Vault {
  readonly resourceGuard: ArmId | null
  readonly items: ItemCounts
  /** Azure's own counters. */
  readonly usage: readonly UsageSummary[]
}

export interface ItemCounts {
  readonly total: number
  readonly byState: Readonly<Record<ItemState, number>>
  readonly byKind: Readonly<Record<WorkloadKind, number>>
}

/** One vault with all its settings and what it holds. Without a name: the only vault in scope. */
export async function showVault(
  ctx: AppContext,
  input: { readonly name?: string | undefined },
): Promise<ShowVaultResult> {
  const vault = await chooseVaultInGroup(ctx, input.name)
  const [guard, items, usage] = await Promise.all([
    findGuard(ctx.session, vault),
    listContents(ctx.session, vault),
    readUsage(ctx.session, vault),
  ])
  return { ...vault, resourceGuard: guard?.id ?? null, items: countItems(items), usage }
}

function countItems(items: readonly ItemSummary[]): ItemCounts {
  return {
    total: items.length,
    byState: tally(ITEM_STATES, items, (item) => item.state),
    byKind: tally(WORKLOAD_KINDS, items, (item) => item.kind),
  }
}

function tally<K extends string>(
  keys: readonly K[],
  items: readonly ItemSummary[],
  keyOf: (item: ItemSummary) => K,
): Record<K, number> {
  const counts = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>
  for (const item of items) counts[keyOf(item)] += 1
  return counts
}
