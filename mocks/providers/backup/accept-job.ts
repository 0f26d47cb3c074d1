import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { acceptedReply } from '../../lro.js'
import type { JobRecord, VaultRecord } from '../../service/model.js'
import { startOperation } from '../../service/operations.js'
import { type ItemNames, itemAddresses } from './state.js'

/** 202 for a request whose work is done by a job: the operation ends at once. Its id is a new one unless it is given. */
export function acceptJob(
  ctx: MockContext,
  call: ArmCall,
  work: { vault: VaultRecord; names: ItemNames; job: JobRecord; id?: string },
): ArmReply {
  const { vault, names, job, id } = work
  const durationMs = ctx.timings.duration('accept', ctx.random.of(`${job.id}|accept`))
  const operation = startOperation(ctx, {
    family: 'item',
    vault,
    ...(id === undefined ? {} : { id }),
    durationMs,
    effect: { kind: 'none' },
    jobId: job.id,
  })
  return acceptedReply(ctx, call, itemAddresses(vault, names, operation.id))
}
