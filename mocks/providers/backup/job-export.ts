import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { pollingHeaders } from '../../lro.js'
import type { OperationRecord, VaultRecord } from '../../service/model.js'
import { findOperation, startOperation } from '../../service/operations.js'
import { requireVault } from '../recovery-services/state.js'
import { operationNotFound } from './errors.js'
import { jobFilter } from './job-handlers.js'

/** POST backupJobsExport: 202 with a Location and nothing else to poll. Source: arm-recoveryservicesbackup 12.0.0. */
export function exportJobs(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  jobFilter(call)
  const durationMs = ctx.timings.duration('accept', ctx.random.of(`${vault.key}|${ctx.now()}|export`))
  return running(ctx, call, {
    vault,
    operation: startOperation(ctx, { family: 'item', vault, durationMs, effect: { kind: 'none' } }),
  })
}

/** GET of the result of an export: 202 while it runs, then where the file would be; the mock has no blobs. */
export function getExportResult(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const operation = findOperation(ctx, vault.key, call.params.op ?? '')
  if (!operation) throw operationNotFound()
  if (operation.status === 'InProgress') return running(ctx, call, { vault, operation })
  const blobUrl = `https://pod01mockexport.blob.core.windows.net/exports/${operation.id}.xml`
  const result = { objectType: 'ExportJobsOperationResultInfo', blobUrl, blobSasKey: 'none' }
  return { status: 200, body: { operation: result } }
}

function running(ctx: MockContext, call: ArmCall, work: { vault: VaultRecord; operation: OperationRecord }): ArmReply {
  const result = `${work.vault.id}/backupJobs/operationResults/${work.operation.id}`
  const { 'azure-asyncoperation': _, ...headers } = pollingHeaders(ctx, call, { status: result, result })
  return { status: 202, headers }
}
