import { sameArmId } from '../core/arm-id.js'
import { nameKey } from '../core/names.js'
import type { Lock } from '../model/vault-contents.js'
import { azureCall, responseError } from './errors.js'
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
  const rows = await listSubscriptionLocks(session, resource.subscriptionId)
  return rows.map(toLock).filter((lock) => isWithin(resource.id, lock.scope) || isWithin(lock.scope, resource.id))
}

async function listSubscriptionLocks(session: AzureSession, subscriptionId: string): Promise<LockRow[]> {
  const what = `listing the locks of subscription ${subscriptionId}`
  const { createPipelineRequest } = await import('@azure/core-rest-pipeline')
  const client = await session.arm()
  const rows: LockRow[] = []
  const first = `${session.cloud.armEndpoint}/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/locks?api-version=${API_VERSION}`
  for (let url: string | undefined = first; url !== undefined; ) {
    const request = createPipelineRequest({ url, method: 'GET', abortSignal: session.signal })
    const response = await azureCall(what, () => client.sendRequest(request))
    if (response.status !== 200) throw responseError(response, what)
    const page = JSON.parse(response.bodyAsText ?? '{}') as { value?: LockRow[]; nextLink?: string }
    rows.push(...(page.value ?? []))
    url = page.nextLink
  }
  return rows
}

function toLock(row: LockRow): Lock {
  const id = row.id ?? ''
  const at = nameKey(id).lastIndexOf(LOCK_SEGMENT)
  return { id, name: row.name ?? '', level: row.properties?.level ?? 'Unknown', scope: at < 0 ? id : id.slice(0, at) }
}

function isWithin(id: string, scope: string): boolean {
  return sameArmId(id, scope) || nameKey(id).startsWith(`${nameKey(scope)}/`)
}
