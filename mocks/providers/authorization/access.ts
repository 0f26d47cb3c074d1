import type { ArmCall, Route } from '../../arm-types.js'
import { ArmError } from '../../errors.js'
import { actionOf } from './action-name.js'
import { allows, roleOf } from './roles.js'

/** Routes that need no role: they show what the caller may see and do. */
const OPEN = ['/subscriptions', '/tenants', '/metadata/endpoints']

/** True when the caller has any role: only then are subscriptions shown to it. */
export function seesSubscriptions({ caller }: ArmCall): boolean {
  return caller.identity !== 'none'
}

/** 403 unless the role of the identity allows what the route does. Source of the message: recordings of 2024. */
export function requireAccess(call: Pick<ArmCall, 'caller' | 'path'>, route: Route): void {
  const { identity, clientId, objectId } = call.caller
  if (identity === 'owner' || OPEN.includes(route.pattern) || route.pattern.endsWith('/permissions')) return
  // A role in a subscription is enough to read the subscription itself.
  if (identity !== 'none' && route.method === 'GET' && route.pattern === '/subscriptions/:sub') return
  const action = actionOf(route)
  if (allows(roleOf(identity), action)) return
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${clientId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${call.path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )
}
