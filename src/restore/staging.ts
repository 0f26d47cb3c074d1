import { nameKey, regionKey, sameName } from '../core/names.js'
import type { StorageAccount } from '../model/storage-account.js'

/** Why an account cannot take the copy of any restore in a region, as a phrase; null when it can. Source: AZURE-BACKUP-API.md section 12. */
export function unfitness(account: StorageAccount, region: string): string | null {
  if (regionKey(account.location) !== regionKey(region)) return `lies in ${account.location}, not in ${region}`
  if (/^premium/i.test(account.sku)) return `is premium (${account.sku})`
  if (!sameName(account.kind, 'StorageV2')) return `is of kind ${account.kind}, not general-purpose v2`
  if (account.hierarchical) return 'has a hierarchical namespace'
  return null
}

/** A VM whose copy needs a place. */
export interface StagingNeed {
  /** Of the VM; any text that tells the VMs apart. */
  readonly key: string
  /** Where the account must lie. */
  readonly region: string
  /** Names of the accounts that hold disks of the VM itself: they are busy with it. */
  readonly homes: readonly string[]
}

export interface StagingPick {
  readonly account: StorageAccount
  /** Why this one, as a phrase. */
  readonly why: string
}

/** Accounts that may be used, and how many restores and disks lie on each, by {@link nameKey} of its id. */
export interface StagingChoice {
  readonly accounts: readonly StorageAccount[]
  readonly loads: ReadonlyMap<string, number>
}

/**
 * An account for each need, by its key; none is used twice and none holds disks of the VM. The least loaded come
 * first, of the same load those open to all networks, then by name. A need without an account is left out.
 */
export function assignStaging(
  needs: readonly StagingNeed[],
  { accounts, loads }: StagingChoice,
): Map<string, StagingPick> {
  const loadOf = (account: StorageAccount) => loads.get(nameKey(account.id)) ?? 0
  const ranked = [...accounts].sort(
    (a, b) =>
      loadOf(a) - loadOf(b) ||
      Number(b.openToNetworks) - Number(a.openToNetworks) ||
      nameKey(a.id).localeCompare(nameKey(b.id)),
  )
  const taken = new Set<string>()
  const picks = new Map<string, StagingPick>()
  for (const { key, region, homes } of needs) {
    const account = ranked.find(
      (one) => !taken.has(one.id) && unfitness(one, region) === null && !homes.some((home) => sameName(home, one.name)),
    )
    if (account === undefined) continue
    taken.add(account.id)
    picks.set(key, { account, why: reasonFor(account, loadOf(account)) })
  }
  return picks
}

function reasonFor(account: StorageAccount, load: number): string {
  const burden = load === 0 ? 'nothing else uses it' : `the least used one left (${load} uses)`
  return `general-purpose v2 in ${account.location}, ${burden}`
}
