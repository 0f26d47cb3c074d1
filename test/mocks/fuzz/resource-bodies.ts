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

const subnetId = `${providerId('rg-network', 'Network/virtualNetworks', 'vnet-eastus')}/subnets/default`
const rule = {
  name: 'ssh',
  properties: {
    protocol: 'Tcp',
    access: 'Allow',
    direction: 'Inbound',
    priority: 1000,
    sourcePortRange: '*',
    destinationPortRange: '22',
    sourceAddressPrefix: '*',
    destinationAddressPrefix: '*',
  },
}

/** PUT bodies of network resources by their kind. */
export const networkBodies = {
  network: (location: string) => ({
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: [{ name: 'default', properties: { addressPrefix: '10.1.0.0/24' } }],
    },
  }),
  subnet: () => ({ properties: { addressPrefix: '10.1.9.0/24', networkSecurityGroup: { id: 'x' } } }),
  interface: (location: string) => ({
    location,
    properties: {
      ipConfigurations: [
        {
          name: 'first',
          properties: {
            subnet: { id: subnetId },
            privateIPAllocationMethod: 'Static',
            privateIPAddress: '10.1.0.9',
            publicIPAddress: { id: providerId('rg-network', 'Network/publicIPAddresses', 'ip') },
          },
        },
      ],
      networkSecurityGroup: { id: providerId('rg-network', 'Network/networkSecurityGroups', 'nsg') },
      dnsSettings: { dnsServers: [] },
    },
  }),
  securityGroup: (location: string) => ({ location, properties: { securityRules: [rule] } }),
  rule: () => rule,
  publicAddress: (location: string) => ({
    location,
    sku: { name: 'Standard' },
    properties: { publicIPAllocationMethod: 'Static', dnsSettings: { domainNameLabel: 'contoso-1' } },
  }),
}

const account = (name: string) => ({
  type: 'Microsoft.Storage/storageAccounts',
  apiVersion: '2022-09-01',
  name,
  location: '[resourceGroup().location]',
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
})

/** PUT bodies of deployments: good expressions, and words that every object knows. */
export const deploymentBodies: readonly object[] = [
  {
    properties: {
      mode: 'Incremental',
      parameters: { prefix: { value: 'contosofuzz' } },
      template: {
        $schema: 'x',
        contentVersion: '1.0.0.0',
        parameters: {
          prefix: { type: 'string', defaultValue: 'a', allowedValues: ['contosofuzz'] },
          count: { type: 'int', defaultValue: 2 },
        },
        variables: { base: "[concat(parameters('prefix'), '1')]" },
        resources: [account("[variables('base')]"), { ...account('contosofuzz2'), dependsOn: ["[variables('base')]"] }],
        outputs: {
          id: { type: 'string', value: "[resourceId('Microsoft.Storage/storageAccounts', variables('base'))]" },
        },
      },
    },
  },
  {
    properties: {
      mode: 'Incremental',
      parameters: { odd: { value: { toString: 1, valueOf: 1 } } },
      template: {
        parameters: { odd: { type: 'object' } },
        resources: [account("[concat(parameters('odd'))]"), account("[variables(parameters('odd'))]")],
        outputs: { x: { type: 'string', value: "[resourceId(parameters('odd'), parameters('odd'))]" } },
      },
    },
  },
  ...[
    'constructor()',
    '__proto__()',
    "parameters('__proto__')",
    "variables('constructor')",
    'toString',
    "concat('a', 1)[0].x",
    '((',
    "concat('",
    '',
  ].map((expression) => ({
    properties: {
      mode: 'Incremental',
      template: {
        variables: { x: `[${expression}]` },
        resources: [account('contosofuzz3')],
        outputs: { x: { type: 'string', value: `[${expression}]` } },
      },
    },
  })),
]
