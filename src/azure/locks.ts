import { sameArmId } from '../core/arm-id.js'
import { nameKey } from '../core/names.js'
import type { Lock } from '../model/vault-contents.js'
import { armList } from './arm-request.js'
import type { AzureSession } from './session.js'

const API_VERSION = '2016-09-01'
const LOCK_SEGMENT = '/providers/microsoft.authorization/locks/'

interface LockRow {
  readonly id?: string
  readonly name?: string
  readonly properties?: { readonly level?: string }
}

/**
 * The locks that hold back changes of a resource: on itself, on what it lies in, and on what lies in it.
 * Source: learn.microsoft.com/rest/api/resources/management-locks, list at subscription level.
 */
export async function listLocks(
  session: AzureSession,
  resource: { readonly id: string; readonly subscriptionId: string },
): Promise<Lock[]> {
  const path = `/subscriptions/${resource.subscriptionId}/providers/Microsoft.Authorization/locks`
  const what = `listing the locks of subscription ${resource.subscriptionId}`
  const rows = await armList<LockRow>(session, { what, path, apiVersion: API_VERSION })
  return rows.map(toLock).filter((lock) => isWithin(resource.id, lock.scope) || isWithin(lock.scope, resource.id))
}

function toLock(row: LockRow): Lock {
  const id = row.id ?? ''
  const at = nameKey(id).lastIndexOf(LOCK_SEGMENT)
  return { id, name: row.name ?? '', level: row.properties?.level ?? 'Unknown', scope: at < 0 ? id : id.slice(0, at) }
}

function isWithin(id: string, scope: string): boolean {
  return sameArmId(id, scope) || nameKey(id).startsWith(`${nameKey(scope)}/`)
}
