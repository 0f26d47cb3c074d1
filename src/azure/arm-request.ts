import { fromAzure, responseError } from './errors.js'
import type { AzureSession } from './session.js'

/** A call that no SDK of ours has. */
interface ArmCall {
  /** What is being done to what, for error messages: "listing the subscriptions". Starts lower-case. */
  readonly what: string
  /** From `/subscriptions` on, without a query; or a whole address that Azure sent (a next page). */
  readonly path: string
  /** Left out when Azure's address carries it. */
  readonly apiVersion?: string
}

/** GET of one document; anything but 2xx is thrown as an AzbkError with Azure's code. */
export async function armGet<T>(session: AzureSession, { what, path, apiVersion }: ArmCall): Promise<T> {
  const { createPipelineRequest } = await import('@azure/core-rest-pipeline')
  const address = path.startsWith('/') ? `${session.cloud.armEndpoint}${path}` : path
  const url = apiVersion === undefined ? address : `${address}?api-version=${apiVersion}`
  const request = createPipelineRequest({ url, abortSignal: session.signal })
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
