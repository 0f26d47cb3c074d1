import { smallestRoleFor } from '../model/built-in-roles.js'

/** "... does not have authorization to perform action 'A' over scope 'S'", also for linked scopes. AZURE-BACKUP-API.md section 17. */
const MISSING_ACTION =
  /does not have (?:authorization|permission) to perform actions?(?:\(s\))? '([^']+)'(?: (?:over|on) (?:the )?(?:linked )?scopes?(?:\(s\))? '([^']+)')?/s

export const WHOAMI_ADVICE = '`azbk whoami` lists what is missing, for every verb.'

/** What to do about a missing permission, read from Azure's own sentence. */
export function missingActionAdvice(message: string): string[] {
  const [, action, scope] = message.match(MISSING_ACTION) ?? []
  if (action === undefined) return []
  const role = smallestRoleFor(action)
  const grant = role
    ? `The missing action is ${action}; the smallest built-in role that holds it is '${role}'.`
    : `The missing action is ${action}; no backup role holds it: ask an owner.`
  return scope === undefined || role === undefined
    ? [grant, WHOAMI_ADVICE]
    : [
        grant,
        `An owner grants it with: az role assignment create --assignee <login> --role "${role}" --scope "${grantable(scope)}"`,
        WHOAMI_ADVICE,
      ]
}

/** Roles are granted at resources and groups, never at all resources of a type, which is what a list was refused for. */
function grantable(scope: string): string {
  return scope.replace(/^(\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?)\/providers\/[^/]+(\/[^/]+)?$/i, '$1')
}

/** The tenant to log in to, read from Azure's answer to a token of another one. */
export function wrongTenantAdvice(message: string): string[] {
  const tenant = message.match(/must match (?:one of )?the tenants? '[^']*?([0-9a-f]{8}-[0-9a-f-]{27})/i)?.[1]
  return tenant === undefined
    ? []
    : [`Log in to the subscription's tenant: az login --tenant ${tenant} (or set AZURE_TENANT_ID).`]
}
