import type { ArmCall, Route } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { actionOf } from './action-name.js'
import { allows, type MockIdentity, roleOf } from './roles.js'

/** Object and application id of the identity behind every request. */
export const OBJECT_ID = '00000000-0000-0000-0000-0000000000b1'

/** Routes that need no role: they show what the caller may see and do. */
const OPEN = ['/subscriptions', '/tenants', '/metadata/endpoints']

/** Who calls; `owner` unless the mock was made otherwise. */
export function identityOf(ctx: MockContext): MockIdentity {
  return ctx.settings.identity ?? 'owner'
}

/** True when the identity has any role: only then are subscriptions shown to it. */
export function seesSubscriptions(ctx: MockContext): boolean {
  return identityOf(ctx) !== 'none'
}

/** 403 unless the role of the identity allows what the route does. Source of the message: recordings of 2024. */
export function requireAccess(ctx: MockContext, call: ArmCall, route: Route): void {
  const identity = identityOf(ctx)
  if (identity === 'owner' || OPEN.includes(route.pattern) || route.pattern.endsWith('/permissions')) return
  // A role in a subscription is enough to read the subscription itself.
  if (identity !== 'none' && route.method === 'GET' && route.pattern === '/subscriptions/:sub') return
  const action = actionOf(route)
  if (allows(roleOf(identity), action)) return
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${OBJECT_ID}' with object id '${OBJECT_ID}' does not have authorization to perform action '${action}' over scope '${call.path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )
}
