import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { type JsonObject, objectOf, sameName, textOf, valuesOf } from '../../json.js'
import { acceptedReply } from '../../lro.js'
import { startOperation } from '../../service/operations.js'
import { requireVault } from '../recovery-services/state.js'
import { itemNotFound } from './errors.js'
import { getOperationResult, requireOperation } from './operation-handlers.js'
import { checkRestore, type RestoreSource } from './restore-checks.js'

/** POST backupValidateOperation: the checks of a restore, told as results instead of a refusal. Source: SDK. */
export function postValidate(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: { validateOperationResponse: responseTo(ctx, call) } }
}

/** POST backupTriggerValidateOperation: the same as an operation. Source: SDK. */
export function postTriggerValidate(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const validateOperationResponse = responseTo(ctx, call)
  const result = { objectType: 'OperationStatusValidateOperationExtendedInfo', validateOperationResponse }
  const durationMs = ctx.timings.duration('accept', ctx.random.of(`${vault.key}|${ctx.now()}|validate`))
  const { id } = startOperation(ctx, { family: 'item', vault, durationMs, effect: { kind: 'none' }, result })
  return acceptedReply(ctx, call, {
    status: `${vault.id}/backupValidateOperationsStatuses/${id}`,
    result: `${vault.id}/backupValidateOperationResults/${id}`,
  })
}

/** GET of the result of a triggered validation: 202 while it runs, then what it found. */
export function getValidateResult(ctx: MockContext, call: ArmCall): ArmReply {
  const { status, result } = requireOperation(ctx, call)
  if (status === 'InProgress') return getOperationResult(ctx, call)
  return { status: 200, body: { validateOperationResponse: objectOf(result).validateOperationResponse } }
}

function responseTo(ctx: MockContext, call: ArmCall): JsonObject {
  const vault = requireVault(ctx, call)
  const request = objectOf(call.body.restoreRequest)
  const item = valuesOf(vault.items).find((candidate) => sameName(candidate.vmId, textOf(request.sourceResourceId)))
  const point = item?.points.find((candidate) => candidate.name === request.recoveryPointId)
  if (!item || !point) throw itemNotFound()
  const source = { vault, item, point, region: vault.location, crossRegion: false }
  return { validationResults: resultsOf(ctx, source, request) }
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
