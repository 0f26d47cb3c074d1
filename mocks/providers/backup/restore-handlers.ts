import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { objectOf } from '../../json.js'
import { startRestore } from '../../service/restore-run.js'
import { acceptJob } from './accept-job.js'
import { requireApproval } from './approval.js'
import { itemBusy } from './errors.js'
import { requirePoint } from './point-handlers.js'
import { checkRestore } from './restore-checks.js'
import { requireItem } from './state.js'

/** POST restore: disks, a new VM, or new disks for the old one. The job has the id of the operation. */
export function postRestore(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, item, names } = requireItem(ctx, call)
  const point = requirePoint(item, call)
  if (vault.busyItems[item.key]) throw itemBusy()
  requireApproval(ctx, call, { vault, kinds: ['triggerRestoreRequests'] })
  const source = { vault, item, point, region: vault.location, crossRegion: false }
  const order = checkRestore(ctx, source, objectOf(call.body.properties))
  const id = ctx.random.guid()
  const job = startRestore(ctx, order, id)
  return acceptJob(ctx, call, { vault, names, job, id })
}
