import type { FullOperationResponse } from '@azure/core-client'
import { fromAzure, responseError } from './errors.js'
import type { AzureSession } from './session.js'

/** A call that no SDK of ours has, or a list that is read without one: its classes cost more than all the rows. */
interface ArmCall {
  /** What is being done to what, for error messages: "listing the subscriptions". Starts lower-case. */
  readonly what: string
  /** From `/subscriptions` on, with names as they are and without a query; or a whole address that Azure sent (a next page). */
  readonly path: string
  /** Left out when Azure's address carries it. */
  readonly apiVersion?: string
  /** The conditions of a list, as {@link odataFilter} writes them. */
  readonly filter?: string
}

/** GET of one document; anything but 2xx is thrown as an AzbkError with Azure's code. */
export async function armGet<T>(session: AzureSession, call: ArmCall): Promise<T> {
  return bodyOf<T>(await send(session, call), call)
}

/** GET of one document; undefined when Azure says 404. */
export async function armFind<T>(session: AzureSession, call: ArmCall): Promise<T | undefined> {
  const response = await send(session, call)
  return response.status === 404 ? undefined : bodyOf<T>(response, call)
}

async function send(session: AzureSession, call: ArmCall): Promise<FullOperationResponse> {
  const { createPipelineRequest } = await import('@azure/core-rest-pipeline')
  const request = createPipelineRequest({ url: urlOf(session, call), abortSignal: session.signal })
  request.headers.set('Accept', 'application/json')
  try {
    const client = await session.arm()
    return await client.sendRequest(request)
  } catch (error) {
    throw fromAzure(error, call.what)
  }
}

/** The client has parsed what calls itself JSON. */
function bodyOf<T>(response: FullOperationResponse, { what }: ArmCall): T {
  if (response.status < 200 || response.status > 299) throw responseError(response, what)
  try {
    return (response.parsedBody ?? JSON.parse(response.bodyAsText ?? 'null')) as T
  } catch (error) {
    throw fromAzure(error, what)
  }
}

function urlOf({ cloud }: AzureSession, { path, apiVersion, filter }: ArmCall): string {
  const address = path.startsWith('/') ? cloud.armEndpoint + path.split('/').map(encodeURIComponent).join('/') : path
  const query = [
    ...(apiVersion === undefined ? [] : [`api-version=${apiVersion}`]),
    ...(filter === undefined ? [] : [`$filter=${encodeURIComponent(filter)}`]),
  ]
  return query.length === 0 ? address : `${address}?${query.join('&')}`
}

/** GET of a list, all pages. */
export async function armList<T>(session: AzureSession, call: ArmCall): Promise<T[]> {
  const rows: T[] = []
  let next: ArmCall | undefined = call
  while (next !== undefined) {
    const page: Page<T> = await armGet<Page<T>>(session, next)
    rows.push(...(page.value ?? []))
    next = page.nextLink ? { what: call.what, path: page.nextLink } : undefined
  }
  return rows
}

interface Page<T> {
  readonly value?: readonly T[]
  readonly nextLink?: string | null
}
