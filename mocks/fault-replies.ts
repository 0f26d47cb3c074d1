import type { ArmReply, ArmRequest } from './arm-types.js'
import { isoOf } from './clock.js'
import type { MockContext } from './context.js'
import { ArmError } from './errors.js'
import type { Fault } from './fault-rule.js'
import type { Strike } from './faults.js'
import { createRandom } from './random.js'
import { decodePath } from './request-region.js'
import { armThrottled, armThrottleKind } from './throttle-errors.js'
import { bagTime } from './wire-time.js'

/** Code and sentence of a status that a rule gives no body for. Those of 409, 412, 429 and 503 are not verified: see UNSURE.md. */
const SAYINGS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BadRequest', 'The request is invalid.'],
  401: ['AuthenticationFailed', 'Authentication failed.'],
  403: ['AuthorizationFailed', 'The client does not have authorization to perform the action.'],
  404: ['NotFound', 'The resource was not found.'],
  408: ['RequestTimeout', 'The request timed out.'],
  409: ['Conflict', 'The request conflicts with another operation.'],
  412: ['PreconditionFailed', 'The condition of the request does not hold.'],
  429: ['TooManyRequests', 'The request is being throttled. Please try again later.'],
  500: ['InternalServerError', 'Encountered internal server error.'],
  502: ['InvalidGatewayHost', 'The gateway could not reach the host.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable. Please try again later.'],
}

/** What the backup service says of a failure of its own. Source: issue threads. */
export const BACKUP_FAILED = {
  code: 'CloudInternalError',
  message:
    'Microsoft Azure Backup encountered an internal error. Wait for a few minutes and then try the operation again. If the issue persists, please contact Microsoft support.',
}

/** Life of an access token. Source: docs, Microsoft Entra access tokens (60 to 90 minutes). */
const TOKEN_LIFE_MS = 3_600_000

/** The answer that stands in for the true one, as Azure would write it; undefined when the fault leaves the answer alone. */
export function replyOfFault(ctx: MockContext, request: ArmRequest, strike: Strike): ArmReply | undefined {
  const reply = bareReply(ctx, request, strike.fault)
  if (!reply) return undefined
  const requestId = requestIdOf(ctx, strike)
  return {
    ...reply,
    headers: {
      'x-ms-request-id': requestId,
      'x-ms-correlation-request-id': request.headers['x-ms-correlation-request-id'] ?? requestId,
      'x-azbk-mock-time': isoOf(ctx.now()),
      ...reply.headers,
    },
  }
}

function bareReply(ctx: MockContext, request: ArmRequest, fault: Fault): ArmReply | undefined {
  switch (fault.kind) {
    case 'status':
      return statusReply(ctx, request, fault)
    case 'token-expired':
      return tokenExpired(ctx, request)
    case 'region-down':
      return errorReply(gatewayTimeout(request))
    default:
      return undefined
  }
}

function statusReply(ctx: MockContext, request: ArmRequest, fault: Extract<Fault, { kind: 'status' }>): ArmReply {
  const { status, retryAfterSeconds } = fault
  const { code, message } = sayingOf(ctx, request, fault)
  const reply = errorReply(new ArmError(status, fault.code ?? code, fault.message ?? message))
  return {
    status,
    headers: {
      ...reply.headers,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...fault.headers,
    },
    body: fault.body ?? reply.body,
  }
}

function sayingOf(
  ctx: MockContext,
  request: ArmRequest,
  { status, retryAfterSeconds }: Extract<Fault, { kind: 'status' }>,
): { code: string; message: string } {
  if (status === 504) return gatewayTimeout(request)
  if (status === 429 && retryAfterSeconds !== undefined) {
    const subscriptionId = pathOf(request).split('/')[2] ?? ''
    const caller = request.caller ?? ctx.settings.caller
    const kind = armThrottleKind(request.method)
    return armThrottled({ kind, subscriptionId, objectId: caller.objectId, waitSeconds: retryAfterSeconds })
  }
  if (status === 500 && /\/Microsoft\.RecoveryServices\//i.test(pathOf(request))) return BACKUP_FAILED
  const [code, message] = SAYINGS[status] ?? [`HttpStatus${status}`, `The request was answered with status ${status}.`]
  return { code, message }
}

/** What ARM says when a provider does not answer. Source: issue threads. That a region that is down looks so: see UNSURE.md. */
function gatewayTimeout(request: ArmRequest): ArmError {
  const provider = /\/providers\/([^/]+)/i.exec(pathOf(request))?.[1] ?? 'Microsoft.Resources'
  return new ArmError(
    504,
    'GatewayTimeout',
    `The gateway did not receive a response from '${provider}' within the specified time period.`,
  )
}

/** Source of the sentence: issue threads; of the challenge: docs, OAuth 2.0 errors of Microsoft Entra. */
function tokenExpired(ctx: MockContext, request: ArmRequest): ArmReply {
  const now = ctx.now()
  const error = new ArmError(
    401,
    'ExpiredAuthenticationToken',
    `The access token expiry UTC time '${bagTime(now - TOKEN_LIFE_MS)}' is earlier than current UTC time '${bagTime(now)}'.`,
  )
  const { hostname, origin } = new URL(request.url)
  // A served mock is its own login endpoint; in a process it stands for Azure's address.
  const login = hostname === 'management.azure.com' ? 'https://login.microsoftonline.com' : origin
  const challenge = `Bearer authorization_uri="${login}/${ctx.state.tenantId}", error="invalid_token", error_description="The access token has expired."`
  return { status: 401, headers: { 'www-authenticate': challenge }, body: error.toBody() }
}

function errorReply(error: ArmError): ArmReply {
  const cause = error.status === 429 ? 'gateway' : 'service'
  return {
    status: error.status,
    headers: error.status === 429 || error.status >= 500 ? { 'x-ms-failure-cause': cause } : {},
    body: error.toBody(),
  }
}

function pathOf(request: ArmRequest): string {
  return decodePath(new URL(request.url).pathname)
}

/** From a stream of its own: a struck request must not take ids from the world. */
function requestIdOf(ctx: MockContext, { ruleId, struck }: Strike): string {
  const chance = ctx.random.of(`fault|${ruleId}|${struck}|request`)
  return createRandom({ seed: 0, randomState: Math.floor(chance * 2 ** 32) | 0 }).guid()
}
