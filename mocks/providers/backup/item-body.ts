import type { MockContext } from '../../context.js'
import { compact, type JsonObject } from '../../json.js'
import type { ItemRecord, VaultRecord } from '../../service/model.js'
import { findSourceVm } from '../../service/source-vm.js'
import { NEVER, wireTime, wireTimeSpan } from '../../wire-time.js'
import { containerIdOf, containerNameOf, itemIdOf, itemNameOf } from './state.js'

const DAY_MS = 86_400_000
const VM_TYPE = 'Microsoft.Compute/virtualMachines'
const CONTAINER_TYPE = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers'

/** What an answer depends on beside the record. */
export interface ItemView {
  origin: string
  /** True when the request asked for extended info. */
  extended: boolean
}

/** An item as the wire shows it, in Azure's order. Source: recordings of 2024. */
export function itemBody(ctx: MockContext, vault: VaultRecord, item: ItemRecord, view: ItemView): JsonObject {
  const policy = vault.policies[item.policyKey ?? '']
  return {
    id: itemIdOf(vault, item),
    name: itemNameOf(item),
    type: `${CONTAINER_TYPE}/protectedItems`,
    properties: compact({
      friendlyName: nameOfVm(item),
      virtualMachineId: item.vmId,
      protectionStatus: item.lastBackupStatus === 'Failed' ? 'Unhealthy' : 'Healthy',
      protectionState: shownState(item),
      healthStatus: item.lastBackupStatus === 'Failed' ? 'ActionRequired' : 'Passed',
      healthDetails: item.lastBackupStatus === '' ? undefined : [healthDetail(ctx, vault, item)],
      lastBackupStatus: item.lastBackupStatus,
      lastBackupTime: item.lastBackupMs === undefined ? NEVER : wireTime(item.lastBackupMs),
      protectedItemDataId: item.dataId,
      extendedProperties: item.diskExclusion ? { diskExclusionProperties: item.diskExclusion } : undefined,
      extendedInfo: view.extended ? extendedInfo(item) : undefined,
      sourceSideScanning: 0,
      protectedItemType: VM_TYPE,
      backupManagementType: 'AzureIaasVM',
      workloadType: 'VM',
      containerName: containerNameOf(item).slice('IaasVMContainer;'.length),
      sourceResourceId: item.vmId,
      policyId: policy ? `${vault.id}/backupPolicies/${policy.name}` : '',
      policyName: policy?.name ?? '',
      lastRecoveryPoint: item.lastPointMs === undefined ? undefined : wireTime(item.lastPointMs),
      ...deletion(ctx, vault, item),
      vaultId: `${view.origin}${vault.id}`,
      isArchiveEnabled: item.points.some((point) => point.archivedMs !== undefined),
      softDeleteRetentionPeriod: item.state === 'SoftDeleted' ? vault.softDelete.days : 0,
    }),
  }
}

/** A container as the wire shows it. Source: recordings of 2024. */
export function containerBody(vault: VaultRecord, item: ItemRecord): JsonObject {
  return {
    id: containerIdOf(vault, item),
    name: containerNameOf(item),
    type: CONTAINER_TYPE,
    properties: {
      virtualMachineId: item.vmId,
      virtualMachineVersion: 'Compute',
      resourceGroup: item.nameGroup,
      friendlyName: nameOfVm(item),
      backupManagementType: 'AzureIaasVM',
      registrationStatus: registrationOf(item),
      healthStatus: 'Healthy',
      containerType: VM_TYPE,
      protectableObjectType: VM_TYPE,
    },
  }
}

/** Registration of the container of an item. */
export function registrationOf(item: ItemRecord): 'SoftDeleted' | 'Registered' {
  return item.state === 'SoftDeleted' ? 'SoftDeleted' : 'Registered'
}

/** Name of the VM in its own case. */
export function nameOfVm(item: ItemRecord): string {
  return item.vmId.split('/').at(-1) ?? item.nameVm
}

/** `deferredDeleteTimeInUTC` is the moment of the delete, not of the purge. */
function deletion(ctx: MockContext, vault: VaultRecord, item: ItemRecord): JsonObject {
  if (item.state !== 'SoftDeleted' || item.deletedMs === undefined) return {}
  const purgeMs = item.deletedMs + vault.softDelete.days * DAY_MS
  return {
    isScheduledForDeferredDelete: true,
    deferredDeleteTimeInUTC: wireTime(item.deletedMs),
    deferredDeleteTimeRemaining: wireTimeSpan(purgeMs - ctx.now()),
  }
}

/** A soft-deleted item shows as stopped; one whose first backup failed as an error (the latter is not verified). */
function shownState(item: ItemRecord): string {
  if (item.state === 'SoftDeleted') return 'ProtectionStopped'
  return item.state === 'IRPending' && item.lastBackupStatus === 'Failed' ? 'ProtectionError' : item.state
}

function healthDetail(ctx: MockContext, vault: VaultRecord, item: ItemRecord): JsonObject {
  const [error] = vault.jobs[item.backupJobId ?? '']?.errors ?? []
  if (!findSourceVm(ctx, item.vmId)) {
    return {
      code: 400309,
      title: 'UserErrorGenericResourceNotFound',
      message: 'Azure resource does not exist.',
      recommendations: ['Stop the protection of the virtual machine if it is no longer there.'],
    }
  }
  if (error) {
    const { errorCode: code, errorTitle: title, errorString: message, recommendations } = error
    return { code, title, message, recommendations }
  }
  return {
    code: 400239,
    title: 'IaasVmHealthGreenDefault',
    message: 'Backup pre-check status of this virtual machine is OK.',
    recommendations: [],
  }
}

function extendedInfo(item: ItemRecord): JsonObject {
  const times = item.points.map((point) => point.timeMs)
  const vaulted = item.points.filter((point) => point.vaultUntilMs !== undefined)
  const timesOf = (archived: boolean) =>
    vaulted.filter((point) => (point.archivedMs !== undefined) === archived).map((point) => point.timeMs)
  const oldest = (moments: number[]) => (moments.length > 0 ? wireTime(Math.min(...moments)) : undefined)
  return compact({
    oldestRecoveryPoint: oldest(times),
    oldestRecoveryPointInVault: oldest(timesOf(false)),
    oldestRecoveryPointInArchive: oldest(timesOf(true)),
    newestRecoveryPointInArchive: timesOf(true).length > 0 ? wireTime(Math.max(...timesOf(true))) : undefined,
    recoveryPointCount: item.points.length,
    policyInconsistent: false,
  })
}
