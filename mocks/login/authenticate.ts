import { ArmError } from '../errors.js'
import type { Caller } from '../providers/authorization/callers.js'
import type { TokenIssuer, TokenProblem } from './tokens.js'

/** What a token must be made for, without the slash at the end. Source: docs, Azure Resource Manager audiences. */
const ARM_AUDIENCES = ['https://management.azure.com', 'https://management.core.windows.net']

/** 401 with the challenge that tells a client where to log in. */
export class LoginRequired extends ArmError {
  readonly challenge: string

  constructor(code: string, message: string, challenge: string) {
    super(401, code, message)
    this.challenge = challenge
  }
}

/** Who sends a request, by its token. Throws LoginRequired. Messages: recordings and docs of Resource Manager. */
export async function authenticate(
  issuer: TokenIssuer,
  { authorization, origin, tenantId }: { authorization: string | undefined; origin: string; tenantId: string },
): Promise<Caller> {
  const authority = `${origin}/${tenantId}`
  const refuse = (code: string, message: string) =>
    new LoginRequired(
      code,
      message,
      `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${message}"`,
    )
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (authorization === undefined)
    throw refuse('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.")
  if (token === undefined)
    throw refuse(
      'AuthenticationFailedInvalidHeader',
      "Authentication failed. The 'Authorization' header is provided in an invalid format.",
    )
  const check = await issuer.check(token, [origin, ...ARM_AUDIENCES])
  if ('caller' in check) return check.caller
  const [code, message] = REFUSALS[check.problem]
  throw refuse(code, message)
}

const REFUSALS: Record<TokenProblem, [code: string, message: string]> = {
  malformed: ['InvalidAuthenticationToken', 'The access token is invalid.'],
  signature: ['InvalidAuthenticationToken', 'The access token validation failure. Signature validation failed.'],
  expired: ['ExpiredAuthenticationToken', 'The access token expiry UTC time is earlier than current UTC time.'],
  audience: [
    'InvalidAuthenticationTokenAudience',
    'The access token has been obtained for wrong audience or resource.',
  ],
  tenant: [
    'InvalidAuthenticationTokenTenant',
    'The access token is from the wrong issuer. It must match the tenant associated with this subscription.',
  ],
}
