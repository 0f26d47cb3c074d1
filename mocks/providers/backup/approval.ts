import type { ArmCall } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { listOf, objectOf } from '../../json.js'
import { type GuardedRequest, isApproved } from '../../service/guard.js'
import type { VaultRecord } from '../../service/model.js'
import type { Caller } from '../authorization/callers.js'
import { missingApproval } from './errors.js'

/** A write that a guard covers: it needs an approval of one of the kinds. */
interface GuardedWrite {
  vault: VaultRecord
  kinds: readonly GuardedRequest[]
  /** What the request carries; that of its properties unless given. */
  approvals?: readonly unknown[]
}

/** Refuses a guarded write without its approval. */
export function requireApproval(ctx: MockContext, call: ArmCall, write: GuardedWrite): void {
  const { vault, kinds } = write
  const approvals = write.approvals ?? listOf(objectOf(call.body.properties).resourceGuardOperationRequests)
  if (!kinds.some((kind) => isApproved(vault, kind, approvals, ctx.now())))
    throw approvalRefused(vault, approvals, call.caller)
}

/**
 * Why a guarded write does not pass. A write that names its approval while the guard's owner has not granted the role is
 * refused by Resource Manager, which checks the guard as a linked scope: not verified, see UNSURE.md.
 */
function approvalRefused(vault: VaultRecord, requests: readonly unknown[], caller: Caller): ArmError {
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
