import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { sameName } from '../../json.js'
import { absoluteAddress } from '../../lro.js'
import { pageReply } from '../../paging.js'
import { currentBody, deploymentBody, operationBody } from './body.js'
import { deploymentActive } from './errors.js'
import { planDeployment, runDeployment, stepOf } from './run.js'
import { type DeploymentRecord, deploymentIdOf, findDeployment, requireDeployment, stateOf } from './state.js'

/** PUT of a deployment: what it makes is begun at once; it runs until all of that is there. */
export function putDeployment(ctx: MockContext, call: ArmCall): ArmReply {
  const known = findDeployment(ctx, call)
  if (known && stateOf(ctx, known) === 'Running') throw deploymentActive(known.name)
  const deployment = runDeployment(ctx, planDeployment(ctx, call))
  ctx.state.deployments.records[deployment.id.toLowerCase()] = deployment
  const body = deploymentBody(ctx, deployment, 'Accepted')
  return { status: known ? 200 : 201, headers: statusHeaders(ctx, call, deployment), body }
}

/** POST validate: the same checks; nothing is made. */
export function validateDeployment(ctx: MockContext, call: ArmCall): ArmReply {
  const { draft, puts } = planDeployment(ctx, call)
  const steps = puts.map((put) => stepOf(put, ctx.now()))
  return { status: 200, body: deploymentBody(ctx, { ...draft, steps }, 'Succeeded') }
}

/** GET and HEAD of a deployment. */
export function getDeployment(ctx: MockContext, call: ArmCall): ArmReply {
  if (call.method === 'HEAD') return { status: findDeployment(ctx, call) ? 204 : 404 }
  return { status: 200, body: currentBody(ctx, requireDeployment(ctx, call)) }
}

/** GET of the deployments of a group; the filter knows `provisioningState eq 'x'`. */
export function listDeployments(ctx: MockContext, call: ArmCall): ArmReply {
  const prefix = deploymentIdOf(call).toLowerCase()
  const wanted = /provisioningState\s+eq\s+'([^']*)'/i.exec(call.query.$filter ?? '')?.[1]
  const rows = Object.entries(ctx.state.deployments.records)
    .filter(([key, row]) => key.startsWith(prefix) && (wanted === undefined || sameName(stateOf(ctx, row), wanted)))
    .map(([, row]) => row)
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (row) => currentBody(ctx, row) })
}

/** DELETE of a deployment, not of what it made: 204 when there is none. */
export function deleteDeployment(ctx: MockContext, call: ArmCall): ArmReply {
  const known = findDeployment(ctx, call)
  if (known && stateOf(ctx, known) === 'Running') throw deploymentActive(known.name)
  delete ctx.state.deployments.records[deploymentIdOf(call).toLowerCase()]
  return { status: 204 }
}

/** GET of the status of a PUT. */
export function getOperationStatus(ctx: MockContext, call: ArmCall): ArmReply {
  const deployment = requireDeployment(ctx, call)
  if (deployment.operationId !== call.params.operation) {
    throw new ArmError(404, 'DeploymentOperationNotFound', `Operation '${call.params.operation}' could not be found.`)
  }
  const status = stateOf(ctx, deployment)
  if (status === 'Running') return { status: 200, headers: statusHeaders(ctx, call, deployment), body: { status } }
  return { status: 200, body: deployment.error ? { status, error: deployment.error } : { status } }
}

/** GET of the steps of a deployment. */
export function listOperations(ctx: MockContext, call: ArmCall): ArmReply {
  const deployment = requireDeployment(ctx, call)
  const toBody = (step: DeploymentRecord['steps'][number]) => operationBody(ctx, deployment, step)
  return pageReply(call, deployment.steps, { pageSize: ctx.settings.pageSize, toBody })
}

function statusHeaders(ctx: MockContext, call: ArmCall, { id, operationId }: DeploymentRecord): Record<string, string> {
  const path = `${id}/operationStatuses/${operationId}`
  return {
    'azure-asyncoperation': absoluteAddress(call, path),
    'retry-after': String(ctx.settings.retryAfterSeconds),
  }
}
