import { itemRef } from '../azure/items.js'
import { containerKey } from '../azure/started-jobs.js'
import type { Settings } from '../config/settings.js'
import { tierOf } from '../config/tiers.js'
import { tryParseArmId } from '../core/arm-id.js'
import { groupBy } from '../core/group.js'
import { nameKey, regionKey, sameName } from '../core/names.js'
import type { Unread } from '../core/read-each.js'
import { livingItem, type ProtectedItem } from '../model/item.js'
import type { Job } from '../model/job.js'
import type { Machine } from '../model/machine.js'
import { nextRuns } from '../model/policy-schedule.js'
import { describeSchedule } from '../model/policy-words.js'
import type { Vault } from '../model/vault.js'
import { type ItemIndex, indexItems, itemsOf, unreadOf } from '../protection/find.js'
import type { PolicyTimes, StatusFacts } from './plan.js'
import type { VaultFacts } from './read.js'

const RUNS_SHOWN = 3

/** What vaults hold, by the keys under which the VMs are looked up. */
export interface VaultIndex {
  readonly items: ItemIndex
  /** By the policy's id. */
  readonly policies: ReadonlyMap<string, PolicyTimes>
  /** By vault and container; newest first. */
  readonly running: ReadonlyMap<string, readonly Job[]>
  readonly failed: ReadonlyMap<string, readonly Job[]>
  /** Vaults whose items could not be read. */
  readonly unread: readonly Vault[]
  /** Subscriptions whose vaults could not be listed. */
  readonly unlisted: readonly Unread[]
}

type TierSettings = Pick<Settings, 'tiers' | 'rules'>

export function indexVaults(facts: readonly VaultFacts[], unlisted: readonly Unread[], now: Date): VaultIndex {
  const after = now.toISOString()
  const policies = facts.flatMap((one) => one.policies)
  const times = (policy: VaultFacts['policies'][number]): PolicyTimes => ({
    policy,
    schedule: `${describeSchedule(policy.spec.schedule)} ${policy.spec.timeZone}`,
    nextRuns: nextRuns(policy.spec, after, RUNS_SHOWN),
  })
  return {
    items: indexItems(facts.flatMap((one) => one.items ?? [])),
    policies: new Map(policies.map((policy) => [nameKey(policy.id), times(policy)])),
    running: groupBy(
      facts.flatMap((one) => one.running),
      jobKey,
    ),
    failed: groupBy(
      facts.flatMap((one) => one.failed),
      jobKey,
    ),
    unread: facts.filter((one) => one.items === null).map((one) => one.vault),
    unlisted,
  }
}

export function factsOfMachine(machine: Machine, index: VaultIndex, settings: TierSettings): StatusFacts {
  const { name, resourceGroup, id } = machine
  return {
    ...factsOfItem(livingItem(itemsOf(index.items, machine)) ?? null, index),
    subject: { name, resourceGroup, id, exists: true },
    uncertain:
      unreadOf(index.unlisted, machine) !== undefined ||
      index.unread.some(
        (vault) =>
          regionKey(vault.location) === regionKey(machine.location) &&
          sameName(vault.subscriptionId, machine.subscriptionId),
      ),
    tier: tierOf(machine, settings),
  }
}

/** What vaults still hold of VMs that are gone. */
export function factsOfGone(machines: readonly Machine[], index: VaultIndex, settings: TierSettings): StatusFacts[] {
  const known = new Set(machines.map((machine) => nameKey(machine.id)))
  return [...index.items].flatMap(([id, items]) => {
    const item = livingItem(items)
    if (item === undefined || known.has(id) || tryParseArmId(item.machineId) === undefined) return []
    const subject = {
      name: item.machineName,
      resourceGroup: item.machineResourceGroup,
      id: item.machineId,
      exists: false,
    }
    return [
      { ...factsOfItem(item, index), subject, uncertain: false, tier: tierOf({ ...subject, tags: {} }, settings) },
    ]
  })
}

function factsOfItem(item: ProtectedItem | null, index: VaultIndex) {
  if (item === null) return { item, policy: null, running: null, failed: null }
  const key = `${nameKey(item.vaultId)} ${containerKey(itemRef(item).container)}`
  return {
    item,
    policy: item.policyId === null ? null : (index.policies.get(nameKey(item.policyId)) ?? null),
    running: index.running.get(key)?.[0] ?? null,
    failed: index.failed.get(key)?.[0] ?? null,
  }
}

function jobKey(job: Job): string {
  return `${nameKey(job.vaultId)} ${containerKey(job.containerName ?? '')}`
}
