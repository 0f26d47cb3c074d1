import { armId } from '../../src/core/arm-id.js'
import type { Vault } from '../../src/model/vault.js'
import { parseVaultInput, type VaultInput, type VaultWish } from '../../src/vaults/wish.js'

/** A vault as Azure makes it, nothing protected yet. */
export function testVault(facts: Partial<Vault> = {}): Vault {
  return {
    id: armId('/subscriptions/s1/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv-weu'),
    name: 'rsv-weu',
    resourceGroup: 'rg-backup',
    subscriptionId: 's1',
    location: 'westeurope',
    tags: {},
    provisioningState: 'Succeeded',
    redundancy: 'GeoRedundant',
    crossRegionRestore: false,
    softDelete: { state: 'Enabled', retentionDays: 14 },
    immutability: 'Disabled',
    publicNetworkAccess: true,
    crossSubscriptionRestore: 'Enabled',
    multiUserAuthorization: false,
    identity: null,
    encryption: null,
    alerts: {
      jobFailures: true,
      replicationIssues: true,
      failoverIssues: true,
      classicCritical: true,
      classicSiteRecoveryEmail: true,
    },
    privateEndpoints: [],
    backupStorageVersion: 'Unassigned',
    ...facts,
  }
}

export function wishOf(input: VaultInput): VaultWish {
  return parseVaultInput(input)
}

export const USER_IDENTITY =
  '/subscriptions/s1/resourceGroups/rg-backup/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-key'
export const GUARD =
  '/subscriptions/s9/resourceGroups/rg-sec/providers/Microsoft.DataProtection/resourceGuards/guard-01'
export const KEY = 'https://kv-contoso.vault.azure.net/keys/backup'
