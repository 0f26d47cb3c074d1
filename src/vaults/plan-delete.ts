import { sameArmId, tryParseArmId } from '../core/arm-id.js'
import { compareNames } from '../core/names.js'
import type { Blocker, Plan } from '../model/plan.js'
import type { Vault } from '../model/vault.js'
import {
  type ContainerSummary,
  type ItemSummary,
  type Lock,
  type SiteRecoveryUsage,
  WORKLOAD_KINDS,
  WORKLOAD_NOUNS,
  type WorkloadKind,
} from '../model/vault-contents.js'
import { count, formatTime } from '../view/format.js'

/** All that Azure wants gone before it deletes a vault. */
export interface VaultContents {
  readonly items: readonly ItemSummary[]
  readonly containers: readonly ContainerSummary[]
  readonly siteRecovery: SiteRecoveryUsage
  readonly locks: readonly Lock[]
}

/**
 * The delete of a vault, or all that stands in its way with the command that clears it.
 * Source: learn.microsoft.com/azure/backup/backup-azure-delete-vault.
 */
export function planVaultDelete(vault: Vault, contents: VaultContents): Plan {
  return {
    changes: [
      {
        action: 'delete',
        gate: 'one-way',
        kind: 'vault',
        name: vault.name,
        reason: `empty, in ${vault.location}; its policies and its job history go with it`,
      },
    ],
    blockers: [
      ...contents.locks.map((lock) => lockBlocker(vault, lock)),
      ...machineBlockers(vault, contents.items),
      ...WORKLOAD_KINDS.filter((kind) => kind !== 'AzureIaasVM').flatMap((kind) =>
        foreignBlocker(vault, kind, contents.items),
      ),
      ...contents.containers.map((container) => containerBlocker(vault, container)),
      ...siteRecoveryBlocker(contents.siteRecovery),
      ...endpointBlocker(vault),
    ],
  }
}

/** What az needs to find the vault. */
function azVault(vault: Vault): string {
  return `--vault-name ${vault.name} --resource-group ${vault.resourceGroup}`
}

function lockBlocker(vault: Vault, lock: Lock): Blocker {
  return {
    code: 'VAULT_LOCKED',
    message: `The lock '${lock.name}' (${lock.level}) on ${lockedThing(vault, lock)} forbids it.`,
    suggestions: [`az lock delete --ids ${lock.id}`],
    details: { lock },
  }
}

function lockedThing(vault: Vault, lock: Lock): string {
  if (sameArmId(lock.scope, vault.id)) return 'the vault'
  const scope = tryParseArmId(lock.scope)
  if (scope === undefined || scope.path.length > 0) return lock.scope
  return scope.resourceGroup === undefined ? 'the subscription' : `resource group '${scope.resourceGroup}'`
}

function machineBlockers(vault: Vault, items: readonly ItemSummary[]): Blocker[] {
  const machines = items.filter((item) => item.kind === 'AzureIaasVM')
  const stopped = machines.filter((item) => item.state === 'stopped')
  const deleted = machines.filter((item) => item.state === 'softDeleted')
  const active = machines.filter((item) => item.state !== 'stopped' && item.state !== 'softDeleted')
  const unprotect = `azbk unprotect --all --vault ${vault.resourceGroup}/${vault.name} --delete-data`
  const isHeld = vault.immutability !== null && vault.immutability !== 'Disabled' && active.length + stopped.length > 0
  return [
    ...itemsBlocker('PROTECTED_ITEMS', active, (what, are) => `${what} ${are} protected here`, unprotect),
    ...itemsBlocker(
      'STOPPED_ITEMS',
      stopped,
      (what, are) => `${what} ${are} stopped, and the backup data ${are === 'is' ? 'was' : 'were'} kept`,
      unprotect,
    ),
    ...softDeletedBlocker(vault, deleted),
    ...(isHeld ? [immutabilityBlocker(vault)] : []),
  ]
}

function itemsBlocker(
  code: string,
  items: readonly ItemSummary[],
  sentence: (what: string, are: 'is' | 'are') => string,
  ...suggestions: readonly string[]
): Blocker[] {
  const [first] = items
  if (!first) return []
  const [one, many] = WORKLOAD_NOUNS[first.kind]
  const said = sentence(count(items.length, one, many), items.length === 1 ? 'is' : 'are')
  return [{ code, message: `${said}: ${listNames(items.map(labelOf))}.`, suggestions, details: { items } }]
}

function labelOf(item: ItemSummary): string {
  return item.purgeTime === null ? item.name : `${item.name} until ${formatTime(item.purgeTime)}`
}

