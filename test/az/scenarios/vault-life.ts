import type { Scenario } from '../scenario.js'

export const vaultLife: Scenario = {
  name: 'vault life',
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
    { az: 'backup vault delete -n vault-a -g rg-a --yes', is: { '@': null } },
    { az: 'backup vault show -n vault-a -g rg-a', exit: 3, says: /ResourceNotFound/ },
    { az: 'backup vault list', is: { '@': [] } },
    { az: 'backup vault create -n v -g rg-a -l westeurope', exit: 1, says: /name/i },
  ],
}
