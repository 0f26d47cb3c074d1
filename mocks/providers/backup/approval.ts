import { ArmError } from '../../errors.js'
import type { VaultRecord } from '../../service/model.js'
import type { Caller } from '../authorization/callers.js'
import { missingApproval } from './errors.js'

/**
 * Why a guarded write does not pass. A write that names its approval while the guard's owner has not granted the role is
 * refused by Resource Manager, which checks the guard as a linked scope: not verified, see UNSURE.md.
 */
export function approvalRefused(vault: VaultRecord, requests: readonly unknown[], caller: Caller): ArmError {
  const guard = vault.guard?.resourceGuardResourceId ?? ''
  const prefix = `${guard}/`.toLowerCase()
  const request = requests.find((id) => typeof id === 'string' && id.toLowerCase().startsWith(prefix))
  if (vault.guard?.withheld !== true || typeof request !== 'string') return missingApproval()
  const [kind = ''] = request.slice(prefix.length).split('/')
  return new ArmError(
    403,
    'LinkedAuthorizationFailed',
    `The client '${caller.clientId}' with object id '${caller.objectId}' has permission to perform the action on the vault; however, it does not have permission to perform action 'Microsoft.DataProtection/resourceGuards/${kind}/read' on the linked scope(s) '${guard}' or the linked scope(s) are invalid.`,
  )
}
