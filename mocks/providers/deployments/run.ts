import { createHash } from 'node:crypto'
import type { ArmCall, ArmReply, Route } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError, notModelled } from '../../errors.js'
import { isObject, type JsonObject, objectOf, sameName, spell, textOf } from '../../json.js'
import { requireAccess } from '../authorization/access.js'
import { requireUnlocked } from '../authorization/locks.js'
import { invalidDeployment, invalidTemplate } from './errors.js'
import { evaluate, type TemplateFunctions } from './expressions.js'
import { type DeploymentRecord, type DeploymentStep, deploymentIdOf } from './state.js'
import { findTarget } from './targets.js'
import { readTemplate, type Template, type TemplateResource } from './template.js'

/** A resource of a template with the request that makes it. */
interface PlannedPut {
  resource: TemplateResource
  route: Route
  call: ArmCall
}

/** A deployment that passed validation: nothing is made yet. */
export interface DeploymentPlan {
  template: Template
  puts: PlannedPut[]
  draft: DeploymentRecord
}

/** Checks a deployment: its template, that everything in it is modelled, and that the caller may make it. */
export function planDeployment(ctx: MockContext, call: ArmCall): DeploymentPlan {
  const properties = objectOf(call.body.properties)
  const mode = textOf(properties.mode)
  if (mode === undefined) throw invalidTemplate("Required property 'mode' not found")
  // Complete mode deletes what the template does not name, and linked templates lie elsewhere: not modelled.
  if (!sameName(mode, 'Incremental') || properties.templateLink)
    throw notModelled(call.method, `${call.path} in mode ${mode} or with a link`, call.apiVersion)
  const template = readTemplate(call, properties)
  const puts = template.resources.map((resource) => planPut(call, resource))
  const draft = draftOf(ctx, call, template)
  const refusals = puts.flatMap((put) => refusalOf(() => requireAccess(put.call, put.route)))
  if (refusals.length > 0) throw invalidDeployment(draft.name, draft.correlationId, refusals)
  return { template, puts, draft }
}

/** Makes the resources in order, by the handlers that a PUT of each would reach, up to the first that is refused. */
export function runDeployment(ctx: MockContext, { template, puts, draft }: DeploymentPlan): DeploymentRecord {
  const steps: DeploymentStep[] = []
  const made = new Map<string, unknown>()
  for (const put of puts) {
    const step = runPut(ctx, put, made)
    steps.push(step)
    if (step.error) break
  }
  const outputs: Pick<DeploymentRecord, 'outputs' | 'error'> = { outputs: {} }
  const [failure] = steps.flatMap((step) => step.error ?? [])
  if (failure) outputs.error = deploymentFailed(failure)
  else {
    const [refusal] = refusalOf(() => {
      outputs.outputs = outputsOf(template, made)
    })
    if (refusal) outputs.error = { code: 'DeploymentOutputEvaluationFailed', message: refusal.message }
  }
  return { ...draft, ...outputs, steps, endMs: Math.max(ctx.now(), ...steps.map((step) => step.endMs)) }
}

/** What a step of a plan would be, for an answer before anything is made. */
export function stepOf({ resource, call }: PlannedPut, endMs: number): DeploymentStep {
  const { id, type, name, dependsOn } = resource
  const location = textOf(call.body.location)
  return { resourceId: id, type, name, ...(location === undefined ? {} : { location }), dependsOn, endMs }
}

function planPut(call: ArmCall, resource: TemplateResource): PlannedPut {
  const found = findTarget('PUT', resource.id.split('/').slice(1))
  if (!found) throw notModelled('PUT', resource.id, resource.apiVersion)
  const { apiVersion, body, id } = resource
  return {
    resource,
    route: found.route,
    call: { ...call, path: id, apiVersion, body, params: found.params, query: {}, trailingSlash: false },
  }
}

function runPut(ctx: MockContext, { resource, route, call }: PlannedPut, made: Map<string, unknown>): DeploymentStep {
  const step = stepOf({ resource, route, call }, ctx.now())
  const [error] = refusalOf(() => {
    requireUnlocked(ctx, call)
    const reply = route.handler(ctx, call)
    made.set(resource.id.toLowerCase(), reply.body)
    step.endMs = endOf(ctx, reply)
  })
  return error ? { ...step, error } : step
}

/** Source: docs, common deployment errors. */
function deploymentFailed(detail: { code: string; message: string }): JsonObject {
  return {
    code: 'DeploymentFailed',
    message:
      'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
    details: [detail],
  }
}

function refusalOf(act: () => void): { code: string; message: string }[] {
  try {
    act()
    return []
  } catch (error) {
    if (error instanceof ArmError) return [{ code: error.code, message: error.message }]
    throw error
  }
}

/** When the operation that a PUT started is over; now, when it started none. */
function endOf(ctx: MockContext, reply: ArmReply): number {
  const id = reply.headers?.['azure-asyncoperation']?.split('?')[0]?.split('/').at(-1) ?? ''
  const operation = ctx.state.compute.operations[id] ?? ctx.state.backup.operations[id]
  return operation?.dueMs ?? ctx.now()
}

function draftOf(ctx: MockContext, call: ArmCall, template: Template): DeploymentRecord {
  const { sub = '', rg = '', deployment = '' } = call.params
  const hash = createHash('sha256')
    .update(JSON.stringify(objectOf(call.body.properties).template))
    .digest()
  return {
    id: deploymentIdOf(call),
    name: deployment,
    group: rg,
    subscriptionId: sub,
    operationId: ctx.random.digits(20),
    correlationId: ctx.random.guid(),
    templateHash: String(hash.readBigUInt64BE()),
    parameters: template.parameters,
    outputs: {},
    startMs: ctx.now(),
    endMs: ctx.now(),
    steps: [],
  }
}

/** Outputs may refer to what was made: `reference('id or name').member`. By then everything is there. */
function outputsOf(template: Template, made: ReadonlyMap<string, unknown>): JsonObject {
  const functions: TemplateFunctions = {
    ...template.functions,
    reference([target]) {
      const resource = template.resources.find(
        (row) => sameName(row.id, spell(target)) || sameName(row.name, spell(target)),
      )
      const body = resource && made.get(resource.id.toLowerCase())
      if (isObject(body)) return { ...objectOf(body.properties), provisioningState: 'Succeeded' }
      throw invalidTemplate(`The resource '${spell(target)}' is not defined in the template`)
    },
  }
  const outputs = Object.entries(template.outputs).map(([name, row]) => {
    const { type, value } = objectOf(row)
    return [name, { type, value: evaluate(value, functions) }]
  })
  return Object.fromEntries(outputs)
}
