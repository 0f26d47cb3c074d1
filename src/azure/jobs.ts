import { armId, armName } from '../core/arm-id.js'
import { azureTime, DAY_MS, type Instant, timeAfter } from '../core/clock.js'
import { distinctBy } from '../core/group.js'
import { parseIsoDuration } from '../core/iso-duration.js'
import { compareTexts, findName, nameKey, sameName } from '../core/names.js'
import type { TimeWindow } from '../core/time-window.js'
import { JOB_STATUSES, type Job, type JobError, type JobPhase, type JobRef, type JobStatus } from '../model/job.js'
import type { VaultRef } from '../model/vault.js'
import { azureCall, azureFind, azureList } from './errors.js'
import { filterTime, odataFilter } from './odata.js'
import { captureOperation, type OperationHandle } from './operations.js'
import type { AzureSession } from './session.js'
import { vaultId } from './vaults.js'

/** Azure answers at most this much time in one list. Source: AZURE-BACKUP-API.md section 10. */
const LONGEST_WINDOW_MS = 30 * DAY_MS

export interface JobFilter {
  readonly status?: JobStatus | undefined
  /** One of JOB_OPERATIONS. */
  readonly operation?: string | undefined
  /** Jobs that started in this time. */
  readonly window?: TimeWindow | undefined
}

/** The VM jobs of a vault, newest first, without phases and properties. */
export async function listJobs(session: AzureSession, vault: VaultRef, filter: JobFilter = {}): Promise<Job[]> {
  const client = await session.backup(vault.subscriptionId)
  const parts: Job[][] = []
  for (const part of filterTexts(filter)) {
    const pages = client.backupJobs.list(vault.name, vault.resourceGroup, { filter: part, abortSignal: session.signal })
    parts.push(await azureList(`listing the jobs of vault '${vault.name}'`, pages, (row) => toJob(row, vault)))
  }
  return newestFirst(parts.flat())
}

/** One filter text for each 30 days of the window that was asked for. */
export function filterTexts({ status, operation, window }: JobFilter): string[] {
  return splitWindow(window).map(
    (part) =>
      odataFilter({
        backupManagementType: 'AzureIaasVM',
        status,
        operation,
        startTime: part && filterTime(part.from),
        endTime: part && filterTime(part.to),
      }) ?? '',
  )
}

/** Windows that Azure accepts; their ends overlap by a moment, so the rows are made distinct afterwards. */
function splitWindow(window: TimeWindow | undefined): (TimeWindow | undefined)[] {
  if (window === undefined) return [undefined]
  const { from, to } = window
  const count = Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / LONGEST_WINDOW_MS))
  return Array.from({ length: count }, (_, i) => ({
    from: timeAfter(from, i * LONGEST_WINDOW_MS),
    to: i + 1 === count ? to : timeAfter(from, (i + 1) * LONGEST_WINDOW_MS),
  }))
}

/** Jobs by their start, each once however many lists showed it. */
export function newestFirst(jobs: readonly Job[]): Job[] {
  return distinctBy(jobs, (job) => nameKey(job.id)).sort(
    (a, b) => compareTexts(b.startTime, a.startTime) || compareTexts(a.name, b.name),
  )
}

/** One job with phases and properties, or undefined when the vault has none of that id. */
export async function findJob(session: AzureSession, ref: JobRef): Promise<Job | undefined> {
  const { vault, name } = ref
  const client = await session.backup(vault.subscriptionId)
  const row = await azureFind(`reading job ${name} of vault '${vault.name}'`, () =>
    client.jobDetails.get(vault.name, vault.resourceGroup, name, { abortSignal: session.signal }),
  )
  return row && toJob(row, vault)
}

/** Asks Azure to cancel a job; it takes effect later, if at all: the job says so. */
export async function cancelJob(session: AzureSession, ref: JobRef): Promise<OperationHandle> {
  const { vault, name } = ref
  const operation = captureOperation(session.signal)
  const client = await session.backup(vault.subscriptionId)
  await azureCall(`cancelling job ${name}`, () =>
    client.jobCancellations.trigger(vault.name, vault.resourceGroup, name, operation.options),
  )
  return operation.handle()
}

