import type { Bench } from './helpers.js'

export const DEPLOYMENT = '/resourceGroups/rg-app/providers/Microsoft.Resources/deployments/first'

const NETWORK = '/resourceGroups/rg-app/providers/Microsoft.Network'

export const deploymentOf = (template: object, parameters: object = {}, mode = 'Incremental') => ({
  properties: { mode, template, parameters },
})

export const accountOf = (name: string, more: object = {}) => ({
  type: 'Microsoft.Storage/storageAccounts',
  apiVersion: '2022-09-01',
  name,
  location: 'westeurope',
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
  ...more,
})

/** What `az vm create` writes for a plain VM, shortened: nulls, cases and dependencies are its own. */
export function vmTemplate(bench: Bench) {
  const idOf = (path: string) => `/subscriptions/${bench.sub}${NETWORK}/${path}`
  const common = { location: 'westeurope', tags: {}, apiVersion: '2015-06-15' }
  const part = (type: string, name: string, dependsOn: string[], properties: object) => ({
    ...common,
    type: `Microsoft.Network/${type}`,
    name,
    dependsOn,
    properties,
  })
  const subnet = { name: 'vm1Subnet', properties: { addressPrefix: '10.0.0.0/24' } }
  const configuration = {
    privateIPAllocationMethod: 'Dynamic',
    subnet: { id: idOf('virtualNetworks/vm1VNET/subnets/vm1Subnet') },
    publicIPAddress: { id: idOf('publicIPAddresses/vm1PublicIP') },
  }
  const vm = {
    ...common,
    type: 'Microsoft.Compute/virtualMachines',
    name: 'vm1',
    dependsOn: ['Microsoft.Network/networkInterfaces/vm1VMNic'],
    properties: {
      hardwareProfile: { vmSize: 'Standard_DS1_v2' },
      networkProfile: {
        networkInterfaces: [{ id: idOf('networkInterfaces/vm1VMNic'), properties: { deleteOption: null } }],
      },
      storageProfile: {
        osDisk: {
          createOption: 'fromImage',
          name: null,
          caching: 'ReadWrite',
          managedDisk: { storageAccountType: null },
        },
        imageReference: {
          publisher: 'MicrosoftWindowsServer',
          offer: 'WindowsServer',
          sku: '2022-Datacenter',
          version: 'latest',
        },
        dataDisks: [{ lun: 0, createOption: 'empty', diskSizeGB: 32, managedDisk: { storageAccountType: null } }],
      },
      osProfile: {
        computerName: 'vm1',
        adminUsername: 'azureadmin',
        adminPassword: "[parameters('adminPassword')]",
      },
    },
  }
  return {
    parameters: { adminPassword: { type: 'securestring' } },
    variables: {},
    // The VM comes first here: the order is that of the dependencies.
    resources: [
      vm,
      part(
        'networkInterfaces',
        'vm1VMNic',
        ['Microsoft.Network/virtualNetworks/vm1VNET', 'Microsoft.Network/publicIpAddresses/vm1PublicIP'],
        { ipConfigurations: [{ name: 'ipconfigvm1', properties: configuration }] },
      ),
      part('virtualNetworks', 'vm1VNET', [], {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [subnet],
      }),
      part('publicIPAddresses', 'vm1PublicIP', [], { publicIPAllocationMethod: null }),
    ],
    outputs: {},
  }
}
