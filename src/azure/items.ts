import type {
  AzureIaaSComputeVMProtectedItem,
  ExtendedProperties,
  ProtectedItemResource,
  ProtectedItemUnion,
} from '@azure/arm-recoveryservicesbackup'
import { type ArmId, armId, armName, parseArmId, tryParseArmId } from '../core/arm-id.js'
import { azureTime, DAY_MS, timeAfter } from '../core/clock.js'
import { findName, sameName } from '../core/names.js'
import { type DiskSelection, type ItemRef, PROTECTION_STATES, type ProtectedItem } from '../model/item.js'
import type { Machine, MachineRef } from '../model/machine.js'
import type { VaultRef } from '../model/vault.js'
import { azureCall, azureFind, azureList } from './errors.js'
import type { AzureSession } from './session.js'
import { vaultId } from './vaults.js'

/** The only fabric of Azure VMs. */
export const FABRIC = 'Azure'
export const VM_ITEMS = "backupManagementType eq 'AzureIaasVM' and itemType eq 'VM'"

/** All VM items of a vault, soft-deleted ones too. */
export async function listItems(session: AzureSession, vault: VaultRef): Promise<ProtectedItem[]> {
  const client = await session.backup(vault.subscriptionId)
  const pages = client.backupProtectedItems.list(vault.name, vault.resourceGroup, {
    filter: VM_ITEMS,
    abortSignal: session.signal,
  })
  const rows = await azureList(`listing the protected VMs of vault '${vault.name}'`, pages, toItem)
  return rows.filter((item) => item !== undefined)
}

/** One item, or undefined when the vault has none of that name. */
export async function findItem(session: AzureSession, ref: ItemRef): Promise<ProtectedItem | undefined> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const row = await azureFind(`reading item '${item}' of vault '${vault.name}'`, () =>
    client.protectedItems.get(vault.name, vault.resourceGroup, FABRIC, container, item, {
      abortSignal: session.signal,
    }),
  )
  return row && toItem(row)
}

/** The item of a VM in any vault, or undefined when no vault protects it. Azure looks it up: no vault is listed. */
export async function findProtection(session: AzureSession, machine: Machine): Promise<ItemRef | undefined> {
  const client = await session.backup(machine.subscriptionId)
  const status = await azureCall(`looking up the protection of VM '${machine.name}'`, () =>
    client.backupStatus.get(
      machine.location,
      { resourceType: 'VM', resourceId: machine.id },
      { abortSignal: session.signal },
    ),
  )
  if (!status.vaultId || !sameName(status.protectionStatus ?? '', 'Protected')) return undefined
  const built = itemRefOf(vaultRefOf(status.vaultId), machine)
  return {
    vault: built.vault,
    container: status.containerName ?? built.container,
    item: status.protectedItemName ?? built.item,
  }
}

/** Names of a VM's item as discovery builds them: lower-case. Source: AZURE-BACKUP-API.md section 1. */
export function itemRefOf(vault: VaultRef, machine: MachineRef): ItemRef {
  const core = `iaasvmcontainerv2;${machine.resourceGroup};${machine.name}`.toLowerCase()
  return { vault, container: `IaasVMContainer;${core}`, item: `VM;${core}` }
}

/** Names of a known item, as Azure gave them. */
export function itemRef(item: ProtectedItem): ItemRef {
  const names = new Map(parseArmId(item.id).path.map(([type, name]) => [type.toLowerCase(), name]))
  return {
    vault: vaultRefOf(item.vaultId),
    container: names.get('protectioncontainers') ?? item.containerName,
    item: names.get('protecteditems') ?? item.name,
  }
}

/** The vault that an id names or lies in. */
export function vaultRefOf(id: string): VaultRef {
  const { subscriptionId, resourceGroup = '', path } = parseArmId(id)
  return { subscriptionId, resourceGroup, name: path[0]?.[1] ?? '' }
}

/** Undefined for what is not a VM: the list filter is the service's word, not a promise. */
export function toItem(row: ProtectedItemResource): ProtectedItem | undefined {
  const body = row.properties
  if (body === undefined || !isVmItem(body)) return undefined
  const id = armId(row.id ?? '')
  const vault = vaultRefOf(id)
  const machineId = body.sourceResourceId ?? body.virtualMachineId ?? ''
  const machine = tryParseArmId(machineId)
  return {
    id,
    name: row.name ?? armName(id),
    containerName: body.containerName ?? '',
    vaultId: vaultId(vault),
    vaultName: vault.name,
    machineId: armId(machineId),
    machineName: body.friendlyName ?? machine?.path.at(-1)?.[1] ?? '',
    machineResourceGroup: machine?.resourceGroup ?? '',
    state: findName(PROTECTION_STATES, body.protectionState) ?? 'Invalid',
    health: body.healthStatus ?? null,
    policyId: nonEmpty(body.policyId) as ArmId | null,
    policyName: nonEmpty(body.policyName) ?? (body.policyId ? armName(body.policyId) : null),
    lastBackupStatus: nonEmpty(body.lastBackupStatus),
    lastBackupTime: azureTime(body.lastBackupTime),
    lastPointTime: azureTime(body.lastRecoveryPoint),
    softDelete: softDeleteOf(body),
    disks: disksOf(body.extendedProperties),
  }
}

function isVmItem(body: ProtectedItemUnion): body is AzureIaaSComputeVMProtectedItem {
  return /\/virtualMachines$/i.test(body.protectedItemType)
}

function nonEmpty(text: string | undefined | null): string | null {
  return text ? text : null
}

const DEFAULT_SOFT_DELETE_DAYS = 14

/** Azure gives the time of the delete, not of the purge, and the wire name of the days differs from the SDK's. */
export function softDeleteOf(body: ProtectedItemUnion): ProtectedItem['softDelete'] {
  const deletedTime = azureTime(body.deferredDeleteTimeInUTC)
  if (!body.isScheduledForDeferredDelete || deletedTime === null) return null
  const onWire = (body as { softDeleteRetentionPeriod?: number }).softDeleteRetentionPeriod
  const days = onWire ?? body.softDeleteRetentionPeriodInDays ?? DEFAULT_SOFT_DELETE_DAYS
  return { deletedTime, purgeTime: timeAfter(deletedTime, days * DAY_MS) }
}

function disksOf(extended: ExtendedProperties | undefined): DiskSelection | null {
  const choice = extended?.diskExclusionProperties
  if (!choice) return null
  const luns = [...(choice.diskLunList ?? [])].sort((a, b) => a - b)
  return { mode: choice.isInclusionList ? 'include' : 'exclude', luns }
}
