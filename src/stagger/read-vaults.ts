import { listItems } from '../azure/items.js'
import { type JobFilter, listJobs } from '../azure/jobs.js'
import { readPolicies, type VaultPolicies } from '../azure/policies.js'
import type { AzureSession } from '../azure/session.js'
import type { AppContext } from '../context.js'
import { DAY_MS, timeAfter } from '../core/clock.js'
import { mapLimited } from '../core/limits.js'
import { tryRead, type Unread } from '../core/read-each.js'
import type { ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { Vault, VaultRef } from '../model/vault.js'

const VAULTS_AT_ONCE = 4

/** What staggering needs of one vault, in three lists whatever the number of its VMs. */
export interface VaultContent extends VaultPolicies {
  readonly vault: Vault
  readonly items: readonly ProtectedItem[]
  /** Changes of protection in the last 24 hours: what of the day's budget is spent. */
  readonly recentChanges: number
}

/** What could be read; a vault whose items or policies could not is left out and told, never taken for empty. */
export interface VaultContents {
  readonly contents: readonly VaultContent[]
  readonly unread: readonly Unread[]
}

export async function readVaultContents(ctx: AppContext, vaults: readonly Vault[]): Promise<VaultContents> {
  const reads = await mapLimited(vaults, VAULTS_AT_ONCE, (vault) => readOne(ctx, vault))
  const contents = reads.flatMap(({ content }) => (content === null ? [] : [content]))
  return { contents, unread: reads.flatMap(({ unread }) => unread) }
}

async function readOne(ctx: AppContext, vault: Vault) {
  const { session, clock } = ctx
  const now = clock.now()
  const window = { from: timeAfter(now, -DAY_MS), to: now.toISOString() }
  const [whole, jobs] = await Promise.all([
    tryRead(vault.name, () => Promise.all([listItems(session, vault), readPolicies(session, vault)])),
    tryRead(`${vault.name}: changes of today`, () => listChanges(session, vault, window)),
  ])
  if (whole.value === null) return { content: null, unread: whole.unread }
  const [items, policies] = whole.value
  const content: VaultContent = { ...policies, vault, items, recentChanges: jobs.value?.length ?? 0 }
  return { content, unread: jobs.unread }
}

/** Jobs that count against the day's changes of protection: whatever is configured, moved, resumed or stopped. */
export async function listChanges(
  session: AzureSession,
  vault: VaultRef,
  window: NonNullable<JobFilter['window']>,
): Promise<Job[]> {
  const lists = ['ConfigureBackup', 'DisableBackup'].map((operation) => listJobs(session, vault, { operation, window }))
  return (await Promise.all(lists)).flat()
}
