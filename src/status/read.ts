import { listItems } from '../azure/items.js'
import { listJobs } from '../azure/jobs.js'
import { listPolicies } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import { DAY_MS, timeAfter } from '../core/clock.js'
import { mapLimited } from '../core/limits.js'
import { tryRead, type Unread } from '../core/read-each.js'
import type { ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { Policy } from '../model/policy.js'
import type { Vault } from '../model/vault.js'

/** How far back a failed backup is worth telling. */
const FAILURE_WINDOW_MS = 7 * DAY_MS
const VAULTS_AT_ONCE = 4

/** All that a status needs of one vault, in four lists whatever the number of its VMs. */
export interface VaultFacts {
  readonly vault: Vault
  /** Null when they could not be read. */
  readonly items: readonly ProtectedItem[] | null
  readonly policies: readonly Policy[]
  readonly running: readonly Job[]
  readonly failed: readonly Job[]
}

/** The facts of vaults, and every part that could not be read. */
export interface VaultReads {
  readonly facts: readonly VaultFacts[]
  readonly unread: readonly Unread[]
}

/** Throws when not one vault could. */
export async function readVaults(ctx: AppContext, vaults: readonly Vault[]): Promise<VaultReads> {
  const reads = await mapLimited(vaults, VAULTS_AT_ONCE, (vault) => readVault(ctx, vault))
  const unread = reads.flatMap((read) => read.unread)
  const facts = reads.map((read) => read.facts)
  if (unread[0] !== undefined && facts.every(({ items }) => items === null)) throw unread[0].error
  return { facts, unread }
}

async function readVault(ctx: AppContext, vault: Vault): Promise<{ facts: VaultFacts; unread: readonly Unread[] }> {
  const { session } = ctx
  const items = await tryRead(vault.name, () => listItems(session, vault))
  if (items.value === null || items.value.length === 0) {
    return { facts: { vault, items: items.value, policies: [], running: [], failed: [] }, unread: items.unread }
  }
  const to = ctx.clock.now()
  const window = { from: timeAfter(to, -FAILURE_WINDOW_MS), to: to.toISOString() }
  const [policies, jobs] = await Promise.all([
    tryRead(`${vault.name}: policies`, () => listPolicies(session, vault)),
    tryRead(`${vault.name}: jobs`, () =>
      Promise.all([
        listJobs(session, vault, { operation: 'Backup', status: 'InProgress' }),
        listJobs(session, vault, { operation: 'Backup', status: 'Failed', window }),
      ]),
    ),
  ])
  const [running, failed] = jobs.value ?? [[], []]
  return {
    facts: { vault, items: items.value, policies: policies.value ?? [], running, failed },
    unread: [...policies.unread, ...jobs.unread],
  }
}
