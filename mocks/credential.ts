import type { TokenCredential } from '@azure/core-auth'

/** One hour: the usual life of a token. */
const LIFE_MS = 3_600_000

/** A credential whose token says that it is not one. Tokens use wall time, as the SDKs do. */
export function createFakeCredential(wallNow: () => number): TokenCredential {
  return {
    getToken: async () => ({ token: 'fake-token-of-the-mock', expiresOnTimestamp: wallNow() + LIFE_MS }),
  }
}