const NAMES_SHOWN = 10

function listNames(names: readonly string[]): string {
  const sorted = [...names].sort(compareNames)
  const more = sorted.length - NAMES_SHOWN
  return `${sorted.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

function softDeletedBlocker(vault: Vault, items: readonly ItemSummary[]): Blocker[] {
  const again = `azbk vault delete --name ${vault.resourceGroup}/${vault.name}`
  const isSwitchable = vault.softDelete?.state !== 'AlwaysON'
  const sooner = `Sooner: turn soft delete off (azbk vault update --name ${vault.name} --soft-delete Disabled), bring the VMs back (azbk undelete), delete their data again.`
  return itemsBlocker(
    'SOFT_DELETED_ITEMS',
    items,
    (what, are) =>
      `${what} ${are} soft-deleted and cannot be purged by hand; the last vanishes at ${formatTime(lastPurge(items))}`,
    `Run \`${again}\` after ${formatTime(lastPurge(items))}.`,
    ...(isSwitchable ? [sooner] : []),
  )
}

function lastPurge(items: readonly ItemSummary[]): string | null {
  return (
    items
      .map((item) => item.purgeTime ?? '')
      .sort()
      .at(-1) || null
  )
}

function immutabilityBlocker(vault: Vault): Blocker {
  const isLocked = vault.immutability === 'Locked'
  return {
    code: 'IMMUTABLE_DATA',
    message: `Immutability is ${vault.immutability}: backup data cannot be deleted before it expires${isLocked ? ', and nothing changes that' : ''}.`,
    suggestions: isLocked
      ? ['Stop protection, keep the data, and delete the vault when the last recovery point has expired.']
      : [`azbk vault update --name ${vault.resourceGroup}/${vault.name} --immutability Disabled`],
  }
}

/** Items that are not VMs are named and counted, never changed. */
function foreignBlocker(vault: Vault, kind: WorkloadKind, all: readonly ItemSummary[]): Blocker[] {
  const items = all.filter((item) => item.kind === kind)
  return itemsBlocker(
    'FOREIGN_ITEMS',
    items,
    (what, are) => `${what} ${are} in the vault (azbk does not touch what is not a VM)`,
    `az backup item list ${azVault(vault)} --backup-management-type ${kind} -o table`,
    `az backup protection disable ${azVault(vault)} --backup-management-type ${kind} --delete-backup-data true --container-name <container> --item-name <item>`,
  )
}

function containerBlocker(vault: Vault, container: ContainerSummary): Blocker {
  const thing = container.kind === 'AzureStorage' ? 'Storage account' : 'Server'
  const state = container.isSoftDeleted ? 'is soft-deleted, and goes with its last item' : 'is registered'
  const unregister = `az backup container unregister ${azVault(vault)} --backup-management-type ${container.kind} --container-name '${container.name}'`
  return {
    code: 'REGISTERED_CONTAINER',
    message: `${thing} '${container.friendlyName}' (${container.kind}) ${state}.`,
    suggestions: container.isSoftDeleted ? [] : [unregister],
    details: { container },
  }
}

function siteRecoveryBlocker(usage: SiteRecoveryUsage): Blocker[] {
  const { protectedItems, recoveryPlans, servers } = usage
  if (protectedItems + recoveryPlans + servers === 0) return []
  const parts = [
    protectedItems > 0 ? count(protectedItems, 'replicated item') : '',
    recoveryPlans > 0 ? count(recoveryPlans, 'recovery plan') : '',
    servers > 0 ? count(servers, 'registered server') : '',
  ]
  return [
    {
      code: 'SITE_RECOVERY_ITEMS',
      message: `Site Recovery keeps ${parts.filter(Boolean).join(', ')} in the vault.`,
      suggestions: [
        'Disable replication in the portal: the vault, Site Recovery, Replicated items; then plans and servers.',
      ],
      details: { siteRecovery: usage },
    },
  ]
}

function endpointBlocker(vault: Vault): Blocker[] {
  const ids = vault.privateEndpoints
  if (ids.length === 0) return []
  const names = ids.map((id) => id.split('/').at(-1) ?? id)
  return [
    {
      code: 'PRIVATE_ENDPOINTS',
      message: `${count(ids.length, 'private endpoint')} ${ids.length === 1 ? 'leads' : 'lead'} to the vault: ${listNames(names)}.`,
      suggestions: [`az network private-endpoint delete --ids ${ids.join(' ')}`],
      details: { privateEndpoints: ids },
    },
  ]
}
