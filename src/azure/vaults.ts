import type { Vault as SdkVault } from '@azure/arm-recoveryservices'
import { armId, formatArmId, parseArmId } from '../core/arm-id.js'
import type { ArmId } from '../core/arm-id.js'
import type { Immutability, Redundancy, SoftDeleteState, Vault, VaultRef } from '../model/vault.js'
import { azureCall, azureFind, azureList } from './errors.js'
import { drivePoller } from './poller.js'
import type { AzureSession } from './session.js'

export function vaultId(ref: VaultRef): ArmId {
  return formatArmId({ ...ref, provider: 'Microsoft.RecoveryServices', path: [['vaults', ref.name]] })
}

/** All vaults of a subscription, in Azure's order. List rows lack redundancy and security settings (null). */
export async function listVaults(session: AzureSession, subscriptionId: string): Promise<Vault[]> {
  const client = await session.vaults(subscriptionId)
  return azureList(`listing the vaults of subscription ${subscriptionId}`, client.vaults.listBySubscriptionId(), toVault)
}

/** One vault, or undefined when it does not exist. */
export async function findVault(session: AzureSession, ref: VaultRef): Promise<Vault | undefined> {
  const client = await session.vaults(ref.subscriptionId)
  const row = await azureFind(`reading vault '${ref.name}'`, () =>
    client.vaults.get(ref.resourceGroup, ref.name, { abortSignal: session.signal }),
  )
  return row && toVault(row)
}

export interface VaultCreateBody {
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
  readonly redundancy: Redundancy | null
}

/** Creates a vault and waits until Azure has made it. */
export async function createVault(session: AzureSession, ref: VaultRef, body: VaultCreateBody): Promise<Vault> {
  const what = `creating vault '${ref.name}'`
  const client = await session.vaults(ref.subscriptionId)
  return azureCall(what, async () => {
    const poller = await client.vaults.beginCreateOrUpdate(
      ref.resourceGroup,
      ref.name,
      {
        location: body.location,
        tags: { ...body.tags },
        sku: { name: 'Standard' },
        properties: {
          publicNetworkAccess: 'Enabled',
          ...(body.redundancy === null ? {} : { redundancySettings: { standardTierStorageRedundancy: body.redundancy } }),
        },
      },
      { abortSignal: session.signal },
    )
    return toVault(await drivePoller(session, poller, what))
  })
}

function toVault(row: SdkVault): Vault {
  const parts = parseArmId(row.id ?? '')
  const p = row.properties ?? {}
  const softDelete = p.securitySettings?.softDeleteSettings
  return {
    id: armId(row.id ?? ''),
    name: row.name ?? '',
    resourceGroup: parts.resourceGroup ?? '',
    subscriptionId: parts.subscriptionId,
    location: row.location ?? '',
    tags: row.tags ?? {},
    provisioningState: p.provisioningState ?? 'Unknown',
    redundancy: (p.redundancySettings?.standardTierStorageRedundancy as Redundancy | undefined) ?? null,
    crossRegionRestore: p.redundancySettings ? p.redundancySettings.crossRegionRestore === 'Enabled' : null,
    softDelete: softDelete
      ? { state: softDelete.softDeleteState as SoftDeleteState, retentionDays: softDelete.softDeleteRetentionPeriodInDays ?? 0 }
      : null,
    immutability: p.securitySettings ? ((p.securitySettings.immutabilitySettings?.state as Immutability | undefined) ?? 'Disabled') : null,
    publicNetworkAccess: p.publicNetworkAccess !== 'Disabled',
    crossSubscriptionRestore:
      (p.restoreSettings?.crossSubscriptionRestoreSettings?.crossSubscriptionRestoreState as Vault['crossSubscriptionRestore']) ?? null,
    multiUserAuthorization: p.securitySettings ? p.securitySettings.multiUserAuthorization === 'Enabled' : null,
    identity: null,
    encryption: null,
    alerts: null,
    backupStorageVersion: p.backupStorageVersion ?? null,
  }
}
