import { ArmError } from '../../errors.js'
import type { JsonObject } from '../../json.js'

/** 400 for a template that ARM cannot take. */
export function invalidTemplate(reason: string): ArmError {
  return new ArmError(400, 'InvalidTemplate', `Deployment template validation failed: '${reason}'.`)
}

/** 400 for an expression that does not parse, or reaches for what is not there. */
export function expressionInvalid(expression: string): ArmError {
  return invalidTemplate(
    `The language expression '${expression.slice(0, 200)}' is not valid. Please see https://aka.ms/arm-template-expressions for usage details.`,
  )
}

/** 400 for a function that the template language does not have, or that the mock does not know. */
export function functionUnknown(name: string): ArmError {
  return invalidTemplate(
    `The template function '${name}' is not valid. Please see https://aka.ms/arm-template-expressions for usage details.`,
  )
}

/** 400 for a deployment that was refused before anything was made. */
export function invalidDeployment(name: string, trackingId: string, details: JsonObject[]): ArmError {
  const message = `The template deployment '${name}' is not valid according to the validation procedure. The tracking id is '${trackingId}'. See inner errors for details.`
  return new ArmError(400, 'InvalidTemplateDeployment', message, { details })
}

/** 404 of ARM for a deployment. */
export function deploymentNotFound(name: string): ArmError {
  return new ArmError(404, 'DeploymentNotFound', `Deployment '${name}' could not be found.`)
}

/** 409 for a deployment whose last one of the same name still runs. */
export function deploymentActive(name: string): ArmError {
  return new ArmError(
    409,
    'DeploymentActive',
    `Unable to edit or replace deployment '${name}': previous deployment is still active. Please see https://aka.ms/arm-deploy for usage details.`,
  )
}
