import type { TokenCredential } from '@azure/core-auth'
import type { Caller } from './providers/authorization/callers.js'

/** One hour: the usual life of a token. */
const LIFE_MS = 3_600_000

/**
 * A credential whose tokens have the form and the claims of Azure's, for clients that look into them. The signature says
 * that it is none. Tokens use wall time, as the SDKs do.
 */
export function createFakeCredential(wallNow: () => number, tenantId: string, caller: Caller): TokenCredential {
  return {
    getToken: async () => {
      const expiresOnTimestamp = wallNow() + LIFE_MS
      return { token: fakeToken({ tenantId, caller, expiresMs: expiresOnTimestamp }), expiresOnTimestamp }
    },
  }
}

/** Claims as in Microsoft's "Access token claims reference". */
function fakeToken({ tenantId, caller, expiresMs }: { tenantId: string; caller: Caller; expiresMs: number }): string {
  const claims = {
    aud: 'https://management.azure.com/',
    exp: Math.floor(expiresMs / 1000),
    idtyp: 'user',
    name: 'Mock Admin',
    oid: caller.objectId,
    tid: tenantId,
    upn: 'admin@contoso.com',
    ver: '1.0',
  }
  return [{ alg: 'none', typ: 'JWT' }, claims].map(base64url).concat('signature-of-the-mock').join('.')
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
