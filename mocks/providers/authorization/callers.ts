import type { MockIdentity } from './roles.js'

/** Who sends a request, as a token says it. */
export interface Caller {
  identity: MockIdentity
  /** Application id. */
  clientId: string
  /** Object id of its service principal. */
  objectId: string
}

const IDENTITIES: readonly MockIdentity[] = ['owner', 'backup-contributor', 'backup-operator', 'backup-reader', 'none']

/** The callers that the mock knows, one for each role; the first is the owner. */
export const CALLERS: readonly Caller[] = IDENTITIES.map((identity, index) => ({
  identity,
  clientId: `00000000-0000-0000-0000-0000000000c${index + 1}`,
  objectId: `00000000-0000-0000-0000-0000000000b${index + 1}`,
}))

/** The caller with a role. */
export function callerOf(identity: MockIdentity): Caller {
  const caller = CALLERS.find((one) => one.identity === identity)
  if (!caller) throw new RangeError(`There is no identity "${identity}".`)
  return caller
}
