import type { AppContext } from '../context.js'

/** Of one kind, from a subscription in an hour; some stamps allow twice as many. Source: headers of recordings, AZURE-LIMITS.md D9. */
const READS_IN_AN_HOUR = 150

/** The points of each VM take a read of their own: who restores many must know beforehand that the last of them wait. */
export function notePointReads(ctx: Pick<AppContext, 'progress'>, machines: number): void {
  if (machines <= READS_IN_AN_HOUR) return
  const parts = Math.ceil(machines / READS_IN_AN_HOUR)
  const reads = `The recovery points of ${machines} VMs take as many reads, and Azure takes about ${READS_IN_AN_HOUR} an hour from a subscription`
  const text = `${reads}: nothing begins before the last one. --shard 1/${parts} begins with a part.`
  ctx.progress({ type: 'note', text })
}
