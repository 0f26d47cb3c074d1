import { providerId, type Target } from './targets.js'

/** PUT body of a vault with every setting that the mock reads. */
export function vaultBody(location: string): object {
  return {
    location,
    sku: { name: 'RS0', tier: 'Standard' },
    identity: {
      type: 'SystemAssigned, UserAssigned',
      userAssignedIdentities: { [providerId('rg-shop', 'ManagedIdentity/userAssignedIdentities', 'id')]: {} },
    },
    tags: { team: 'shop' },
    properties: {
      publicNetworkAccess: 'Enabled',
      redundancySettings: { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Enabled' },
      restoreSettings: { crossSubscriptionRestoreSettings: { crossSubscriptionRestoreState: 'Disabled' } },
      monitoringSettings: {
        azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' },
        classicAlertSettings: { alertsForCriticalOperations: 'Disabled' },
      },
      securitySettings: {
        immutabilitySettings: { state: 'Unlocked' },
        softDeleteSettings: {
          softDeleteState: 'Enabled',
          softDeleteRetentionPeriodInDays: 30,
          enhancedSecurityState: 'Enabled',
        },
        multiUserAuthorization: 'Disabled',
      },
      encryption: {
        infrastructureEncryption: 'Disabled',
        kekIdentity: { useSystemAssignedIdentity: true },
        keyVaultProperties: { keyUri: 'https://kv-contoso.vault.azure.net/keys/k/1' },
      },
    },
  }
}

/** PUT body of a VM with every branch that the mock reads. */
export function vmBody(location: string): object {
  return {
    location,
    zones: ['1'],
    tags: { team: 'shop' },
    identity: { type: 'SystemAssigned' },
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      osProfile: {
        computerName: 'new-01',
        adminUsername: 'azureuser',
        linuxConfiguration: { disablePasswordAuthentication: true },
      },
      securityProfile: { securityType: 'TrustedLaunch', uefiSettings: { secureBootEnabled: true } },
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: 'x', sku: 'y', version: 'latest' },
        osDisk: {
          osType: 'Linux',
          createOption: 'FromImage',
          diskSizeGB: 64,
          deleteOption: 'Delete',
          managedDisk: { storageAccountType: 'Premium_LRS' },
        },
        dataDisks: [
          {
            lun: 0,
            name: 'new-01-data',
            createOption: 'Empty',
            diskSizeGB: 128,
            managedDisk: { storageAccountType: 'Premium_LRS' },
            diskIOPSReadWrite: 500,
          },
        ],
      },
      networkProfile: {
        networkInterfaces: [
          { id: providerId('rg-shop', 'Network/networkInterfaces', 'nic'), properties: { primary: true } },
        ],
      },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    },
  }
}

/** PUT bodies of a disk or snapshot. */
export function diskBodies({ location, group, vm }: Target): readonly object[] {
  const sourceResourceId = providerId(group, 'Compute/disks', `${vm}-os`)
  return [
    {
      location,
      sku: { name: 'Premium_LRS' },
      zones: ['1'],
      properties: { diskSizeGB: 64, osType: 'Linux', creationData: { createOption: 'Empty' } },
    },
    { location, tags: {}, properties: { creationData: { createOption: 'Copy', sourceResourceId }, incremental: true } },
  ]
}
