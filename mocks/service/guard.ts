import type { VaultRecord } from './model.js'

/** Guarded operation -> last part of the request id that approves it. Source: recordings of 2024, resource guard mapping. */
export const GUARDED_OPERATIONS = {
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/delete':
    'deleteProtectedItemRequests',
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/write':
    'updateProtectedItemRequests',
  'Microsoft.RecoveryServices/vaults/backupPolicies/write': 'updateProtectionPolicyRequests',
  'Microsoft.RecoveryServices/vaults/backupResourceGuardProxies/delete': 'deleteResourceGuardProxyRequests',
  'Microsoft.RecoveryServices/vaults/backupSecurityPIN/action': 'getBackupSecurityPINRequests',
  'Microsoft.RecoveryServices/vaults/backupconfig/write': 'disableSoftDeleteRequests',
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/write#stopProtectionWithRetainData':
    'stopProtectionWithRetainDataRequests',
  'Microsoft.RecoveryServices/vaults/write#reduceImmutabilityState': 'reduceImmutabilityStateRequests',
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action':
    'triggerRestoreRequests',
} as const

/** Kind of approval a guarded write needs. */
export type GuardedRequest = (typeof GUARDED_OPERATIONS)[keyof typeof GUARDED_OPERATIONS]

/** True when the write may pass: no guard on the vault, an approval of the right kind that is not withheld, or a time of unlocked deletes. */
export function isApproved(
  vault: VaultRecord,
  kind: GuardedRequest,
  requests: readonly unknown[],
  now: number,
): boolean {
  if (!vault.guard) return true
  if (vault.guard.withheld) return false
  const wanted = `${vault.guard.resourceGuardResourceId}/${kind}/default`.toLowerCase()
  if (requests.some((id) => typeof id === 'string' && id.toLowerCase() === wanted)) return true
  return kind === 'deleteProtectedItemRequests' && (vault.guard.unlockedUntilMs ?? 0) > now
}
