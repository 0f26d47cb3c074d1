import type { IaasVMRestoreRequest } from '@azure/arm-recoveryservicesbackup'
import type { RestoreMode, RestoreOrder } from '../model/restore.js'

/** Names of the modes on the wire. Source: AZURE-BACKUP-API.md section 12. */
const RECOVERY_TYPES: Readonly<Record<RestoreMode, string>> = {
  disks: 'RestoreDisks',
  vm: 'AlternateLocation',
  replace: 'OriginalLocation',
}

/** The body of a restore, the same for the vault and for its paired region. */
export function toRestoreBody(order: RestoreOrder): IaasVMRestoreRequest {
  const { newMachine, targetGroupId, zone, luns } = order
  return {
    objectType: 'IaasVMRestoreRequest',
    recoveryPointId: order.point,
    recoveryType: RECOVERY_TYPES[order.mode],
    sourceResourceId: order.sourceId,
    region: order.region,
    storageAccountId: order.stagingAccountId,
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
  }
}
