import type { ArmCall, ArmReply } from './arm-types.js'
import type { MockContext } from './context.js'
import { compact, type JsonObject } from './json.js'
import type { OperationRecord } from './service/model.js'
import { NOT_YET, wireTime } from './wire-time.js'

/** Polling addresses of an operation. Ids in them carry a raw `;`, as Azure's do. */
export interface PollingAddresses {
  /** Path of the status document. */
  status: string
  /** Path of the result; absent for a vault PUT, which has no Location. */
  result?: string
  /** api-version of the status address where Azure ignores the caller's. */
  statusVersion?: string
}

/** An absolute address for a header: whatever names are in it, it is ASCII. A `;` stays raw, as in Azure's. */
export function absoluteAddress({ origin, apiVersion }: ArmCall, path: string, version = apiVersion): string {
  return `${origin}${encodeURI(path)}?api-version=${encodeURIComponent(version)}`
}

/** Headers that tell a client where and how soon to look. */
export function pollingHeaders(ctx: MockContext, call: ArmCall, addresses: PollingAddresses): Record<string, string> {
  const headers: Record<string, string> = {
    'azure-asyncoperation': absoluteAddress(call, addresses.status, addresses.statusVersion),
    'retry-after': String(ctx.settings.retryAfterSeconds),
  }
  if (addresses.result) headers.location = absoluteAddress(call, addresses.result)
  return headers
}

/** 202 with an empty body. */
export function acceptedReply(ctx: MockContext, call: ArmCall, addresses: PollingAddresses): ArmReply {
  return { status: 202, headers: pollingHeaders(ctx, call, addresses) }
}

/** Status document of the backup service; `id` is the bare operation id except for cross-region operations. */
export function operationBody(operation: OperationRecord, options?: { id?: string; endMs?: number }): JsonObject {
  const running = operation.status === 'InProgress'
  return compact({
    id: options?.id ?? operation.id,
    name: operation.id,
    status: operation.status,
    startTime: wireTime(operation.startMs),
    // Azure writes the start here, also for operations that took minutes.
    endTime: running ? NOT_YET : wireTime(options?.endMs ?? operation.startMs),
    properties: operation.status === 'Succeeded' ? resultOf(operation) : undefined,
    error: operation.status === 'Failed' ? operation.error : undefined,
  })
}

function resultOf({ jobId, result }: OperationRecord): JsonObject | undefined {
  return jobId === undefined ? result : { objectType: 'OperationStatusJobExtendedInfo', jobId }
}
