import { armId } from '../../src/core/arm-id.js'
import type { StorageAccount } from '../../src/model/storage-account.js'

/** General-purpose v2, in West Europe, open to all networks unless said otherwise. */
export function storageAccount(name: string, facts: Partial<StorageAccount> = {}): StorageAccount {
  const id = armId(`/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`)
  return {
    id,
    name,
    resourceGroup: 'rg',
    location: 'westeurope',
    kind: 'StorageV2',
    sku: 'Standard_LRS',
    openToNetworks: true,
    hierarchical: false,
    ...facts,
  }
}
