import { createPrivateKey, createPublicKey } from 'node:crypto'
import { errors, exportJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import type { Caller } from '../providers/authorization/callers.js'
import { findCaller } from './identities.js'

/** A day, as Azure's tokens for managed identities. */
export const TOKEN_LIFE_SECONDS = 86_399

const ALGORITHM = 'ES256'
/** Tokens whose signature was checked already; checking takes longer than most answers. */
const REMEMBERED = 1_000

/** Why a token is no good. */
export type TokenProblem = 'malformed' | 'signature' | 'expired' | 'audience' | 'tenant'

/** What a token turned out to be. */
export type TokenCheck = { caller: Caller; expiresMs: number } | { problem: TokenProblem }

/** Signs tokens and knows its own again. */
export interface TokenIssuer {
  issue(caller: Caller, audience: string): Promise<string>
  /** Checks form, signature, life, tenant, and that the token was made for one of the audiences. */
  check(token: string, audiences: readonly string[]): Promise<TokenCheck>
  /** The public key, as clients ask for it. */
  keys(): Promise<{ keys: JWK[] }>
}

/** Builds the issuer. `key` is a PEM private key; times are wall time. */
export function createTokenIssuer(options: { key: string; tenantId: string; now(): number }): TokenIssuer {
  const { tenantId, now } = options
  const privateKey = createPrivateKey(options.key)
  const publicKey = createPublicKey(privateKey)
  const issuer = `https://sts.windows.net/${tenantId}/`
  const known = new Map<string, { caller: Caller; audience: string; expiresMs: number }>()

  const read = async (token: string) => {
    const rules = { algorithms: [ALGORITHM], issuer, currentDate: new Date(now()) }
    const { payload } = await jwtVerify(token, publicKey, rules)
    const caller = findCaller(String(payload.appid))
    if (!caller) return undefined
    const seen = { caller, audience: String(payload.aud), expiresMs: (payload.exp ?? 0) * 1000 }
    if (known.size >= REMEMBERED) known.clear()
    known.set(token, seen)
    return seen
  }

  return {
    issue({ clientId, objectId }, audience) {
      const iat = Math.floor(now() / 1000)
      const times = { iat, nbf: iat, exp: iat + TOKEN_LIFE_SECONDS }
      const who = { appid: clientId, appidacr: '1', idtyp: 'app', oid: objectId, sub: objectId, tid: tenantId }
      const token = new SignJWT({ ...who, ...times, iss: issuer, aud: audience, ver: '1.0' })
      return token.setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: KEY_ID }).sign(privateKey)
    },
    async check(token, audiences) {
      try {
        const seen = known.get(token) ?? (await read(token))
        if (!seen) return { problem: 'tenant' }
        if (seen.expiresMs <= now()) return { problem: 'expired' }
        const { caller, audience, expiresMs } = seen
        const isForUs = audiences.some((one) => audience === one || audience === `${one}/`)
        return isForUs ? { caller, expiresMs } : { problem: 'audience' }
      } catch (error) {
        return { problem: problemOf(error) }
      }
    },
    keys: async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: KEY_ID, use: 'sig', alg: ALGORITHM }] }),
  }
}

const KEY_ID = 'azbk-mock'

function problemOf(error: unknown): TokenProblem {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'iss' ? 'tenant' : 'malformed'
  return error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid ? 'malformed' : 'signature'
}
