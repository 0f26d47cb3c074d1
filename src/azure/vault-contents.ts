import type { ProtectionContainerResource } from '@azure/arm-recoveryservicesbackup'
import { armName } from '../core/arm-id.js'
import { mapLimited } from '../core/limits.js'
import { sameName } from '../core/names.js'
import type { VaultRef } from '../model/vault.js'
import {
  type ContainerSummary,
  type ItemSummary,
  type SiteRecoveryUsage,
  type UsageSummary,
  WORKLOAD_KINDS,
  type WorkloadKind,
} from '../model/vault-contents.js'
import { azureList } from './errors.js'
import { softDeleteOf } from './items.js'
import type { AzureSession } from './session.js'

const LISTS_AT_ONCE = 4

/** Every item of every kind in the vault, soft-deleted ones too. One list for each kind: Azure filters by it. */
export async function listContents(session: AzureSession, vault: VaultRef): Promise<ItemSummary[]> {
  const client = await session.backup(vault.subscriptionId)
  const lists = await mapLimited(WORKLOAD_KINDS, LISTS_AT_ONCE, (kind) => {
    const pages = client.backupProtectedItems.list(vault.name, vault.resourceGroup, filterOf(session, kind))
    return azureList(
      `listing the ${kind} items of vault '${vault.name}'`,
      pages,
      ({ name, properties }): ItemSummary => {
        const body = properties as (typeof properties & { friendlyName?: string; protectionState?: string }) | undefined
        const purgeTime = (body && softDeleteOf(body)?.purgeTime) ?? null
        const state = body?.protectionState ?? ''
        return {
          kind,
          name: body?.friendlyName ?? name ?? '',
          state: purgeTime ? 'softDeleted' : stateOf(state),
          purgeTime,
        }
      },
    )
  })
  return lists.flat()
}

function stateOf(protectionState: string): ItemSummary['state'] {
  if (sameName(protectionState, 'IRPending')) return 'initialBackupPending'
  if (sameName(protectionState, 'ProtectionError')) return 'error'
  return /^(ProtectionStopped|ProtectionPaused|BackupsSuspended)$/i.test(protectionState) ? 'stopped' : 'protected'
}

function filterOf(session: AzureSession, kind: WorkloadKind) {
  return { filter: `backupManagementType eq '${kind}'`, abortSignal: session.signal }
}

/** Servers and storage accounts registered in the vault, soft-deleted ones too. VMs have no registration of their own. */
export async function listRegistrations(session: AzureSession, vault: VaultRef): Promise<ContainerSummary[]> {
  const client = await session.backup(vault.subscriptionId)
  const kinds = WORKLOAD_KINDS.filter((kind) => kind !== 'AzureIaasVM')
  const lists = await mapLimited(kinds, LISTS_AT_ONCE, async (kind) => {
    const what = `listing the ${kind} containers of vault '${vault.name}'`
    const filter = filterOf(session, kind)
    const registered = client.backupProtectionContainers.list(vault.name, vault.resourceGroup, filter)
    const deleted = client.deletedProtectionContainers.list(vault.resourceGroup, vault.name, filter)
    return [
      ...(await azureList(what, registered, (row) => toContainer(row, { kind, isSoftDeleted: false }))),
      ...(await azureList(what, deleted, (row) => toContainer(row, { kind, isSoftDeleted: true }))),
    ]
  })
  return lists.flat()
}

function toContainer(
  row: ProtectionContainerResource,
  facts: Pick<ContainerSummary, 'kind' | 'isSoftDeleted'>,
): ContainerSummary {
  const name = row.name ?? armName(row.id ?? '')
  return { ...facts, name, friendlyName: row.properties?.friendlyName ?? name }
}

/** What Site Recovery keeps in the vault. */
export async function readSiteRecovery(session: AzureSession, vault: VaultRef): Promise<SiteRecoveryUsage> {
  const client = await session.vaults(vault.subscriptionId)
  const pages = client.replicationUsages.list(vault.resourceGroup, vault.name, { abortSignal: session.signal })
  const rows = await azureList(`reading the site recovery usage of vault '${vault.name}'`, pages, (row) => row)
  const sum = (value: (row: (typeof rows)[number]) => number | undefined) =>
    rows.reduce((total, row) => total + (value(row) ?? 0), 0)
  return {
    protectedItems: sum((row) => row.protectedItemCount),
    recoveryPlans: sum((row) => row.recoveryPlanCount),
    servers: sum((row) => row.registeredServersCount),
  }
}

const USAGE_TYPES = ['BackupProtectedItemCountSummary', 'BackupProtectionContainerCountSummary'] as const

/** Azure's own counts of items and containers. */
export async function readUsage(session: AzureSession, vault: VaultRef): Promise<UsageSummary[]> {
  const client = await session.backup(vault.subscriptionId)
  const lists = await mapLimited(USAGE_TYPES, LISTS_AT_ONCE, (type) =>
    azureList(
      `reading the usage of vault '${vault.name}'`,
      client.backupUsageSummaries.list(vault.name, vault.resourceGroup, {
        filter: `type eq '${type}'`,
        abortSignal: session.signal,
      }),
      (row): UsageSummary => ({
        name: row.name?.value ?? type,
        count: row.currentValue ?? 0,
        limit: row.limit === undefined || row.limit < 0 ? null : row.limit,
      }),
    ),
  )
  return lists.flat()
}
