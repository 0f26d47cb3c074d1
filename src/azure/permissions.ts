import type { Permission } from '../model/permissions.js'
import { armList } from './arm-request.js'
import type { AzureSession } from './session.js'

interface PermissionRow {
  readonly actions?: readonly string[]
  readonly notActions?: readonly string[]
}

/** What the login may do at a scope: a subscription's or resource group's id. */
export async function listPermissions(session: AzureSession, scope: string): Promise<Permission[]> {
  const rows = await armList<PermissionRow>(session, {
    what: `reading the permissions at ${scope}`,
    path: `${scope}/providers/Microsoft.Authorization/permissions`,
    apiVersion: '2022-04-01',
  })
  return rows.map(({ actions = [], notActions = [] }) => ({ actions, notActions }))
}
