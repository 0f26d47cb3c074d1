import type { AccessToken, TokenCredential } from '@azure/core-auth'
import { type Clock, HOUR_MS } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'

/** What a token says about its owner. Every field may be missing: tokens of served mocks need not be JWTs. */
export interface TokenClaims {
  readonly objectId: string | null
  /** A user's sign-in name or an application's id. */
  readonly name: string | null
  readonly kind: 'user' | 'application' | null
  readonly applicationId: string | null
  readonly tenantId: string | null
  readonly expiresAtMs: number | null
}

/** Claims of a JWT's payload; the signature is Azure's business. Undefined when the text is no JWT. */
export function readTokenClaims(token: string): TokenClaims | undefined {
  const payload = parsePayload(token)
  if (payload === undefined) return undefined
  const text = (...names: string[]) =>
    names.map((name) => payload[name]).find((value): value is string => typeof value === 'string' && value !== '')
  const user = text('upn', 'unique_name', 'preferred_username', 'email')
  const applicationId = text('appid', 'azp') ?? null
  const kind = payload.idtyp === 'user' || user !== undefined ? 'user' : applicationId === null ? null : 'application'
  return {
    objectId: text('oid', 'sub') ?? null,
    name: user ?? text('app_displayname', 'name') ?? applicationId,
    kind,
    applicationId,
    tenantId: text('tid') ?? null,
    expiresAtMs: typeof payload.exp === 'number' ? payload.exp * 1000 : null,
  }
}

function parsePayload(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** A ready token (AZBK_ACCESS_TOKEN) as a credential. A JWT's own expiry counts; any other token is taken to be fresh. */
export function readyTokenCredential(token: string, clock: Clock): TokenCredential {
  const expiresAtMs = readTokenClaims(token)?.expiresAtMs ?? null
  return {
    getToken: async (): Promise<AccessToken> => {
      const now = clock.now().getTime()
      if (expiresAtMs !== null && expiresAtMs <= now) throw expiredToken(expiresAtMs)
      return { token, expiresOnTimestamp: expiresAtMs ?? now + HOUR_MS }
    },
  }
}

function expiredToken(expiresAtMs: number): AzbkError {
  return new AzbkError({
    code: 'LOGIN_EXPIRED',
    exit: 'noPermission',
    message: `The token in AZBK_ACCESS_TOKEN expired at ${new Date(expiresAtMs).toISOString()}.`,
    suggestions: [
      'Get a new one: AZBK_ACCESS_TOKEN=$(az account get-access-token --query accessToken -o tsv)',
      'Or unset it and log in another way.',
    ],
  })
}
