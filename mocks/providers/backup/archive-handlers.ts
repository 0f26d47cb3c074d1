import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { pageReply } from '../../paging.js'
import { isMoving, moveObstacle, recommendedForMove, startMove } from '../../service/archive.js'
import { acceptJob } from './accept-job.js'
import { backupError, itemBusy, itemLocked, parameterInvalid } from './errors.js'
import { nameOfVm } from './item-body.js'
import { MOVE_OBSTACLES, pointBody } from './point-body.js'
import { requirePoint } from './point-handlers.js'
import { requireItem } from './state.js'

/** POST of the points that are worth moving to the archive, in the shape of a list of points. */
export function postRecommendedForMove(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, item } = requireItem(ctx, call)
  const rows = recommendedForMove(item, call.body.excludedRPList, ctx.now())
  const view = { apiVersion: call.apiVersion, nowMs: ctx.now(), detailed: false, secondary: false }
  return pageReply(call, rows, {
    pageSize: ctx.settings.pageSize,
    toBody: (point) => pointBody({ vault, item }, point, view),
  })
}

/** POST move: from the vault to the archive, and no other way. The operation ends at once, the job carries the work. */
export function postMove(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, item, names } = requireItem(ctx, call)
  const point = requirePoint(item, call)
  if (call.body.sourceTierType !== 'HardenedRP') throw parameterInvalid('sourceTierType')
  if (call.body.targetTierType !== 'ArchivedRP') throw parameterInvalid('targetTierType')
  if (vault.busyItems[item.key]) throw itemBusy()
  if (isMoving(vault, item, point)) throw itemLocked()
  const obstacle = item.state === 'SoftDeleted' ? 'deleted' : moveObstacle(point, ctx.now())
  if (obstacle) throw notMovable(MOVE_OBSTACLES[obstacle])
  const job = startMove(ctx, { vault, item, point, vmName: nameOfVm(item) })
  return acceptJob(ctx, call, { vault, names, job })
}

/** The code is not verified: see UNSURE.md. */
function notMovable(reason: string): Error {
  return backupError('UserErrorRecoveryPointCannotBeMoved', reason)
}
