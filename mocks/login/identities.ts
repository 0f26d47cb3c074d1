import { CALLERS, type Caller, callerOf } from '../providers/authorization/callers.js'
import type { MockIdentity } from '../providers/authorization/roles.js'

/** A service principal that can log in. */
export interface ServedIdentity {
  identity: MockIdentity
  clientId: string
  /** No secret: the same in every mock. */
  clientSecret: string
}

/**
 * The secret of a caller. Known to everybody on purpose: whoever reaches the mock may log in as anyone, and scripts need
 * nothing but this table.
 */
export function clientSecretOf({ identity }: Caller): string {
  return `azbk-mock-${identity}`
}

/** One service principal for each role, the owner first. */
export const SERVED_IDENTITIES = CALLERS.map((caller) => ({
  identity: caller.identity,
  clientId: caller.clientId,
  clientSecret: clientSecretOf(caller),
})) as unknown as readonly [ServedIdentity, ...ServedIdentity[]]

/** The caller with an application id, compared without case. */
export function findCaller(clientId: string): Caller | undefined {
  return CALLERS.find((caller) => caller.clientId === clientId.toLowerCase())
}

/** Whom a machine's identity stands for when no application id is named. */
export const MACHINE_CALLER = callerOf('owner')
