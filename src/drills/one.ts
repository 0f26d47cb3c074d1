import { vaultId } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { AzbkError, cancelledError, toAzbkError } from '../core/errors.js'
import { isStop } from '../fleet/stop.js'
import type { DrilledMachine } from '../model/drill.js'
import type { RestoreTask } from '../restore/task.js'
import { formatDuration } from '../view/format.js'
import type { OpenRestore } from './end-restore.js'
import type { ProbeWish } from './input.js'
import { hostsElsewhere } from './probes.js'
import type { Gates } from './siblings.js'
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
  /** Restores of it that earlier parts of the run ended. */
  readonly endedJobs: readonly string[]
  readonly gates: Gates
  /** Told of its restore when that could not be brought to an end. */
  readonly open: (restores: readonly OpenRestore[]) => void
}

/** `ctx` ends with Ctrl-C, `steady` does not: what makes things in Azure is brought to its end. */
export interface DrillContexts {
  readonly ctx: AppContext
  readonly steady: AppContext
}

export const NOTHING_DONE = { jobId: null, times: NOT_YET, probes: [] } as const

/** The record of a VM of which nothing was done. */
export function notRun({ restore, tier, rtoMs }: DrillTask, reason: string): DrilledMachine {
  const { id, name, item } = restore
  const { name: pointName, time, why } = restore.point
  const point = { vault: vaultId(item.vault), name: pointName, time, why }
  return { id, name, tier, rtoMs, verdict: 'notRun', reason, point, ...NOTHING_DONE }
}

/**
 * Restores one VM, waits until it has booted, and looks inside. What goes wrong with the VM is its verdict, not an
 * error. No restore runs any more when this returns or throws: it would go on making things in a group that is deleted.
 */
export async function drillOne(contexts: DrillContexts, order: DrillOrder): Promise<DrilledMachine> {
  const steps = new Steps(contexts, order)
  const { probed } = order.gates
  probed.expect()
  try {
    await steps.restoreAndBoot()
    await steps.probe()
  } catch (thrown) {
    const error = toAzbkError(thrown)
    await steps.endRestore()
    if (error.kind === 'cancelled') throw interrupted(order, steps)
    if (error.kind === 'bug' || isStop(error)) throw error
    return recordOf(order.task, steps, error.message)
  } finally {
    probed.arrive()
  }
  if (hostsElsewhere(order.probes).length > 0) {
    // One that is done is not restored again when the run is gone on with: the others must not look for it then.
    await probed.opened
    if (contexts.ctx.signal.aborted) throw interrupted(order, steps)
  }
  return recordOf(order.task, steps, null)
}

/** The restores that were ended are no effect of what the run does when it is gone on with. */
function interrupted({ endedJobs }: DrillOrder, { jobId }: Steps): AzbkError {
  const { code, message } = cancelledError()
  const details = { endedJobs: [...endedJobs, ...(jobId === null ? [] : [jobId])] }
  return new AzbkError({ code, message, exit: 'interrupted', details })
}

function recordOf(task: DrillTask, { jobId, times, probes }: Steps, failure: string | null): DrilledMachine {
  const { restoreMs, bootMs, probeMs } = times
  const recoveredMs = restoreMs === null || bootMs === null || probeMs === null ? null : restoreMs + bootMs + probeMs
  const { rtoMs } = task
  const isLate = failure === null && rtoMs !== null && recoveredMs !== null && recoveredMs > rtoMs
  const late = isLate ? `took ${formatDuration(recoveredMs)}, more than the RTO of ${formatDuration(rtoMs)}` : null
  const verdict = failure !== null ? 'failed' : isLate ? 'late' : 'passed'
  return { ...notRun(task, ''), verdict, reason: failure ?? late, jobId, times: { ...times, recoveredMs }, probes }
}
