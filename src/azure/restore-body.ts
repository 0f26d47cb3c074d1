import type {
  IaasVMRestoreRequest,
  IaasVMRestoreWithRehydrationRequest,
  TargetDiskNetworkAccessSettings,
} from '@azure/arm-recoveryservicesbackup'
import type { DiskAccess, Rehydration, RestoreMode, RestoreOrder } from '../model/restore.js'

/** Names of the modes on the wire. Source: AZURE-BACKUP-API.md section 12. */
const RECOVERY_TYPES: Readonly<Record<RestoreMode, string>> = {
  disks: 'RestoreDisks',
  vm: 'AlternateLocation',
  replace: 'OriginalLocation',
}

/** The body of a restore, the same for the vault and for its paired region. */
export function toRestoreBody(order: RestoreOrder): IaasVMRestoreRequest | IaasVMRestoreWithRehydrationRequest {
  const { rehydration } = order
  const body = toPlainBody(order)
  return rehydration === null ? body : { ...body, ...toRehydration(rehydration) }
}

function toPlainBody(order: RestoreOrder): IaasVMRestoreRequest {
  const { newMachine, targetGroupId, zone, luns, diskEncryptionSetId, securedKeyId, diskAccess } = order
  return {
    objectType: 'IaasVMRestoreRequest',
    recoveryPointId: order.point,
    recoveryType: RECOVERY_TYPES[order.mode],
    sourceResourceId: order.sourceId,
    region: order.region,
    ...toStaging(order),
    createNewCloudService: false,
    originalStorageAccountOption: false,
    ...(targetGroupId === null ? {} : { targetResourceGroupId: targetGroupId }),
    ...(newMachine === null
      ? {}
      : {
          targetVirtualMachineId: newMachine.id,
          virtualNetworkId: newMachine.networkId,
          subnetId: newMachine.subnetId,
        }),
    ...(zone === null ? {} : { zones: [zone] }),
    ...(luns === null ? {} : { restoreDiskLunList: [...luns] }),
    ...(diskEncryptionSetId === null ? {} : { diskEncryptionSetId }),
    ...(securedKeyId ? { securedVMDetails: { securedVMOsDiskEncryptionSetId: securedKeyId } } : {}),
    ...(diskAccess === null ? {} : { targetDiskNetworkAccessSettings: toAccessSettings(diskAccess) }),
  }
}

/** Restores by an identity of the vault name the account in a place of its own. Source: AZURE-BACKUP-API.md section 12. */
function toStaging({
  stagingAccountId,
  vaultIdentity,
}: RestoreOrder): Pick<IaasVMRestoreRequest, 'storageAccountId' | 'identityInfo' | 'identityBasedRestoreDetails'> {
  if (!vaultIdentity) return { storageAccountId: stagingAccountId }
  return {
    identityInfo:
      vaultIdentity === 'system'
        ? { isSystemAssignedIdentity: true }
        : { isSystemAssignedIdentity: false, managedIdentityResourceId: vaultIdentity },
    identityBasedRestoreDetails: { targetStorageAccountId: stagingAccountId },
  }
}

const ACCESS_OPTIONS: Readonly<
  Record<DiskAccess['kind'], NonNullable<TargetDiskNetworkAccessSettings['targetDiskNetworkAccessOption']>>
> = {
  same: 'SameAsOnSourceDisks',
  public: 'EnablePublicAccessForAllDisks',
  private: 'EnablePrivateAccessForAllDisks',
}

function toAccessSettings(access: DiskAccess): TargetDiskNetworkAccessSettings {
  const targetDiskNetworkAccessOption = ACCESS_OPTIONS[access.kind]
  return access.kind === 'private'
    ? { targetDiskNetworkAccessOption, targetDiskAccessId: access.diskAccessId }
    : { targetDiskNetworkAccessOption }
}

function toRehydration({ days, priority }: Rehydration) {
  return {
    objectType: 'IaasVMRestoreWithRehydrationRequest' as const,
    recoveryPointRehydrationInfo: {
      rehydrationRetentionDuration: `P${days}D`,
      rehydrationPriority: priority === 'high' ? 'High' : 'Standard',
    },
  }
}
