import { findMachine } from '../azure/machines.js'
import { pollPauseMs } from '../azure/operations.js'
import { runInGuest } from '../azure/run-command.js'
import type { AppContext } from '../context.js'
import { armName, parseArmId } from '../core/arm-id.js'
import { type Instant, MINUTE_MS } from '../core/clock.js'
import { AzbkError, toAzbkError } from '../core/errors.js'
import { followJobs } from '../jobs/follow.js'
import { describeJob } from '../jobs/progress.js'
import type { DrilledMachine, DrillTimes, ProbeResult } from '../model/drill.js'
import type { Machine, OsType } from '../model/machine.js'
import { findTask, jobPlaceOf, startTask } from '../restore/send.js'
import type { RestoreTask } from '../restore/task.js'
import { formatDuration } from '../view/format.js'
import type { ProbeWish } from './input.js'
import { judge, probesFor } from './probes.js'

/** What is to be practised on one VM, decided before anything is made. Plain JSON. */
export interface DrillTask {
  readonly restore: RestoreTask
  readonly tier: string
  readonly rtoMs: number | null
  readonly probes: ProbeWish
}

/** So long may a restored VM take until its agent reports. */
const BOOT_WITHIN_MS = 20 * MINUTE_MS
const LOOK_EVERY_MS = 15_000

const NOT_YET: DrillTimes = { restoreMs: null, bootMs: null, probeMs: null, totalMs: null }

/** The record of a VM of which nothing was done. */
export function notRun(task: DrillTask, reason: string): DrilledMachine {
  const { restore, tier, rtoMs } = task
  const { name, time, why } = restore.point
  const common = { id: restore.id, name: restore.name, tier, rtoMs }
  return { ...common, verdict: 'notRun', reason, point: { name, time, why }, jobId: null, times: NOT_YET, probes: [] }
}

/**
 * Restores one VM, waits until it has booted, and looks inside. What goes wrong with the VM is its verdict, not an
 * error. `since`: when an earlier part of the run was about to send the restore, which is then looked for first.
 */
export async function drillOne(ctx: AppContext, task: DrillTask, since: Instant | null): Promise<DrilledMachine> {
  const steps = new Steps(ctx, task)
  try {
    await steps.restore(since)
    const machine = await steps.boot()
    await steps.probe(machine.osType)
    return steps.record(null)
  } catch (thrown) {
    const error = toAzbkError(thrown)
    if (error.kind === 'cancelled' || error.kind === 'bug') throw error
    return steps.record(error.message)
  }
}

/** The steps of one VM with what they took. */
class Steps {
  readonly #ctx: AppContext
  readonly #task: DrillTask
  #jobId: string | null = null
  #times = NOT_YET
  #probes: readonly ProbeResult[] = []

  constructor(ctx: AppContext, task: DrillTask) {
    this.#ctx = ctx
    this.#task = task
  }

  async restore(since: Instant | null): Promise<void> {
    const { restore } = this.#task
    const found = since === null ? undefined : await findTask(this.#ctx, restore, since)
    const startedAt = this.#now()
    this.#jobId = (found ?? (await startTask(this.#ctx, restore, false))).jobId
    if (this.#jobId === null) throw broken('Azure named no job for the restore.')
    const ref = { ...jobPlaceOf(restore), name: this.#jobId }
    const [end] = await followJobs(this.#ctx, [{ ref, machineName: restore.name }])
    // Of a restore that was found again, the job itself tells how long it took.
    const restoreMs = found === undefined ? this.#now() - startedAt : (end?.job?.durationMs ?? null)
    this.#times = { ...this.#times, restoreMs }
    if (end?.status === 'completed' || end?.status === 'completedWithWarnings') return
    const errors = end?.job?.errors.map(({ title, message }) => ` ${title}: ${message}`).join('') ?? ''
    throw broken(`${end?.job ? describeJob(end.job) : 'The restore job did not show.'}${errors}`)
  }

  async boot(): Promise<Machine> {
    const startedAt = this.#now()
    const { session, clock, signal } = this.#ctx
    for (;;) {
      const machine = await findMachine(session, this.#newMachine())
      const waitedMs = this.#now() - startedAt
      if (machine?.agent === 'ready') {
        this.#times = { ...this.#times, bootMs: waitedMs }
        this.#probes = [{ name: 'agent', passed: true, detail: `ready after ${formatDuration(waitedMs)}` }]
        return machine
      }
      if (waitedMs >= BOOT_WITHIN_MS) {
        const detail = `not ready ${formatDuration(waitedMs)} after the restore, power ${machine?.power ?? 'unknown'}`
        this.#probes = [{ name: 'agent', passed: false, detail }]
        throw broken(`The agent of the restored VM is ${detail}.`)
      }
      await clock.sleep(pollPauseMs(session, undefined, LOOK_EVERY_MS), signal)
    }
  }

  async probe(osType: OsType): Promise<void> {
    const startedAt = this.#now()
    for (const probe of probesFor(osType, this.#task.probes)) {
      // One after the other: Azure runs one script in a VM at a time.
      const answer = await runInGuest(this.#ctx.session, { machine: this.#newMachine(), osType }, probe.script)
      this.#probes = [...this.#probes, judge(probe, answer)]
    }
    this.#times = { ...this.#times, probeMs: this.#now() - startedAt }
    const wrong = this.#probes.filter(({ passed }) => !passed)
    if (wrong.length > 0) throw broken(`${wrong.map(({ name }) => name).join(', ')} did not pass.`)
  }

  record(failure: string | null): DrilledMachine {
    const { restoreMs, bootMs, probeMs } = this.#times
    const totalMs = restoreMs === null || bootMs === null || probeMs === null ? null : restoreMs + bootMs + probeMs
    const { rtoMs } = this.#task
    const isLate = failure === null && rtoMs !== null && totalMs !== null && totalMs > rtoMs
    const late = isLate ? `took ${formatDuration(totalMs)}, more than the RTO of ${formatDuration(rtoMs)}` : null
    return {
      ...notRun(this.#task, ''),
      verdict: failure !== null ? 'failed' : isLate ? 'late' : 'passed',
      reason: failure ?? late,
      jobId: this.#jobId,
      times: { ...this.#times, totalMs },
      probes: this.#probes,
    }
  }

  #newMachine() {
    const { newMachine } = this.#task.restore.order
    const id = newMachine?.id ?? ''
    const { subscriptionId, resourceGroup = '' } = parseArmId(id)
    return { subscriptionId, resourceGroup, name: armName(id) }
  }

  #now(): number {
    return this.#ctx.clock.now().getTime()
  }
}

function broken(message: string): AzbkError {
  return new AzbkError({ code: 'DRILL_FAILED', exit: 'failed', message })
}
