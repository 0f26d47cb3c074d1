import { CALLERS, type Caller, callerOf } from '../providers/authorization/callers.js'

/**
 * The secret of a caller. Known to everybody on purpose: whoever reaches the mock may log in as anyone, and scripts need
 * nothing but this table.
 */
export function clientSecretOf({ identity }: Caller): string {
  return `azbk-mock-${identity}`
}

/** The caller with an application id, compared without case. */
export function findCaller(clientId: string): Caller | undefined {
  return CALLERS.find((caller) => caller.clientId === clientId.toLowerCase())
}

/** Whom a machine's identity stands for when no application id is named. */
export const MACHINE_CALLER = callerOf('owner')