/** What the SDK's rows and the passive stamp's raw rows have in common. Source: AZURE-BACKUP-API.md section 10. */
export interface JobRow {
  readonly id?: string
  readonly name?: string
  readonly properties?: object
}

interface JobBody {
  readonly operation?: string
  readonly status?: string
  readonly entityFriendlyName?: string
  readonly containerName?: string
  readonly startTime?: Date | string
  readonly endTime?: Date | string
  readonly duration?: string
  /** Numbers (1 = Cancellable) or words, by api-version. */
  readonly actionsInfo?: readonly (string | number)[]
  readonly errorDetails?: readonly ErrorRow[] | null
  readonly extendedInfo?: {
    readonly tasksList?: readonly TaskRow[]
    readonly propertyBag?: Readonly<Record<string, string | null>>
    readonly progressPercentage?: number
    readonly estimatedRemainingDuration?: string
  } | null
}

interface TaskRow {
  readonly taskId?: string
  readonly status?: string
  readonly startTime?: Date | string
  readonly endTime?: Date | string
  readonly duration?: string
  readonly taskExecutionDetails?: string
}

interface ErrorRow {
  readonly errorCode?: number
  readonly errorTitle?: string
  readonly errorString?: string
  readonly recommendations?: readonly string[] | null
}

/** A row of a list or of `jobDetails` as a job; `secondaryRegion` = the paired region that showed it. */
export function toJob(row: JobRow, vault: VaultRef, secondaryRegion: string | null = null): Job {
  const body = (row.properties ?? {}) as JobBody
  const extended = body.extendedInfo
  const startTime = azureTime(body.startTime) ?? ''
  const endTime = azureTime(body.endTime)
  return {
    id: armId(row.id ?? ''),
    name: row.name ?? armName(row.id ?? ''),
    vaultId: vaultId(vault),
    vaultName: vault.name,
    secondaryRegion,
    operation: body.operation ?? 'Unknown',
    status: statusOf(body.status, endTime),
    machineName: body.entityFriendlyName ?? '',
    containerName: body.containerName ?? null,
    startTime,
    endTime,
    durationMs: parseIsoDuration(body.duration) ?? 0,
    cancellable: (body.actionsInfo ?? []).some((action) => action === 1 || sameName(String(action), 'Cancellable')),
    phases: extended?.tasksList?.map(toPhase) ?? null,
    percent: extended?.progressPercentage ?? null,
    estimatedRemainingMs: parseIsoDuration(extended?.estimatedRemainingDuration),
    errors: (body.errorDetails ?? []).map(toJobError),
    properties: propertiesOf(extended?.propertyBag),
  }
}

/** A status that is not known yet says at least, by its end time, whether there is still something to wait for. */
function statusOf(text: string | undefined, endTime: Instant | null): JobStatus {
  return findName(JOB_STATUSES, text) ?? (endTime === null ? 'InProgress' : 'CompletedWithWarnings')
}

function toPhase(row: TaskRow): JobPhase {
  return {
    name: row.taskId ?? '',
    status: row.status ?? 'NotStarted',
    startTime: azureTime(row.startTime),
    endTime: azureTime(row.endTime),
    durationMs: parseIsoDuration(row.duration) ?? 0,
    detail: row.taskExecutionDetails || null,
  }
}

function toJobError(row: ErrorRow): JobError {
  return {
    code: row.errorCode ?? null,
    title: row.errorTitle ?? '',
    message: row.errorString ?? '',
    recommendations: row.recommendations ?? [],
  }
}

/** Azure's keys may end with a blank (`Recovery point time `), and values may be null at first. */
function propertiesOf(bag: Readonly<Record<string, string | null>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bag ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key.trim(), value]])),
  )
}
