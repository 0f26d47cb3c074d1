import type { JsonObject } from './json.js'

/** Who writes the error body: ARM's front door, or the backup service (which adds three null members). */
export type ErrorStyle = 'arm' | 'backup'

/** A refusal with Azure's code, status and message. */
export class ArmError extends Error {
  readonly status: number
  readonly code: string
  readonly style: ErrorStyle
  readonly details: JsonObject[] | undefined
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string,
    message: string,
    options?: { style?: ErrorStyle; details?: JsonObject[]; headers?: Record<string, string> },
  ) {
    super(message)
    this.name = 'ArmError'
    this.status = status
    this.code = code
    this.style = options?.style ?? 'arm'
    this.details = options?.details
    this.headers = options?.headers ?? {}
  }

  /** The body as it goes on the wire. */
  toBody(): JsonObject {
    const { code, message } = this
    if (this.style === 'backup') return { error: { code, message, target: null, details: null, innerError: null } }
    return { error: this.details ? { code, message, details: this.details } : { code, message } }
  }
}

/** 400 when the query has no api-version. */
export function missingApiVersion(): ArmError {
  return new ArmError(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  )
}

/** 404 of ARM for a subscription it does not know. */
export function subscriptionNotFound(id: string): ArmError {
  return new ArmError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`)
}

/** 404 of ARM for a resource group it does not know. */
export function resourceGroupNotFound(name: string): ArmError {
  return new ArmError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`)
}

/** 404 of ARM for a resource. Source: recordings of 2024. */
export function resourceNotFound(type: string, name: string, group: string): ArmError {
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  )
}

/** Not an answer of Azure: what was asked is not modelled here. */
export function notModelled(method: string, path: string, apiVersion: string): ArmError {
  return new ArmError(
    501,
    'MockNotImplemented',
    `The mock does not model ${method} ${path} (api-version ${apiVersion}). See mocks/README.md for what it does.`,
  )
}

/** 400 for a body that is not JSON or not an object. */
export function invalidBody(): ArmError {
  return new ArmError(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.')
}

/** 409 of ARM when the provider was never registered. Source: recordings before 2024. */
export function providerNotRegistered(namespace: string): ArmError {
  const code = 'MissingSubscriptionRegistration'
  const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`
  return new ArmError(409, code, message, { details: [{ code, target: namespace, message }] })
}
