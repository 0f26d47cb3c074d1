import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline'
import type { Clock, Instant } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import type { ProgressEvent } from '../core/progress.js'
import { CLOUDS, type Cloud } from './clouds.js'
import { azureError, fromAzure } from './errors.js'
import { retryPolicy } from './retry.js'

/** The version that every ARM answers, Azure Stack Hub included, without a login. AZURE-CLIENTS.md section 1. */
const API_VERSION = '2015-01-01'

export interface Discovery {
  readonly cloud: Cloud
  /** The calendar of a served mock; absent for every real Azure. */
  readonly mockTime?: Instant
}

/** What a request before the first login needs. */
export interface DiscoveryHooks {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly progress: (event: ProgressEvent) => void
}

/**
 * The addresses of the cloud behind an ARM endpoint: one of Azure's own, or read from the endpoint itself. An endpoint
 * in trouble is asked again, as every read is.
 */
export async function discoverCloud(
  armEndpoint: string,
  httpClient: HttpClient,
  hooks: DiscoveryHooks,
): Promise<Discovery> {
  const known = Object.values(CLOUDS).find((cloud) => sameName(cloud.armEndpoint, armEndpoint))
  if (known) return { cloud: known }
  const response = await requestMetadata(armEndpoint, patient(httpClient, hooks), hooks.signal)
  if (response.status === 429 || response.status >= 500) throw inTrouble(armEndpoint, response)
  const cloud = response.status === 200 ? parseMetadata(response.bodyAsText ?? '', armEndpoint) : undefined
  const mockTime = response.headers.get('x-azbk-mock-time')
  if (cloud) return { cloud, ...(mockTime === undefined ? {} : { mockTime }) }
  throw new AzbkError({
    code: 'ENDPOINT_NOT_ARM',
    exit: 'failed',
    kind: 'azure',
    message: `${armEndpoint} answers, but not as Azure Resource Manager does: /metadata/endpoints gave HTTP ${response.status} and no https login endpoint.`,
    suggestions: [
      'Check --arm-endpoint: it is the address that `az cloud show --query endpoints.resourceManager` prints.',
    ],
  })
}

function patient(httpClient: HttpClient, hooks: DiscoveryHooks): HttpClient {
  const retrying = retryPolicy({ ...hooks, requests: { sent: 0, retried: 0 } })
  return { sendRequest: (request) => retrying.sendRequest(request, (again) => httpClient.sendRequest(again)) }
}

function inTrouble(armEndpoint: string, response: PipelineResponse): AzbkError {
  const { status, bodyAsText } = response
  const said = (parseJson(bodyAsText ?? '') as { error?: { code?: string; message?: string } } | undefined)?.error
  const message = said?.message ?? `the endpoint answers with HTTP ${status}.`
  return azureError({ what: `reading the addresses of ${armEndpoint}`, status, code: said?.code, message, response })
}

/** The endpoint's description of itself; any answer shows that the endpoint is there. */
export async function requestMetadata(
  armEndpoint: string,
  httpClient: HttpClient,
  signal: AbortSignal,
): Promise<PipelineResponse> {
  const { createPipelineRequest } = await import('@azure/core-rest-pipeline')
  const request = createPipelineRequest({
    url: `${armEndpoint}/metadata/endpoints?api-version=${API_VERSION}`,
    abortSignal: signal,
  })
  try {
    return await httpClient.sendRequest(request)
  } catch (error) {
    throw fromAzure(error, `reading the addresses of ${armEndpoint}`)
  }
}

interface Metadata {
  readonly name?: string
  readonly resourceManager?: string
  readonly authentication?: { readonly loginEndpoint?: string; readonly audiences?: readonly string[] }
  readonly suffixes?: { readonly storage?: string }
}

/** Both shapes: one object (2015-01-01), or a list of clouds each with its `resourceManager` (2019-05-01 and later). */
function parseMetadata(text: string, armEndpoint: string): Cloud | undefined {
  const body = parseJson(text)
  const rows = (Array.isArray(body) ? body : [body]) as (Metadata | null | undefined)[]
  const own = rows.find((row) => sameName(trimmed(row?.resourceManager ?? ''), armEndpoint)) ?? rows[0]
  const authority = trimmed(own?.authentication?.loginEndpoint ?? '')
  const audience = own?.authentication?.audiences?.[0]
  if (!authority.startsWith('https://') || !audience) return undefined
  const host = new URL(armEndpoint).hostname
  return {
    name: own?.name ?? host,
    armEndpoint,
    audience,
    authority,
    storageSuffix: own?.suffixes?.storage ?? host.replace(/^[^.]*management\./, ''),
    federationAudience: CLOUDS.AzureCloud.federationAudience,
    discovered: true,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function trimmed(address: string): string {
  return address.replace(/\/+$/, '')
}
