import { fromAzure, responseError } from './errors.js'
import type { AzureSession } from './session.js'

/** A call that no SDK of ours has, or a list that is read without one: its classes cost more than all the rows. */
interface ArmCall {
  /** What is being done to what, for error messages: "listing the subscriptions". Starts lower-case. */
  readonly what: string
  /** From `/subscriptions` on, without a query; or a whole address that Azure sent (a next page). */
  readonly path: string
  /** Left out when Azure's address carries it. */
  readonly apiVersion?: string
  /** The conditions of a list, as {@link odataFilter} writes them. */
  readonly filter?: string
}

/** GET of one document; anything but 2xx is thrown as an AzbkError with Azure's code. */
export async function armGet<T>(session: AzureSession, call: ArmCall): Promise<T> {
  const { createPipelineRequest } = await import('@azure/core-rest-pipeline')
  const { what } = call
  const request = createPipelineRequest({ url: urlOf(session, call), abortSignal: session.signal })
  request.headers.set('Accept', 'application/json')
  try {
    const client = await session.arm()
    const response = await client.sendRequest(request)
    if (response.status < 200 || response.status > 299) throw responseError(response, what)
    return JSON.parse(response.bodyAsText ?? 'null') as T
  } catch (error) {
    throw fromAzure(error, what)
  }
}

function urlOf({ cloud }: AzureSession, { path, apiVersion, filter }: ArmCall): string {
  const address = path.startsWith('/') ? `${cloud.armEndpoint}${path}` : path
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
