import type { MockContext } from '../context.js'
import type { JsonObject } from '../json.js'
import type { Effect, OperationRecord, VaultRecord } from './model.js'

/** How a new operation is described. */
export interface OperationStart {
  family: OperationRecord['family']
  vault: VaultRecord
  /** Id in the URL; a new GUID when absent. */
  id?: string
  durationMs: number
  effect: Effect
  jobId?: string
  result?: JsonObject
  /** Set when the request was accepted but the work will be refused: the operation ends as Failed. */
  error?: { code: string; message: string }
}

/** Starts an operation; its effect happens when it is due. */
export function startOperation(ctx: MockContext, start: OperationStart): OperationRecord {
  const operation: OperationRecord = {
    id: start.id ?? ctx.random.guid(),
    family: start.family,
    vaultKey: start.vault.key,
    numericId: start.vault.numericId,
    startMs: ctx.now(),
    dueMs: ctx.now() + start.durationMs,
    status: 'InProgress',
    ...(start.jobId === undefined ? {} : { jobId: start.jobId }),
    ...(start.result === undefined ? {} : { result: start.result }),
    ...(start.error === undefined ? {} : { error: start.error }),
    effect: start.effect,
  }
  ctx.state.backup.operations[operation.id] = operation
  ctx.schedule({ kind: 'operation-due', operationId: operation.id }, operation.dueMs)
  return operation
}

/** Operation of a vault by the id in its URL. */
export function findOperation(ctx: MockContext, vaultKey: string, id: string): OperationRecord | undefined {
  const operation = ctx.state.backup.operations[id]
  return operation?.vaultKey === vaultKey ? operation : undefined
}
