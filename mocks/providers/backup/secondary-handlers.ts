import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { isObject, objectOf, sameName, textOf } from '../../json.js'
import { acceptedReply, operationBody } from '../../lro.js'
import { pageReply } from '../../paging.js'
import type { JobRecord, OperationRecord, VaultRecord } from '../../service/model.js'
import { startOperation } from '../../service/operations.js'
import { pairedRegion, regionName } from '../../service/region-pairs.js'
import { startRestore } from '../../service/restore-run.js'
import { vaultNotFound } from '../recovery-services/state.js'
import { jobNotFound, operationNotFound, parameterInvalid, pointNotFound } from './errors.js'
import { jobBody } from './job-body.js'
import { jobFilter, newestFirst } from './job-handlers.js'
import { checkRestore } from './restore-checks.js'
import { replicatedPoints, requireCrossRegion } from './secondary-state.js'
import { tokenBody } from './secondary-token.js'
import { requireItem } from './state.js'

/** GET of what a token for the secondary region has to be asked for. The tail of the audience stands for the region. */
export function getAadProperties(ctx: MockContext, call: ArmCall): ArmReply {
  const region = regionName(call.params.region ?? '')
  return {
    status: 200,
    body: {
      properties: {
        tenantId: ctx.state.tenantId,
        audience: `https://RecoveryServices/IaasCoord/aadmgmt/${region}`,
        servicePrincipalObjectId: '00000000-0000-0000-0000-0000000000bb',
      },
    },
  }
}

/** POST accessToken: a token for one point of the secondary region. */
export function postAccessToken(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, item } = requireItem(ctx, call)
  requireCrossRegion(vault)
  const point = replicatedPoints(ctx, vault, item).find((candidate) => candidate.name === call.params.point)
  if (!point) throw pointNotFound()
  return { status: 200, body: { properties: tokenBody(vault, item, point) } }
}

/** POST backupCrossRegionRestore: vault, item and point are known from the token only. */
export function postCrossRegionRestore(ctx: MockContext, call: ArmCall): ArmReply {
  const token = objectOf(call.body.crossRegionRestoreAccessDetails)
  const request = call.body.restoreRequest
  const vault = Object.values(ctx.state.backup.vaults).find((candidate) => candidate.numericId === token.resourceId)
  const item = Object.values(vault?.items ?? {}).find((candidate) => candidate.dataId === token.datasourceId)
  if (!vault || !item || !isObject(request)) throw parameterInvalid('crossRegionRestoreAccessDetails')
  requireCrossRegion(vault)
  const region = regionName(call.params.region ?? '')
  if (pairedRegion(vault.location) !== region) throw parameterInvalid('azureRegion')
  const point = replicatedPoints(ctx, vault, item).find((candidate) => candidate.name === token.recoveryPointId)
  if (!point) throw pointNotFound()
  const order = checkRestore(ctx, { vault, item, point, region, crossRegion: true }, request)
  const job = startRestore(ctx, order, ctx.random.guid())
  const id = Buffer.from(`${vault.numericId};${ctx.random.guid()}`).toString('base64')
  const durationMs = ctx.timings.duration('accept', ctx.random.of(`${id}|accept`))
  startOperation(ctx, { family: 'cross-region', vault, id, durationMs, effect: { kind: 'none' }, jobId: job.id })
  const base = locationOf(call)
  return acceptedReply(ctx, call, {
    status: `${base}/backupCrrOperationsStatus/${id}`,
    result: `${base}/backupCrrOperationResults/${id}`,
  })
}

/** GET of the status of a restore across regions. */
export function getCrossRegionStatus(ctx: MockContext, call: ArmCall): ArmReply {
  const operation = requireOperation(ctx, call)
  const id = `${locationOf(call)}/backupCrrOperationsStatus/${operation.id}`
  // Here, and only here, the end is given to the second.
  const endMs = Math.floor(operation.startMs / 1000) * 1000
  return { status: 200, body: operationBody(operation, { id, endMs }) }
}

/** GET of the result of a restore across regions. */
export function getCrossRegionResult(ctx: MockContext, call: ArmCall): ArmReply {
  const operation = requireOperation(ctx, call)
  return { status: operation.status === 'InProgress' ? 202 : 204 }
}

/** POST backupCrrJob: one job of the secondary region. */
export function postCrossRegionJob(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVaultOfBody(ctx, call)
  const job = vault.jobs[(textOf(call.body.jobName) ?? '').toLowerCase()]
  if (job?.operation !== 'CrossRegionRestore') throw jobNotFound()
  const view = { apiVersion: call.apiVersion, extended: true, scope: locationOf(call) }
  return {
    status: 200,
    body: { ...jobBody(ctx, vault, job, view), type: 'Microsoft.RecoveryServices/vaults/backupJobs' },
  }
}

/** POST backupCrrJobs: the jobs of the secondary region, newest first. */
export function postCrossRegionJobs(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVaultOfBody(ctx, call)
  const wanted = jobFilter(call)
  const rows = newestFirst(vault, (job) => job.operation === 'CrossRegionRestore' && wanted(job))
  const view = { apiVersion: call.apiVersion, extended: false, scope: locationOf(call) }
  return pageReply(call, rows, {
    pageSize: ctx.settings.pageSize,
    toBody: (job: JobRecord) => jobBody(ctx, vault, job, view),
  })
}

function requireVaultOfBody(ctx: MockContext, call: ArmCall): VaultRecord {
  const id = textOf(call.body.resourceId) ?? ''
  const vault = ctx.state.backup.vaults[id.toLowerCase()]
  if (!vault)
    throw vaultNotFound({ ...call, params: { vault: id.split('/').at(-1) ?? '', rg: id.split('/')[4] ?? '' } })
  if (!sameName(pairedRegion(vault.location), regionName(call.params.region ?? '')))
    throw parameterInvalid('azureRegion')
  requireCrossRegion(vault)
  return vault
}

function requireOperation(ctx: MockContext, call: ArmCall): OperationRecord {
  const operation = ctx.state.backup.operations[call.params.op ?? '']
  if (operation?.family !== 'cross-region') throw operationNotFound()
  return operation
}

function locationOf(call: ArmCall): string {
  const { sub = '', region = '' } = call.params
  return `/subscriptions/${sub}/providers/Microsoft.RecoveryServices/locations/${region}`
}
