import { ArmError } from './errors.js'

/** The three quotas of ARM. */
export type ArmThrottleKind = 'read' | 'write' | 'delete'

/** Which quota a method uses up: a POST counts as a write. Source: docs, throttling of Azure Resource Manager. */
export function armThrottleKind(method: string): ArmThrottleKind {
  if (method === 'GET' || method === 'HEAD') return 'read'
  return method === 'DELETE' ? 'delete' : 'write'
}

/** 429 of ARM's front door. Source of the sentence: issue threads. */
export function armThrottled(refusal: {
  kind: ArmThrottleKind
  subscriptionId: string
  objectId: string
  waitSeconds: number
}): ArmError {
  const { kind, subscriptionId, objectId, waitSeconds } = refusal
  return new ArmError(
    429,
    'SubscriptionRequestsThrottled',
    `Number of '${kind}' requests for subscription '${subscriptionId}' actor '${objectId}' exceeded. Please try again after '${waitSeconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
    { headers: throttleHeaders(waitSeconds) },
  )
}

/** 429 of a provider's own quota. Source: recordings of 2024. */
export function providerThrottled(refusal: { action: string; limit: number; waitSeconds: number }): ArmError {
  const { action, limit, waitSeconds } = refusal
  return new ArmError(
    429,
    'ResourceRequestsThrottled',
    `Number of requests for action '${action}' exceeded the limit of '${limit}' for time interval '01:00:00'. Please try again after '${waitSeconds}' seconds.`,
    { headers: throttleHeaders(waitSeconds) },
  )
}

function throttleHeaders(waitSeconds: number): Record<string, string> {
  return { 'retry-after': String(waitSeconds), 'x-ms-failure-cause': 'gateway' }
}
