import type { AppContext } from '../context.js'
import { count } from '../view/format.js'

/** Of one kind, from a subscription in an hour; some stamps allow twice as many. Source: headers of recordings, AZURE-LIMITS.md D9. */
const READS_IN_AN_HOUR = 150

/** How many VMs there are, and of how many of them a file tells the point. */
export interface PointReads {
  readonly machines: number
  readonly told: number
}

/** The points of each VM take a read of their own: who restores many must know beforehand that the last of them wait. */
export function notePointReads(ctx: Pick<AppContext, 'progress'>, { machines, told }: PointReads): void {
  const note = (text: string) => ctx.progress({ type: 'note', text })
  if (told > 0) {
    note(
      `The recovery points of ${count(told, 'VM')} are taken as the file tells them: whether one is gone is known when its restore is sent.`,
    )
  }
  const reads = machines - told
  if (reads <= READS_IN_AN_HOUR) return
  const parts = Math.ceil(reads / READS_IN_AN_HOUR)
  const what = `The recovery points of ${reads} VMs take as many reads, and Azure takes about ${READS_IN_AN_HOUR} an hour from a subscription`
  note(`${what}: nothing begins before the last one. --shard 1/${parts} begins with a part.`)
}
