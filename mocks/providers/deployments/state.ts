import type { ArmCall } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import type { JsonObject } from '../../json.js'
import { deploymentNotFound } from './errors.js'

export const DEPLOYMENT_TYPE = 'Microsoft.Resources/deployments'

/** A resource that a deployment made, or failed to make. */
export interface DeploymentStep {
  resourceId: string
  type: string
  name: string
  location?: string
  /** Ids of the resources that had to be there before. */
  dependsOn: string[]
  endMs: number
  /** Absent = made; the step after a failed one is not tried. */
  error?: { code: string; message: string }
}

/** A deployment; its template is not kept. */
export interface DeploymentRecord {
  id: string
  name: string
  group: string
  subscriptionId: string
  operationId: string
  correlationId: string
  templateHash: string
  /** As the wire shows them: secure ones without a value. */
  parameters: JsonObject
  outputs: JsonObject
  startMs: number
  endMs: number
  steps: DeploymentStep[]
  /** As the wire shows it; absent when all went well. */
  error?: JsonObject
}

/** Deployments by lower-case id. */
export interface DeploymentsState {
  records: Record<string, DeploymentRecord>
}

/** Where a deployment stands. */
export function stateOf(ctx: MockContext, deployment: DeploymentRecord): 'Running' | 'Succeeded' | 'Failed' {
  if (ctx.now() < deployment.endMs) return 'Running'
  return deployment.error ? 'Failed' : 'Succeeded'
}

/** Id of the deployment that a path names. */
export function deploymentIdOf(call: ArmCall): string {
  const { sub = '', rg = '', deployment = '' } = call.params
  return `/subscriptions/${sub}/resourceGroups/${rg}/providers/${DEPLOYMENT_TYPE}/${deployment}`
}

/** The deployment of a path. */
export function findDeployment(ctx: MockContext, call: ArmCall): DeploymentRecord | undefined {
  return ctx.state.deployments.records[deploymentIdOf(call).toLowerCase()]
}

/** The deployment of a path, or ARM's 404. */
export function requireDeployment(ctx: MockContext, call: ArmCall): DeploymentRecord {
  const deployment = findDeployment(ctx, call)
  if (!deployment) throw deploymentNotFound(call.params.deployment ?? '')
  return deployment
}
