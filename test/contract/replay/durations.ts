import type { Mock, TimingKind } from '../../../mocks/index.js'
import { type Exchange, type Json, operationIdOf, timeOf } from './recording.js'

/**
 * Makes what a request starts take as long as it took in the recording. Durations are chance; which answer follows from them
 * is not, and that is what the contract compares.
 */
export function fixDurations(mock: Mock, exchanges: readonly Exchange[], index: number): void {
  const exchange = exchanges[index]
  if (!exchange) return
  const later = exchanges.slice(index + 1)
  const kind = kindOf(exchange)
  if (kind) mock.control.fixDuration(kind, operationSeconds(exchange, later))
  if (/\/backup$/i.test(exchange.path)) fixBackup(mock, exchange, later)
  if (/\/(restore|backupCrossRegionRestore)$/i.test(exchange.path)) fixRestore(mock, exchange, later)
  // Recorded five minutes after cross-region restore was enabled: the copy was there at once.
  mock.control.fixDuration('replicate', 0)
  mock.control.fixDuration('crossRegionWarmUp', 0)
}

function kindOf(exchange: Exchange): TimingKind | undefined {
  const { method, path, requestBody } = exchange
  if (/\/vaults\/[^/]+$/i.test(path)) {
    return ({ PUT: 'vaultCreate', PATCH: 'vaultUpdate', DELETE: 'vaultDelete' } as const)[method as 'PUT']
  }
  if (/refreshContainers$/i.test(path)) return 'refresh'
  if (/\/protectedItems\/[^/]+$/i.test(path)) {
    if (method === 'DELETE') return 'deleteHard'
    if (requestBody?.properties?.protectionState) return 'stop'
  }
  return /\/(backup|restore|backupCrossRegionRestore)$/i.test(path) ? 'accept' : undefined
}

/** Both kinds of configuring: which one it is depends on whether the item is there. */
export const CONFIGURE: readonly TimingKind[] = ['enable', 'policyChange']

/** True for requests that enable protection or change a policy. */
export function isConfigure(exchange: Exchange): boolean {
  return (
    exchange.method === 'PUT' &&
    /\/protectedItems\/[^/]+$/i.test(exchange.path) &&
    !exchange.requestBody?.properties?.protectionState
  )
}

/** Seconds between a request and the middle of the last unfinished and the first finished poll. */
export function operationSeconds(exchange: Exchange, later: readonly Exchange[]): number {
  const id = operationIdOf(exchange.responseHeaders['azure-asyncoperation'])
  const polls = later.filter((poll) => id && poll.method === 'GET' && decodeURIComponent(poll.path).endsWith(id))
  const isRunning = (poll: Exchange) => poll.status === 202 || poll.responseBody?.status === 'InProgress'
  const lastRunning = polls.filter(isRunning).at(-1)
  const firstDone = polls.find((poll) => !isRunning(poll))
  if (!lastRunning) return 0
  const endMs = firstDone ? (timeOf(lastRunning) + timeOf(firstDone)) / 2 : timeOf(lastRunning) + 1000
  return (endMs - timeOf(exchange)) / 1000
}

/** Answers that show the job which a request started, oldest first. */
function jobsOf(exchange: Exchange, later: readonly Exchange[]): { poll: Exchange; job: Json }[] {
  const id = operationIdOf(exchange.responseHeaders['azure-asyncoperation']) ?? ''
  const done = later.find((poll) => decodeURIComponent(poll.path).endsWith(id) && poll.responseBody?.properties?.jobId)
  const jobId: unknown = done?.responseBody.properties.jobId
  return later
    .filter((poll) => poll.responseBody?.name === jobId && poll.responseBody?.properties?.jobType)
    .map((poll) => ({ poll, job: poll.responseBody.properties }))
}

function fixBackup(mock: Mock, exchange: Exchange, later: readonly Exchange[]): void {
  const polls = jobsOf(exchange, later)
  const last = polls.at(-1)?.job
  if (!last?.endTime) return
  const task = (job: Json, index: number) => job.extendedInfo.tasksList[index]
  const seconds = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000
  mock.control.fixDuration('snapshot', seconds(last.startTime, task(last, 0).endTime))
  mock.control.fixDuration('transfer', seconds(task(last, 0).endTime, last.endTime))
  const shown = polls.findIndex(({ job }) => task(job, 1).status === 'InProgress')
  const [before, after] = [polls[shown - 1]?.poll, polls[shown]?.poll]
  if (!before || !after) return
  const revealedMs = (timeOf(before) + timeOf(after)) / 2
  mock.control.fixDuration('snapshotLag', (revealedMs - Date.parse(task(last, 0).endTime)) / 1000)
}

function fixRestore(mock: Mock, exchange: Exchange, later: readonly Exchange[]): void {
  const last = jobsOf(exchange, later).at(-1)?.job
  const seconds = last?.endTime ? (Date.parse(last.endTime) - Date.parse(last.startTime)) / 1000 : undefined
  for (const kind of ['restoreInstant', 'restoreFromVault', 'crossRegionRestore'] as const) {
    mock.control.fixDuration(kind, seconds)
  }
}
