import type { MockContext } from './context.js'
import type { FaultTarget } from './fault-match.js'
import { BACKUP_FAILED } from './fault-replies.js'
import { FAULT_PLACES, type Fault, type FaultPlace } from './fault-rule.js'
import { itemIdOf } from './providers/backup/state.js'
import { findJobError } from './service/job-errors.js'
import type { ItemRecord, JobError, JobRecord, MockEvent, VaultRecord } from './service/model.js'

/** Where the weather can meet what a request starts. */
type StartedPlace = Exclude<FaultPlace, 'wire'>

/**
 * The context of one request, or of one scheduled start, in which what it starts can go wrong. Nothing is counted before
 * an operation or a job is started: a reading request on the way uses up no rule.
 */
export function withMishaps(ctx: MockContext, target: FaultTarget): MockContext {
  if (ctx.faults.list().every(({ rule }) => FAULT_PLACES[rule.fault.kind] === 'wire')) return ctx
  const met = new Map<StartedPlace, Fault | undefined>()
  const faultAt = (place: StartedPlace) => {
    if (!met.has(place)) met.set(place, ctx.faults.strike(place, target)?.fault)
    return met.get(place)
  }
  return {
    ...ctx,
    schedule: (event, dueMs) => {
      const isLost = placesOf(ctx, event).some((place) => isEndLost(ctx, event, faultAt(place)))
      if (!isLost) ctx.schedule(event, dueMs)
    },
  }
}

/** As `withMishaps`, for a backup that a schedule starts: it can be met as if somebody had asked for it. */
export function withScheduledMishaps(ctx: MockContext, vault: VaultRecord, item: ItemRecord): MockContext {
  return withMishaps(ctx, { method: 'POST', url: `https://management.azure.com${itemIdOf(vault, item)}/backup` })
}

/** What an event ends: an operation, a job, or an operation with the job that does nothing else. */
function placesOf(ctx: MockContext, event: MockEvent): StartedPlace[] {
  switch (event.kind) {
    case 'job-due':
      return ['job']
    case 'operation-due':
      return bareJobOf(ctx, event.operationId) ? ['operation', 'job'] : ['operation']
    case 'compute-due':
    case 'group-due':
      return ['operation']
    default:
      return []
  }
}

/** Decides how the operation or job behind an event ends; true when it never does. */
function isEndLost(ctx: MockContext, event: MockEvent, fault: Fault | undefined): boolean {
  switch (fault?.kind) {
    case 'operation-stuck':
    case 'job-stuck':
      return true
    case 'operation-fails':
      failOperation(ctx, event, { ...BACKUP_FAILED, ...named(fault) })
      return false
    case 'job-fails':
      failJob(ctx, event, fault.code)
      return false
    default:
      return false
  }
}

function named({ code, message }: { code?: string; message?: string }): { code?: string; message?: string } {
  return { ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) }
}

function failOperation(ctx: MockContext, event: MockEvent, error: { code: string; message: string }): void {
  const { backup, compute, resources } = ctx.state
  const record =
    event.kind === 'operation-due'
      ? backup.operations[event.operationId]
      : event.kind === 'compute-due'
        ? compute.operations[event.operationId]
        : event.kind === 'group-due'
          ? resources.deletions[event.deletionId]
          : undefined
  if (record) record.error = error
}

function failJob(ctx: MockContext, event: MockEvent, code: string): void {
  const job = jobOf(ctx, event)
  const error = findJobError(code)
  if (!job || !error) return
  job.doom = structuredClone(error)
  if (event.kind === 'operation-due') failOperation(ctx, event, sentenceOf(error))
}

function sentenceOf(error: JobError): { code: string; message: string } {
  return { code: error.errorTitle, message: error.errorString }
}

function jobOf(ctx: MockContext, event: MockEvent): JobRecord | undefined {
  if (event.kind === 'operation-due') return bareJobOf(ctx, event.operationId)
  return event.kind === 'job-due' ? ctx.state.backup.vaults[event.vault.key]?.jobs[event.jobId] : undefined
}

/** The job of an operation when it has no tasks: such a job ends with its operation. */
function bareJobOf(ctx: MockContext, operationId: string): JobRecord | undefined {
  const operation = ctx.state.backup.operations[operationId]
  const job = ctx.state.backup.vaults[operation?.vaultKey ?? '']?.jobs[operation?.jobId ?? '']
  return job?.tasks.length === 0 ? job : undefined
}
