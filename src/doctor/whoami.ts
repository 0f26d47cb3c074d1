import { readTokenClaims } from '../azure/auth-token.js'
import { listPermissions } from '../azure/permissions.js'
import { getSubscription } from '../azure/subscriptions.js'
import type { AppContext } from '../context.js'
import { smallestRoleFor } from '../model/built-in-roles.js'
import { type JobRole, type RoleDefinition, roleDefinition } from '../model/job-roles.js'
import { missingActions } from '../model/permissions.js'
import { VERB_ACTIONS, type Verb } from '../model/verb-actions.js'
import { describeIdentity, type Identity, scopeOf } from './identity.js'

/** Whether the login may do what a verb needs. */
export interface VerbPermission {
  readonly verb: string
  readonly allowed: boolean
  readonly missing: readonly string[]
  /** Built-in roles that together hold what is missing. */
  readonly roles: readonly string[]
}

export interface WhoamiReport {
  readonly identity: Identity
  readonly cloud: { readonly name: string; readonly endpoint: string }
  readonly subscription: { readonly id: string; readonly name: string; readonly state: string }
  /** Where the permissions were read. */
  readonly scope: string
  readonly verbs: readonly VerbPermission[]
}

/** With --role a role definition, without it a report. */
export type WhoamiResult = WhoamiReport | RoleDefinition

/** Who is logged in, where, and what the login may do. */
export async function whoami(ctx: AppContext): Promise<WhoamiReport> {
  const { session } = ctx
  const { token, expiresOnTimestamp } = await session.login()
  const subscription = await getSubscription(session, session.subscriptionId())
  const scope = scopeOf(ctx)
  const permissions = await listPermissions(session, scope)
  const verbs = (Object.keys(VERB_ACTIONS) as Verb[]).map((verb) =>
    toVerbPermission(verb, missingActions(permissions, verb)),
  )
  return {
    identity: describeIdentity(readTokenClaims(token), expiresOnTimestamp),
    cloud: { name: session.cloud.name, endpoint: session.cloud.armEndpoint },
    subscription: { id: subscription.id, name: subscription.name, state: subscription.state },
    scope,
    verbs,
  }
}

function toVerbPermission(verb: Verb, missing: readonly string[]): VerbPermission {
  const roles = [...new Set(missing.map((action) => smallestRoleFor(action) ?? 'Owner'))]
  return { verb, allowed: missing.length === 0, missing, roles }
}

/** The custom role that is just enough for a job, to be assigned in the scope of this run. */
export function roleFor(ctx: AppContext, role: JobRole): RoleDefinition {
  return roleDefinition(role, [scopeOf(ctx)])
}
