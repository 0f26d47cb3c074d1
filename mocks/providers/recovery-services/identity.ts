import type { MockContext } from '../../context.js'
import { type JsonObject, objectOf, textOf } from '../../json.js'

/**
 * Identity of a vault after a request. Named user identities are added, `null` removes one, unnamed ones stay; the type comes
 * back in Azure's spelling whatever was sent. Source: recordings of 2024, vault identity.
 */
export function mergeIdentity(ctx: MockContext, present: JsonObject | undefined, sent: JsonObject): JsonObject {
  const wanted = (textOf(sent.type) ?? '').toLowerCase()
  if (wanted === 'none') return { type: 'None' }
  const users: JsonObject = { ...objectOf(present?.userAssignedIdentities) }
  for (const [id, value] of Object.entries(objectOf(sent.userAssignedIdentities))) {
    if (value === null) delete users[id]
    else users[id] = users[id] ?? { principalId: ctx.random.guid(), clientId: ctx.random.guid() }
  }
  const hasSystem = wanted.includes('systemassigned')
  const hasUsers = wanted.includes('userassigned') && Object.keys(users).length > 0
  const type = [hasSystem ? 'SystemAssigned' : '', hasUsers ? 'UserAssigned' : ''].filter(Boolean).join(', ') || 'None'
  return {
    type,
    ...(hasSystem ? { principalId: present?.principalId ?? ctx.random.guid(), tenantId: ctx.state.tenantId } : {}),
    ...(hasUsers ? { userAssignedIdentities: users } : {}),
  }
}
