import { decodeJwt } from 'jose'
import type { Caller } from '../providers/authorization/callers.js'
import {
  applicationNotFound,
  assertionOutOfTime,
  badAssertion,
  missingCredential,
  unsupportedGrant,
  wrongSecret,
} from './errors.js'
import { clientSecretOf, findCaller } from './identities.js'

/** A form as a client posts it. */
export type Form = Readonly<Record<string, string | undefined>>

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The service principal that proves itself with a secret or an assertion. Throws LoginError. */
export function readCaller(form: Form, nowMs: number): Caller {
  const { grant_type: grant = '', client_id: clientId = '', client_secret: secret, client_assertion: assertion } = form
  if (grant !== 'client_credentials') throw unsupportedGrant(grant)
  const caller = findCaller(clientId)
  if (!caller) throw applicationNotFound(clientId)
  if (assertion !== undefined) requireAssertion(form, nowMs)
  else if (secret === undefined) throw missingCredential()
  else if (secret !== clientSecretOf(caller)) throw wrongSecret(clientId)
  return caller
}

/**
 * An assertion is signed by a key that the mock cannot know (a certificate, or a pipeline's own issuer): its form, life
 * and type are checked, its signature is not.
 */
function requireAssertion(
  { client_assertion: assertion = '', client_assertion_type: type }: Form,
  nowMs: number,
): void {
  if (type !== JWT_BEARER) throw badAssertion(`client_assertion_type must be '${JWT_BEARER}'`)
  const claims = claimsOf(assertion)
  if (claims === undefined) throw badAssertion('it is not a JSON web token')
  if (claims.sub === undefined || claims.iss === undefined || claims.aud === undefined)
    throw badAssertion('it needs the claims iss, sub and aud')
  const { exp = 0, nbf = 0 } = claims
  // What is no number is in no range.
  const isInTime = exp * 1000 > nowMs && nbf * 1000 <= nowMs
  if (!isInTime) throw assertionOutOfTime()
}

function claimsOf(token: string) {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}

/** What the token is for: `resource`, or `scope` without `/.default`; undefined when the client names nothing. */
export function readAudience({ resource, scope }: Form): string | undefined {
  const first = scope?.split(' ').find((part) => part.endsWith('/.default'))
  return resource ?? first?.slice(0, -'/.default'.length)
}
