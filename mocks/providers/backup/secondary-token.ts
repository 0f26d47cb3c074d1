import type { JsonObject } from '../../json.js'
import type { ItemRecord, PointRecord, VaultRecord } from '../../service/model.js'
import { bagTime } from '../../wire-time.js'
import { nameOfVm } from './item-body.js'

/** The header and body of a token that says of itself that it is none. */
const FAKE_TOKEN = ['eyJhbGciOiJub25lIn0', 'eyJub3RlIjoidG9rZW4gb2YgdGhlIG1vY2sifQ', 'none'].join('.')

/** An access token for a point in the secondary region, in Azure's order. Source: recordings of 2024, api 2021-11-15. */
export function tokenBody(vault: VaultRecord, item: ItemRecord, point: PointRecord): JsonObject {
  const name = `iaasvmcontainerv2;${item.nameGroup};${item.nameVm}`
  return {
    objectType: 'CrrAccessToken',
    accessTokenString: FAKE_TOKEN,
    subscriptionId: vault.subscriptionId,
    resourceGroupName: vault.group,
    resourceName: vault.name,
    resourceId: vault.numericId,
    protectionContainerId: Number(item.dataId.slice(0, 7)),
    recoveryPointId: point.name,
    recoveryPointTime: bagTime(point.timeMs),
    containerName: name,
    containerType: 'IaasVMContainer',
    backupManagementType: 'AzureIaasVM',
    datasourceType: 'VM',
    datasourceName: nameOfVm(item),
    datasourceId: item.dataId,
    datasourceContainerName: name,
    coordinatorServiceStampUri: `https://pod01-coord1.${vault.location}.backup.windowsazure.com`,
    protectionServiceStampId: '00000000-0000-0000-0000-0000000000cc',
    protectionServiceStampUri: `https://pod01-prot1-int.${vault.location}.backup.windowsazure.com`,
    tokenExtendedInformation: extendedXml(item, point),
    rpTierInformation: {
      ...(point.instantUntilMs === undefined ? {} : { InstantRP: 'Valid' }),
      HardenedRP: 'Valid',
    },
    rpOriginalSAOption: point.unmanaged === true,
    rpIsManagedVirtualMachine: !point.unmanaged,
    rpVMSizeDescription: point.vmSize,
    bMSActiveRegion: vault.location,
  }
}

function extendedXml(item: ItemRecord, point: PointRecord): string {
  const members = [
    `<CreatedWithPolicyType>${point.policyType}</CreatedWithPolicyType>`,
    `<InstantRpGCId>AzureBackup_${nameOfVm(item)}_${item.dataId}</InstantRpGCId>`,
    `<IsManagedVirtualMachine>${!point.unmanaged}</IsManagedVirtualMachine>`,
    `<OsType>${point.osType}</OsType>`,
    `<RecoveryPointConsistencyType>${point.consistency}</RecoveryPointConsistencyType>`,
    `<VMSizeDescription>${point.vmSize}</VMSizeDescription>`,
  ]
  return `<IaaSVMRecoveryPointMetadataBase>${members.join('')}</IaaSVMRecoveryPointMetadataBase>`
}
