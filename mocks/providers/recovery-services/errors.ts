import { ArmError } from '../../errors.js'

/** Type of a vault as ARM names it. */
export const VAULT_TYPE = 'Microsoft.RecoveryServices/vaults'

/** A refusal of the vault provider. Status 400 unless given. */
export function vaultError(code: string, message: string, status = 400): ArmError {
  return new ArmError(status, code, message)
}

/** An operation that is not there, or not any more. */
export function operationNotFound(id: string): ArmError {
  return vaultError('ResourceNotFound', `The operation '${id}' was not found.`, 404)
}

/** Disabling soft delete where it is always on. Source: live reports of 2026. */
export function softDeleteLocked(): ArmError {
  return vaultError(
    'BMSUserErrorDisablingSoftDeleteStateNotAllowed',
    'Disabling soft delete or enhanced security state is not allowed for this vault.',
  )
}

/** Creating a vault with soft delete off. Source: live reports of 2026. */
export function softDeleteMustBeOn(): ArmError {
  return vaultError(
    'BMSUserErrorSoftDeleteStateNotSetToAlwaysON',
    'Soft delete state and enhanced security state must be set to AlwaysON for this API version',
  )
}

/** Changing soft delete by the older API where it is always on. Source: live reports of 2026. */
export function softDeleteByVaultApi(): ArmError {
  return vaultError(
    'BMSUserErrorSoftDeleteUseVaultApi',
    'Soft delete settings for this vault cannot be modified using this API. Please use the Vault API to make changes to this property.',
  )
}

/** Redundancy after the first item. Source: issue threads. */
export function redundancyLocked(): ArmError {
  return vaultError(
    'StorageModelModifyError',
    'Storage Redundancy option is locked when the first machine is registered with the vault, and cannot be modified thereafter.',
  )
}

/** Redundancy by the storage-config API after the vault API has set it. Source: provider code. */
export function redundancyByVaultApi(): ArmError {
  return vaultError(
    'BMSUserErrorRedundancySettingsUseVaultApi',
    'Redundancy settings for this vault cannot be modified using this API. Since the Vault API was previously used to update the redundancy settings for this vault, you must again use the Vault API to make any further changes to this property.',
  )
}

/** Cross-region restore on a vault that cannot have it. Source: issue threads. */
export function crossRegionImpossible(): ArmError {
  return vaultError(
    'BMSUserErrorUnableToEnableCrossRegionRestore',
    'Cross Region Restore can only be enabled for vaults with geo-redundant storage in a region that has a pair.',
  )
}

/** A step of immutability that does not exist. Source: issue threads. */
export function immutabilityStepRefused(from: string, to: string): ArmError {
  return vaultError(
    'UserErrorUnsupportedVaultImmutabilityStateChange',
    `The immutability state of the vault cannot be changed from ${from} to ${to}.`,
  )
}

/** Another change of the vault is running. Source: provider code; retry after about a minute. */
export function vaultBusy(): ArmError {
  return vaultError(
    'RSVaultUpdateErrorConflictingOperationInProgress',
    'Another operation is in progress on this vault. Please retry after the operation has completed.',
    409,
  )
}

/** A value or member that the vault API does not take. Source: issue threads. */
export function invalidParameter(name: string): ArmError {
  return vaultError('InvalidRestApiParameter', `${name} parameter is invalid. Please provide a valid ${name}.`)
}

/** Deleting a vault that protects something. Source: issue threads. */
export function vaultNotEmpty(names: readonly string[]): ArmError {
  return vaultError(
    'ServiceResourceNotEmptyWithContainerDetails',
    `Vault cannot be deleted as there are existing resources within the vault. : ${names.join(', ')}. Please ensure all containers have been unregistered from the vault and all private endpoints associated with the vault have been deleted, and retry operation.`,
  )
}

/** Deleting a vault that holds soft-deleted items only. Source: recordings before 2024. */
export function vaultHoldsDeletedItems(names: readonly string[], days: number): ArmError {
  return vaultError(
    'ServiceResourceNotEmptyWithBackendMessage',
    `Recovery Services vault cannot be deleted as there are backup items in soft deleted state in the vault. The soft deleted items are permanently deleted after ${days} days of delete operation. Please try vault deletion after the backup items are permanently deleted and there is no item in soft deleted state left in the vault. For more information, refer https://aka.ms/SoftDeleteCloudWorkloads. The registered items are : ${names.join(',')}`,
  )
}
