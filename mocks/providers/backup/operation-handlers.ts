import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { operationBody, pollingHeaders } from '../../lro.js'
import type { OperationRecord } from '../../service/model.js'
import { findOperation } from '../../service/operations.js'
import { requireVault } from '../recovery-services/state.js'
import { operationNotFound } from './errors.js'

/** GET of the status of any backup operation of a vault, at whichever of its addresses. */
export function getOperationStatus(ctx: MockContext, call: ArmCall): ArmReply {
  const operation = requireOperation(ctx, call)
  const headers = operation.status === 'InProgress' ? { 'retry-after': String(ctx.settings.retryAfterSeconds) } : {}
  return { status: 200, headers, body: operationBody(operation) }
}

/** GET of the result of a backup operation: 202 and its address while it runs, then 204. */
export function getOperationResult(ctx: MockContext, call: ArmCall): ArmReply {
  const operation = requireOperation(ctx, call)
  if (operation.status !== 'InProgress') return { status: 204 }
  const { location, 'retry-after': retryAfter } = pollingHeaders(ctx, call, { status: call.path, result: call.path })
  return { status: 202, headers: { location: location ?? '', 'retry-after': retryAfter ?? '0' } }
}

/** The operation of a path, or the service's 404. */
export function requireOperation(ctx: MockContext, call: ArmCall): OperationRecord {
  const vault = requireVault(ctx, call)
  const operation = findOperation(ctx, vault.key, call.params.op ?? '')
  if (!operation) throw operationNotFound()
  return operation
}
