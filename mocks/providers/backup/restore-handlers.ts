import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import { acceptedReply } from '../../lro.js'
import { isApproved } from '../../service/guard.js'
import { startOperation } from '../../service/operations.js'
import { startRestore } from '../../service/restore-run.js'
import { requireVault } from '../recovery-services/state.js'
import { approvalRefused } from './approval.js'
import { itemBusy, itemNotFound } from './errors.js'
import { requirePoint } from './point-handlers.js'
import { approvalsOf } from './policy-handlers.js'
import { checkRestore, type RestoreSource } from './restore-checks.js'
import { itemAddresses, requireItem } from './state.js'

/** POST restore: disks, a new VM, or new disks for the old one. The job has the id of the operation. */
export function postRestore(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, item, names } = requireItem(ctx, call)
  const point = requirePoint(item, call)
  if (vault.busyItems[item.key]) throw itemBusy()
  if (!isApproved(vault, 'triggerRestoreRequests', approvalsOf(call), ctx.now()))
    throw approvalRefused(vault, approvalsOf(call), call.caller)
  const source = { vault, item, point, region: vault.location, crossRegion: false }
  const order = checkRestore(ctx, source, objectOf(call.body.properties))
  const id = ctx.random.guid()
  const job = startRestore(ctx, order, id)
  const durationMs = ctx.timings.duration('accept', ctx.random.of(`${id}|accept`))
  startOperation(ctx, { family: 'item', vault, id, durationMs, effect: { kind: 'none' }, jobId: job.id })
  return acceptedReply(ctx, call, itemAddresses(vault, names, id))
}

/** POST backupValidateOperation: the checks of a restore, told as results instead of a refusal. Source: SDK. */
export function postValidate(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const request = objectOf(call.body.restoreRequest)
  const item = Object.values(vault.items).find((candidate) =>
    sameName(candidate.vmId, textOf(request.sourceResourceId)),
  )
  const point = item?.points.find((candidate) => candidate.name === request.recoveryPointId)
  if (!item || !point) throw itemNotFound()
  const source = { vault, item, point, region: vault.location, crossRegion: false }
  return { status: 200, body: { validateOperationResponse: { validationResults: resultsOf(ctx, source, request) } } }
}

function resultsOf(ctx: MockContext, source: RestoreSource, request: JsonObject): JsonObject[] {
  try {
    checkRestore(ctx, source, request)
    return []
  } catch (error) {
    if (error instanceof ArmError) return [{ code: error.code, message: error.message, recommendations: [] }]
    throw error
  }
}
