import type { StorageAccount as SdkAccount } from '@azure/arm-storage'
import { armId, parseArmId } from '../core/arm-id.js'
import type { StorageAccount } from '../model/storage-account.js'
import { azureList } from './errors.js'
import type { AzureSession } from './session.js'

/** All storage accounts of a subscription. */
export async function listStorageAccounts(session: AzureSession, subscriptionId: string): Promise<StorageAccount[]> {
  const { storageAccounts } = await session.storage(subscriptionId)
  const pages = storageAccounts.list({ abortSignal: session.signal })
  return azureList(`listing the storage accounts of subscription ${subscriptionId}`, pages, toAccount)
}

function toAccount(row: SdkAccount): StorageAccount {
  const id = armId(row.id ?? '')
  return {
    id,
    name: row.name ?? '',
    resourceGroup: parseArmId(id).resourceGroup ?? '',
    location: row.location,
    kind: row.kind ?? '',
    sku: row.sku?.name ?? '',
    openToNetworks: row.networkRuleSet?.defaultAction !== 'Deny' && row.publicNetworkAccess !== 'Disabled',
  }
}
