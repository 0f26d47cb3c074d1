import { ArmError } from '../../errors.js'

/** A refusal of the backup service, in its error shape. Status 400 unless given. */
export function backupError(code: string, message: string, status = 400): ArmError {
  return new ArmError(status, code, message, { style: 'backup' })
}

/** Item, or points of an item, that are not there. Source: issue threads. */
export function itemNotFound(): ArmError {
  return backupError(
    'BMSUserErrorDataSourceObjectNotFound',
    'Item not found.\r\nSelected item might have been deleted. Please check if item is registered to the vault.',
    404,
  )
}

/** Policy that is not there. The code is not verified: see UNSURE.md. */
export function policyNotFound(): ArmError {
  return backupError(
    'BMSUserErrorPolicyNotFound',
    'Policy not found.\r\nPlease check that the policy exists in the vault.',
    404,
  )
}

/** Job that is not there. The code is not verified: see UNSURE.md. */
export function jobNotFound(): ArmError {
  return backupError('BMSUserErrorJobNotFound', 'Job not found.\r\nPlease check that the job id is correct.', 404)
}

/** Operation that is not there. The code is not verified: see UNSURE.md. */
export function operationNotFound(): ArmError {
  return backupError(
    'BMSUserErrorOperationNotFound',
    'Operation not found.\r\nPlease check that the operation id is correct.',
    404,
  )
}

/** Point that is not there. The code is not verified: see UNSURE.md. */
export function pointNotFound(): ArmError {
  return backupError(
    'BMSUserErrorRecoveryPointNotFound',
    'Recovery point not found.\r\nThe recovery point might have expired or might have been deleted.',
    404,
  )
}

/** Container name of another form than `iaasvmcontainer;iaasvmcontainerv2;group;vm`. Source: provider code. */
export function containerNameInvalid(): ArmError {
  return backupError('BMSUserErrorContainerNameIncorrectFormat', 'Container name is not in the correct format.')
}

/** Item name of another form than `vm;iaasvmcontainerv2;group;vm`. Source: provider code. */
export function itemNameInvalid(): ArmError {
  return backupError(
    'BMSUserErrorProtectedItemNameIncorrectFormat',
    'Protected item name is not in the correct format.',
  )
}

/** Body of an item PUT that cannot be read. Source: issue threads. */
export function configureInputInvalid(): ArmError {
  return backupError(
    'BMSUserErrorInvalidConfigureProtectionRequest',
    'Input for configure protection is not in proper format\r\nPlease ensure that container exists and other parameters are in valid format',
  )
}

/** Source VM that is malformed, absent or out of reach of the vault. Source: provider code. */
export function sourceInvalid(reason: string): ArmError {
  return backupError('BMSUserErrorInvalidSourceResourceId', `The source resource id is not valid.\r\n${reason}`)
}

/** Policy of another workload or kind. Source: issue threads. */
export function policyKindWrong(): ArmError {
  return backupError(
    'BMSUserErrorInvalidPolicyForGivenProvider',
    'Policy is not valid for given provider type. Please choose valid policy for given provider.',
  )
}

/** Policy that breaks a rule. Source: issue threads. */
export function policyInputInvalid(): ArmError {
  return backupError(
    'BMSUserErrorInvalidPolicyInput',
    'Input for create or update policy is not in proper format\r\nPlease check format of parameters like schedule time, schedule days, retention time and retention days ',
  )
}

/** Policy with items, or of another type than the one that is there. Source: provider code. */
export function policyInUse(): ArmError {
  return backupError(
    'BMSUserErrorPolicyObjectInUse',
    'Policy is in use.\r\nThe policy is associated with protected items and cannot be deleted or changed to another type.',
  )
}

/** Another configuration of the item is running. Source: docs, provider code. */
export function itemBusy(): ArmError {
  return backupError(
    'BMSUserErrorConflictingProtectionOperation',
    'Another configure protection operation is in progress for this item.',
    409,
  )
}

/** Something else works on the item. Source: docs (390026). */
export function itemLocked(): ArmError {
  return backupError('BMSUserErrorObjectLocked', 'Another operation is in progress on the selected item.', 409)
}

/** Backup while one runs. Source: docs. */
export function backupRunning(): ArmError {
  return backupError(
    'UserErrorBackupOperationInProgress',
    'Unable to initiate backup as another backup operation is currently in progress.',
  )
}

/** Guarded write without an approval. The code is not verified: see UNSURE.md. */
export function missingApproval(): ArmError {
  return backupError(
    'BMSUserErrorResourceGuardRequestMissing',
    'ResourceGuard Operation requestid is either null or empty.',
  )
}

/** Keeping less than an immutable vault holds. The code is not verified for this case: see UNSURE.md. */
export function weakerRefused(): ArmError {
  return backupError(
    'UserErrorOperationDeniedOnImmutableItem',
    'The retention of recovery points cannot be reduced as immutability is enabled on the vault.',
  )
}

/** Value of a request that is out of range. Source: issue threads. */
export function parameterInvalid(name: string): ArmError {
  return backupError('UserErrorInvalidRequestParameter', `Parameter ${name} in request is invalid.`)
}

/** Input of a restore that does not fit. The code is known, not for each cause: see UNSURE.md. Source: issue threads. */
export function invalidInput(reason: string): ArmError {
  return backupError('BMSUserErrorInvalidInput', `Input provided for the call is invalid.\r\n${reason}`)
}
