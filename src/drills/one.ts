import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { toAzbkError } from '../core/errors.js'
import { isStop } from '../fleet/stop.js'
import type { DrilledMachine } from '../model/drill.js'
import type { RestoreTask } from '../restore/task.js'
import { formatDuration } from '../view/format.js'
import type { ProbeWish } from './input.js'
import { NOT_YET, Steps } from './steps.js'

/** What is to be practised on one VM, decided before anything is made. Plain JSON. */
export interface DrillTask {
  readonly restore: RestoreTask
  readonly tier: string
  readonly rtoMs: number | null
}

export interface DrillOrder {
  readonly task: DrillTask
  readonly probes: ProbeWish
  /** When an earlier part of the run was about to send the restore, which is then looked for first. */
  readonly since: Instant | null
}

/** `ctx` ends with Ctrl-C, `steady` does not: what makes things in Azure is brought to its end. */
export interface DrillContexts {
  readonly ctx: AppContext
  readonly steady: AppContext
}

export const NOTHING_DONE = { jobId: null, times: NOT_YET, probes: [] } as const

/** The record of a VM of which nothing was done. */
export function notRun({ restore, tier, rtoMs }: DrillTask, reason: string): DrilledMachine {
  const { id, name } = restore
  const point = { name: restore.point.name, time: restore.point.time, why: restore.point.why }
  return { id, name, tier, rtoMs, verdict: 'notRun', reason, point, ...NOTHING_DONE }
}

/**
 * Restores one VM, waits until it has booted, and looks inside. What goes wrong with the VM is its verdict, not an
 * error. No restore runs any more when this returns or throws: it would go on making things in a group that is deleted.
 */
export async function drillOne(contexts: DrillContexts, order: DrillOrder): Promise<DrilledMachine> {
  const steps = new Steps(contexts, order)
  try {
    await steps.restore()
    const machine = await steps.boot()
    await steps.probe(machine.osType)
    return recordOf(order.task, steps, null)
  } catch (thrown) {
    const error = toAzbkError(thrown)
    await steps.endRestore()
    if (error.kind === 'cancelled' || error.kind === 'bug' || isStop(error)) throw error
    return recordOf(order.task, steps, error.message)
  }
}

function recordOf(task: DrillTask, { jobId, times, probes }: Steps, failure: string | null): DrilledMachine {
  const { restoreMs, bootMs, probeMs } = times
  const totalMs = restoreMs === null || bootMs === null || probeMs === null ? null : restoreMs + bootMs + probeMs
  const { rtoMs } = task
  const isLate = failure === null && rtoMs !== null && totalMs !== null && totalMs > rtoMs
  const late = isLate ? `took ${formatDuration(totalMs)}, more than the RTO of ${formatDuration(rtoMs)}` : null
  const verdict = failure !== null ? 'failed' : isLate ? 'late' : 'passed'
  return { ...notRun(task, ''), verdict, reason: failure ?? late, jobId, times: { ...times, totalMs }, probes }
}
