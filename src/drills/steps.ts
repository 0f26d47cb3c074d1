import { findMachine } from '../azure/machines.js'
import { pollPauseMs } from '../azure/operations.js'
import { type GuestAnswer, runInGuest } from '../azure/run-command.js'
import type { AppContext } from '../context.js'
import { armName, parseArmId } from '../core/arm-id.js'
import { type Instant, MINUTE_MS } from '../core/clock.js'
import { AzbkError, cancelledError, toAzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { isStop } from '../fleet/stop.js'
import type { JobEnd } from '../jobs/end.js'
import { followJobs } from '../jobs/follow.js'
import { describeJob } from '../jobs/progress.js'
import type { DrillTimes, ProbeResult } from '../model/drill.js'
import type { Job, JobRef } from '../model/job.js'
import type { Machine, MachineRef, OsType } from '../model/machine.js'
import { findTask, jobPlaceOf, startTask } from '../restore/send.js'
import type { RestoreTask } from '../restore/task.js'
import { formatDuration } from '../view/format.js'
import { endRestore } from './end-restore.js'
import type { DrillContexts, DrillOrder } from './one.js'
import { judge, type Probe, printed, probesFor } from './probes.js'

/** So long may a restored VM take until its agent reports. */
const BOOT_WITHIN_MS = 20 * MINUTE_MS
const LOOK_EVERY_MS = 15_000

export const NOT_YET: DrillTimes = { restoreMs: null, bootMs: null, probeMs: null, recoveredMs: null }

/** The steps of one VM, with what they took and found. Each throws what makes the VM fail. */
export class Steps {
  jobId: string | null = null
  times = NOT_YET
  probes: readonly ProbeResult[] = []
  #osType: OsType = 'Linux'
  /** Of a restore of an earlier part of the run. */
  #restoredAt: number | undefined
  /** Azure is still at it, as far as anybody knows. */
  #isRestoring = false
  /** What was sent, as long as its job is not known. */
  #sent: { readonly task: RestoreTask; readonly since: Instant } | undefined
  readonly #contexts: DrillContexts
  readonly #order: DrillOrder

  constructor(contexts: DrillContexts, order: DrillOrder) {
    this.#contexts = contexts
    this.#order = order
  }

  async restoreAndBoot(): Promise<void> {
    const { booted } = this.#order.gates
    booted.expect()
    try {
      await this.#restore()
      this.#osType = (await this.#boot()).osType
    } finally {
      booted.arrive()
    }
  }

  async #restore(): Promise<void> {
    const { ctx, steady } = this.#contexts
    const { task, since, endedJobs } = this.#order
    const known = [...task.restore.knownJobs, ...endedJobs]
    const found =
      since === null ? null : ((await findTask(steady, { ...task.restore, knownJobs: known }, since)) ?? null)
    if (found?.jobId && (await this.#adopt(found.jobId))) return
    if (ctx.signal.aborted) throw cancelledError()
    const startedAt = this.#now()
    const knownJobs = [...known, ...(found?.jobId ? [found.jobId] : [])]
    const end = await this.#follow(await this.#send({ ...task.restore, knownJobs }))
    if (!isRestored(end)) throw broken(sayEnd(end))
    this.times = { ...this.times, restoreMs: this.#now() - startedAt }
  }

  async #send(task: RestoreTask): Promise<string> {
    const { ctx, steady } = this.#contexts
    this.#sent = { task, since: ctx.clock.now().toISOString() }
    const { jobId } = await startTask(steady, task, false)
    if (jobId === null) throw broken('Azure named no job for the restore.')
    this.#sent = undefined
    return jobId
  }

  /** A restore of an earlier part of the run, unless it was cancelled, or what it made is gone. */
  async #adopt(jobId: string): Promise<boolean> {
    const end = await this.#follow(jobId)
    if (end?.status === 'cancelled') return false
    if (!isRestored(end)) throw broken(sayEnd(end))
    if ((await findMachine(this.#contexts.ctx.session, this.#newMachine())) === undefined) return false
    // The job itself tells how long it took, and when the VM could begin to boot.
    this.times = { ...this.times, restoreMs: end.job.durationMs }
    this.#restoredAt = Date.parse(end.job.endTime ?? '') || this.#now()
    return true
  }

  async #follow(jobId: string): Promise<JobEnd | undefined> {
    this.jobId = jobId
    this.#isRestoring = true
    const { name } = this.#order.task.restore
    const [end] = await followJobs(this.#patient(), [{ ref: this.#jobRef(jobId), machineName: name }])
    this.#isRestoring = end?.status === 'timedOut'
    return end
  }

  async #boot(): Promise<Machine> {
    const startedAt = this.#now()
    const restoredAt = this.#restoredAt ?? startedAt
    const { ctx } = this.#contexts
    for (let looks = 1; ; looks += 1) {
      const machine = await findMachine(ctx.session, this.#newMachine())
      const waitedMs = this.#now() - startedAt
      if (machine?.agent === 'ready') {
        const isMissed = looks === 1 && restoredAt < startedAt
        const bootMs = isMissed ? null : this.#now() - restoredAt
        const detail =
          bootMs === null ? 'booted before the run was gone on with' : `ready after ${formatDuration(bootMs)}`
        this.times = { ...this.times, bootMs }
        this.probes = [{ name: 'agent', passed: true, detail }]
        return machine
      }
      if (waitedMs >= BOOT_WITHIN_MS) {
        const detail = `not ready ${formatDuration(this.#now() - restoredAt)} after the restore, power ${machine?.power ?? 'unknown'}`
        this.probes = [{ name: 'agent', passed: false, detail }]
        throw broken(`The agent of the restored VM is ${detail}.`)
      }
      await ctx.clock.sleep(pollPauseMs(ctx.session, undefined, LOOK_EVERY_MS), ctx.signal)
    }
  }

  async probe(): Promise<void> {
    const startedAt = this.#now()
    let waitedMs = 0
    for (const probe of probesFor(this.#osType, this.#order.probes)) {
      if (probe.elsewhere) waitedMs += await this.#awaitSiblings()
      // One after the other: Azure runs one script in a VM at a time.
      const answer = await this.#run(probe)
      const result = judge(probe, answer)
      this.probes = [...this.probes, result]
      if (probe.own && !result.passed) this.#tell(probe, printed(answer))
    }
    this.times = { ...this.times, probeMs: this.#now() - startedAt - waitedMs }
    const wrong = this.probes.filter(({ passed }) => !passed)
    if (wrong.length > 0) throw broken(`${wrong.map(({ name }) => name).join(', ')} did not pass.`)
  }

  /** How long it took until all had booted: no time of this VM. */
  async #awaitSiblings(): Promise<number> {
    const startedAt = this.#now()
    await this.#order.gates.booted.opened
    return this.#now() - startedAt
  }

  /** For who watches alone: it may be secret. */
  #tell({ name }: Probe, text: string): void {
    const { ctx } = this.#contexts
    const said = text === '' ? 'printed nothing' : `printed:\n${text}`
    ctx.progress({ type: 'note', text: `${this.#order.task.restore.name}: ${name} ${said}` })
  }

  /** Ends a restore that is still under way. Never throws: what stands in the way is told, and keeps the group. */
  async endRestore(): Promise<void> {
    const { steady } = this.#contexts
    const { task, open } = this.#order
    const { name } = task.restore
    try {
      await this.#findSent()
      if (!this.#isRestoring || this.jobId === null) return
      open(await endRestore(steady, this.#jobRef(this.jobId), name))
    } catch (thrown) {
      const text = `Whether the restore of VM '${name}' into it ended is not known: ${toAzbkError(thrown).message}`
      open([{ text, exitCode: EXIT_CODES.failed }])
    }
  }

  /** Of a restore whose answer was lost, or that Azure did not tell the job of. */
  async #findSent(): Promise<void> {
    if (this.#sent === undefined) return
    const { task, since } = this.#sent
    const { jobId = null } = (await findTask(this.#contexts.steady, task, since)) ?? {}
    this.jobId = jobId
    this.#isRestoring = jobId !== null
  }

  /** One script; one that hangs, or cannot be run, is the end of the VM's probes: no other is taken meanwhile. */
  async #run(probe: Probe): Promise<GuestAnswer> {
    const { session } = this.#contexts.ctx
    const { timeoutMs } = this.#order.probes
    try {
      return await runInGuest(
        { ...session, timeoutMs },
        { machine: this.#newMachine(), osType: this.#osType },
        probe.script,
      )
    } catch (thrown) {
      const error = toAzbkError(thrown)
      const { kind, code, message } = error
      if (kind === 'cancelled' || kind === 'bug' || isStop(error)) throw error
      const isHung = code === 'OPERATION_STILL_RUNNING'
      if (probe.own && !isHung) this.#tell(probe, message)
      const why = probe.own ? `could not be run (${code})` : message
      const detail = isHung ? `had not ended after ${formatDuration(timeoutMs)}` : why
      this.probes = [...this.probes, { name: probe.name, passed: false, detail }]
      throw broken(`${probe.name} did not pass: ${detail}`)
    }
  }

  /** A restore is given as long as would pass, even where nobody waits that long elsewhere. */
  #patient(): AppContext {
    const { ctx } = this.#contexts
    const timeoutMs = Math.max(ctx.settings.timeoutMs, this.#order.task.rtoMs ?? 0)
    return { ...ctx, settings: { ...ctx.settings, timeoutMs } }
  }

  #jobRef(name: string): JobRef {
    return { ...jobPlaceOf(this.#order.task.restore), name }
  }

  #newMachine(): MachineRef {
    const id = this.#order.task.restore.order.newMachine?.id ?? ''
    const { subscriptionId, resourceGroup = '' } = parseArmId(id)
    return { subscriptionId, resourceGroup, name: armName(id) }
  }

  #now(): number {
    return this.#contexts.ctx.clock.now().getTime()
  }
}

function isRestored(end: JobEnd | undefined): end is JobEnd & { readonly job: Job } {
  return end?.status === 'completed' || end?.status === 'completedWithWarnings'
}

function sayEnd(end: JobEnd | undefined): string {
  if (!end?.job) return 'The restore job did not show.'
  const errors = end.job.errors.map(({ title, message }) => ` ${title}: ${message}`).join('')
  return `The restore ${end.status === 'timedOut' ? 'did not end in time: ' : 'failed: '}${describeJob(end.job)}.${errors}`
}

function broken(message: string): AzbkError {
  return new AzbkError({ code: 'DRILL_FAILED', exit: 'failed', message })
}
