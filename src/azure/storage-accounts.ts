import type { StorageAccount as SdkAccount } from '@azure/arm-storage'
import { type ArmId, armId, armName, parseArmId } from '../core/arm-id.js'
import type { GroupRef } from '../model/resource-group.js'
import type { StorageAccount } from '../model/storage-account.js'
import { azureFind, azureList } from './errors.js'
import { runPoller } from './poller.js'
import type { AzureSession } from './session.js'

/** All storage accounts of a subscription. */
export async function listStorageAccounts(session: AzureSession, subscriptionId: string): Promise<StorageAccount[]> {
  const { storageAccounts } = await session.storage(subscriptionId)
  const pages = storageAccounts.list({ abortSignal: session.signal })
  return azureList(`listing the storage accounts of subscription ${subscriptionId}`, pages, toAccount)
}

/** One storage account; undefined when it is gone. */
export async function findStorageAccount(session: AzureSession, id: ArmId): Promise<StorageAccount | undefined> {
  const { subscriptionId, resourceGroup = '' } = parseArmId(id)
  const { storageAccounts } = await session.storage(subscriptionId)
  const name = armName(id)
  const row = await azureFind(`reading storage account '${name}'`, () =>
    storageAccounts.getProperties(resourceGroup, name, { abortSignal: session.signal }),
  )
  return row && toAccount(row)
}

/** Makes a general-purpose v2 account; its name must be free in all of Azure. */
export async function createStorageAccount(
  session: AzureSession,
  group: GroupRef,
  wish: { readonly name: string; readonly location: string; readonly tags: Readonly<Record<string, string>> },
): Promise<void> {
  const { storageAccounts } = await session.storage(group.subscriptionId)
  const { name, location, tags } = wish
  await runPoller(session, `making storage account '${name}'`, (options) =>
    storageAccounts.beginCreate(
      group.name,
      name,
      {
        location,
        tags: { ...tags },
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        allowBlobPublicAccess: false,
        minimumTlsVersion: 'TLS1_2',
      },
      options,
    ),
  )
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
    hierarchical: row.isHnsEnabled ?? false,
  }
}
