import { parseVaultInput, type VaultInput, type VaultWish } from '../../src/vaults/wish.js'

export function wishOf(input: VaultInput): VaultWish {
  return parseVaultInput(input)
}

export const USER_IDENTITY =
  '/subscriptions/s1/resourceGroups/rg-backup/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-key'
export const GUARD =
  '/subscriptions/s9/resourceGroups/rg-sec/providers/Microsoft.DataProtection/resourceGuards/guard-01'
export const KEY = 'https://kv-contoso.vault.azure.net/keys/backup'
