import type { Scenario } from '../scenario.js'
import { makeVm, vmFile } from '../steps.js'

const UBUNTU = '--image Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest'
const WINDOWS = '--image MicrosoftWindowsServer:WindowsServer:2022-datacenter-g2:latest'
const LOGIN = '--admin-username azureuser --admin-password "Contoso-2026-pass!"'

export const networksAndImages: Scenario = {
  name: 'networks, images, disks of machines',
  files: {
    ...vmFile,
    'template.json': {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { vault: { type: 'string' } },
      resources: [
        {
          type: 'Microsoft.RecoveryServices/vaults',
          apiVersion: '2022-10-01',
          name: "[parameters('vault')]",
          location: 'westeurope',
          sku: { name: 'Standard' },
          properties: {},
        },
      ],
    },
  },
  steps: [
    { az: 'group create -n rg-a -l westeurope' },
    { az: 'network nsg create -n nsg-a -g rg-a', is: { 'NewNSG.name': 'nsg-a' } },
    {
      az: 'network nsg rule create -n ssh --nsg-name nsg-a -g rg-a --priority 100 --destination-port-ranges 22',
      is: { access: 'Allow' },
    },
    { az: 'network nsg rule list --nsg-name nsg-a -g rg-a', is: { '[].name': ['ssh'] } },
    { az: 'network public-ip create -n ip-a -g rg-a --sku Standard', is: { 'publicIp.name': 'ip-a' } },
    { az: 'network public-ip show -n ip-a -g rg-a', is: { ipAddress: /^\d+\./ } },
    { az: 'network vnet create -n vnet-a -g rg-a --address-prefix 10.1.0.0/16' },
    {
      az: 'network vnet subnet create -n back --vnet-name vnet-a -g rg-a --address-prefixes 10.1.1.0/24',
      is: { name: 'back' },
    },
    { az: 'network vnet subnet show -n back --vnet-name vnet-a -g rg-a', is: { addressPrefix: '10.1.1.0/24' } },
    {
      az: 'network nic create -n nic-a -g rg-a --vnet-name vnet-a --subnet back --network-security-group nsg-a',
      is: { 'NewNIC.name': 'nic-a' },
    },
    { az: 'network nic show -n nic-a -g rg-a', is: { 'ipConfigurations[0].privateIpAddress': /^10\.1\.1\./ } },
    {
      az: `vm create -n vm-nic -g rg-a ${UBUNTU} ${LOGIN} --nics nic-a --size Standard_B2ms`,
      is: { privateIpAddress: /^10\.1\.1\./ },
    },
    {
      az: `vm create -n vm-win -g rg-a ${WINDOWS} ${LOGIN} --vnet-name vnet-a --subnet back --public-ip-address "" --nsg "" --data-disk-sizes-gb 64 128 --zone 1 --tags env=test`,
      is: { powerState: 'VM running', zones: '1' },
    },
    {
      az: 'vm show -n vm-win -g rg-a',
      is: {
        'storageProfile.dataDisks[].diskSizeGb': [64, 128],
        'storageProfile.osDisk.osType': 'Windows',
        tags: { env: 'test' },
      },
    },
    {
      az: `vm create -n vm-key -g rg-a ${UBUNTU} --admin-username azureuser --generate-ssh-keys`,
      is: { powerState: 'VM running' },
    },
    {
      az: `vm create -n vm-bad -g rg-none ${UBUNTU} ${LOGIN}`,
      exit: 2,
      says: /ResourceGroupNotFound/,
    },
    { az: 'vm resize -n vm-nic -g rg-a --size Standard_D2s_v5' },
    { az: 'vm show -n vm-nic -g rg-a', is: { 'hardwareProfile.vmSize': 'Standard_D2s_v5' } },
    { az: 'vm redeploy -n vm-nic -g rg-a' },
    { az: 'vm disk attach --vm-name vm-nic -g rg-a -n disk-new --new --size-gb 16' },
    { az: 'disk show -n disk-new -g rg-a', is: { diskState: 'Attached', managedBy: /vm-nic$/ } },
    { az: 'disk delete -n disk-new -g rg-a --yes', exit: 1, says: /attached/i },
    makeVm('vm-a'),
    { az: 'vm wait --created -n vm-a -g rg-a' },
    { az: 'vm list-ip-addresses -g rg-a', is: { 'length(@) > `2`': true } },
    {
      az: 'vm list-skus -l westeurope --size Standard_D2s --resource-type virtualMachines',
      is: { 'length(@) > `0`': true },
    },
    { az: 'vm list-usage -l westeurope', is: { 'length(@) > `0`': true } },
    { az: 'vm image list-publishers -l westeurope', is: { "contains([].name, 'Canonical')": true } },
    {
      az: 'vm image list -p Canonical -f 0001-com-ubuntu-server-jammy -s 22_04-lts-gen2 --all -l westeurope',
      is: { 'length(@) > `0`': true },
    },
    { az: 'disk create -n disk-a -g rg-a --size-gb 8' },
    { az: 'disk grant-access -n disk-a -g rg-a --duration-in-seconds 3600', is: { accessSas: /^https:/ } },
    { az: 'disk delete -n disk-a -g rg-a --yes', exit: 1 },
    { az: 'disk revoke-access -n disk-a -g rg-a' },
    { az: 'disk delete -n disk-a -g rg-a --yes' },
    { az: 'tag create -n env' },
    { az: 'tag list', is: { "[?tagName == 'env'].tagName": ['env'] } },
    {
      az: 'deployment group create -g rg-a -n made --template-file template.json -p vault=vault-made',
      is: { 'properties.provisioningState': 'Succeeded' },
    },
    { az: 'backup vault show -n vault-made -g rg-a', is: { 'sku.name': 'Standard' } },
    { az: 'deployment group show -g rg-a -n made', is: { 'properties.outputResources | length(@)': 1 } },
    { az: 'deployment operation group list -g rg-a -n made', is: { 'length(@) > `0`': true } },
    { az: 'deployment group validate -g rg-a --template-file template.json -p vault=vault-b', is: { error: null } },
    { az: 'network vnet delete -n vnet-a -g rg-a', exit: 1, says: /InUse/i },
    { az: 'group delete -n rg-a --yes' },
    { az: 'resource list', is: { '@': [] } },
  ],
}
