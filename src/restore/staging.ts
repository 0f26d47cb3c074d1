import { nameKey, regionKey, sameName } from '../core/names.js'
import type { Blocker } from '../model/plan.js'
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

/** Why an account cannot take the copy of this VM, as a phrase; null when it can. */
export function unfitFor(
  { region, homes }: Pick<StagingNeed, 'region' | 'homes'>,
  account: StorageAccount,
): string | null {
  const isHome = homes.some((home) => sameName(home, account.name))
  return unfitness(account, region) ?? (isHome ? 'holds a disk of the VM' : null)
}

export interface StagingPick {
  readonly account: StorageAccount
  /** Why this one, as a phrase. */
  readonly why: string
  /** From 1: which turn through the account it is. */
  readonly wave: number
}

/** Accounts that may be used, and how many restores and disks lie on each, by {@link nameKey} of its id. */
export interface StagingChoice {
  readonly accounts: readonly StorageAccount[]
  /** They are those that were typed, and not all there are. */
  readonly named?: boolean
  /** What was typed and is no account; null when all are. */
  readonly unknown?: Blocker | null
  readonly loads: ReadonlyMap<string, number>
}
