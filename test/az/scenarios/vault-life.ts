import type { Scenario } from '../scenario.js'
import { makeVm, VAULT, vmFile } from '../steps.js'

export const vaultLife: Scenario = {
  name: 'vault life',
  files: vmFile,
  steps: [
    { az: 'group create -n rg-a -l westeurope', is: { 'properties.provisioningState': 'Succeeded' } },
    { az: 'backup vault show -n vault-a -g rg-a', exit: 3, says: /ResourceNotFound/ },
    {
      az: 'backup vault create -n vault-a -g rg-a -l westeurope --tags env=test',
      is: {
        name: 'vault-a',
        location: 'westeurope',
        resourceGroup: 'rg-a',
        'properties.provisioningState': 'Succeeded',
        'properties.publicNetworkAccess': 'Enabled',
        'properties.monitoringSettings.classicAlertSettings.alertsForCriticalOperations': 'Enabled',
        'sku.name': 'Standard',
        tags: { env: 'test' },
        type: 'Microsoft.RecoveryServices/vaults',
      },
    },
    { az: 'backup vault show -n VAULT-A -g RG-A', is: { name: 'vault-a', identity: null } },
    { az: 'backup vault list', is: { '[].name': ['vault-a'] } },
    { az: 'backup vault list -g rg-a', is: { 'length(@)': 1 } },
    { az: 'backup vault list -g rg-none', exit: 1, says: /ResourceGroupNotFound/ },
    { az: 'backup vault list -o table', prints: /westeurope\s+vault-a\s+rg-a/ },
    {
      az: 'backup vault create -n vault-a -g rg-a -l westeurope --classic-alerts Disable --job-failure-alerts Disable',
      is: {
        'properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures': 'Disabled',
        'properties.monitoringSettings.classicAlertSettings.alertsForCriticalOperations': 'Disabled',
        'properties.publicNetworkAccess': 'Enabled',
      },
    },
    {
      az: 'backup vault create -n vault-b -g rg-a -l westeurope --immutability-state Unlocked --public-network-access Disable',
      is: {
        location: 'westeurope',
        'properties.publicNetworkAccess': 'Disabled',
        'properties.securitySettings.immutabilitySettings.state': 'Unlocked',
      },
    },
    { az: 'backup vault create -n vault-a -g rg-a -l eastus', exit: 1, says: /InvalidResourceLocation/ },
    { az: 'backup vault create -n v -g rg-a -l westeurope', exit: 1, says: /InvalidResourceName/ },
    { az: 'backup vault create -n vault-c -g rg-none -l westeurope', exit: 1, says: /ResourceGroupNotFound/ },
    makeVm('vm-a'),
    { az: `backup protection enable-for-vm ${VAULT} --vm vm-a -p DefaultPolicy` },
    {
      az: 'backup vault delete -n vault-a -g rg-a --yes',
      exit: 1,
      says: /Vault cannot be deleted as there are existing resources within the vault/,
    },
    { az: 'backup vault backup-properties set -n vault-a -g rg-a --soft-delete-feature-state Disable' },
    {
      az: 'backup vault delete -n vault-a -g rg-a --force --yes',
      says: /Deleting backup item 'vm-a' in container 'vm-a'/,
    },
    { az: 'backup vault show -n vault-a -g rg-a', exit: 3, says: /ResourceNotFound/ },
    { az: 'backup vault delete -n vault-b -g rg-a --yes', is: { '@': null } },
    { az: 'backup vault list', is: { '@': [] } },
  ],
}
