import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { roleOf } from './roles.js'

/** GET of what the identity may do in a scope: the same everywhere in this mock. */
export function listPermissions(_ctx: MockContext, { caller }: ArmCall): ArmReply {
  const { actions, notActions } = roleOf(caller.identity)
  const value = actions.length > 0 ? [{ actions, notActions, dataActions: [], notDataActions: [] }] : []
  return { status: 200, body: { value } }
}
