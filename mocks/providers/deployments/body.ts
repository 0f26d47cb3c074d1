import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { compact, type JsonObject } from '../../json.js'
import { DEPLOYMENT_TYPE, type DeploymentRecord, type DeploymentStep, stateOf } from './state.js'

/** A deployment as the wire shows it. Source of the shape: recordings of vm create, 2022. */
export function deploymentBody(ctx: MockContext, deployment: DeploymentRecord, state: string): JsonObject {
  const { id, name, steps, startMs, endMs, error } = deployment
  const isOver = state === 'Succeeded' || state === 'Failed'
  const properties = compact({
    templateHash: deployment.templateHash,
    parameters: deployment.parameters,
    mode: 'Incremental',
    provisioningState: state,
    timestamp: isoOf(isOver ? endMs : ctx.now()),
    duration: durationText((isOver ? endMs : ctx.now()) - startMs),
    correlationId: deployment.correlationId,
    providers: providersOf(steps),
    dependencies: dependenciesOf(steps),
    outputs: state === 'Succeeded' ? deployment.outputs : undefined,
    outputResources: state === 'Succeeded' ? steps.map(({ resourceId }) => ({ id: resourceId })).sort(byId) : undefined,
    error: isOver ? error : undefined,
  })
  return { id, name, type: DEPLOYMENT_TYPE, properties }
}

/** One step of a deployment as the wire shows it. */
export function operationBody(ctx: MockContext, deployment: DeploymentRecord, step: DeploymentStep): JsonObject {
  const operationId = deployment.steps.indexOf(step).toString(16).padStart(16, '0').toUpperCase()
  const isOver = ctx.now() >= step.endMs
  const state = step.error ? 'Failed' : 'Succeeded'
  const { resourceId, type, name } = step
  const properties = compact({
    provisioningOperation: 'Create',
    provisioningState: isOver ? state : 'Running',
    timestamp: isoOf(Math.min(step.endMs, ctx.now())),
    duration: durationText(Math.min(step.endMs, ctx.now()) - deployment.startMs),
    trackingId: deployment.correlationId,
    statusCode: step.error ? 'BadRequest' : isOver ? 'OK' : 'Accepted',
    statusMessage: step.error && { status: 'Failed', error: step.error },
    targetResource: { id: resourceId, resourceType: type, resourceName: name },
  })
  return { id: `${deployment.id}/operations/${operationId}`, operationId, properties }
}

/** State of a deployment that was read now. */
export function currentBody(ctx: MockContext, deployment: DeploymentRecord): JsonObject {
  return deploymentBody(ctx, deployment, stateOf(ctx, deployment))
}

function providersOf(steps: readonly DeploymentStep[]): JsonObject[] {
  const namespaces = [...new Set(steps.map(({ type }) => type.split('/')[0] ?? ''))]
  return namespaces.map((namespace) => {
    const types = [...new Set(steps.map(({ type }) => type))].filter((type) => type.startsWith(`${namespace}/`))
    const resourceTypes = types.map((type) => ({
      resourceType: type.slice(namespace.length + 1),
      locations: [...new Set(steps.filter((step) => step.type === type).map((step) => step.location ?? null))],
    }))
    return { namespace, resourceTypes }
  })
}

function dependenciesOf(steps: readonly DeploymentStep[]): JsonObject[] {
  const rowOf = ({ resourceId, type, name }: DeploymentStep) => ({
    id: resourceId,
    resourceType: type,
    resourceName: name,
  })
  return steps
    .filter((step) => step.dependsOn.length > 0)
    .map((step) => ({
      dependsOn: steps.filter((other) => step.dependsOn.includes(other.resourceId)).map(rowOf),
      ...rowOf(step),
    }))
}

function byId(left: { id: string }, right: { id: string }): number {
  return left.id < right.id ? -1 : 1
}

function durationText(ms: number): string {
  return `PT${ms / 1000}S`
}
