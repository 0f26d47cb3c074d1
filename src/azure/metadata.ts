import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline'
import type { Instant } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import { CLOUDS, type Cloud } from './clouds.js'
import { fromAzure } from './errors.js'

/** The version that every ARM answers, Azure Stack Hub included, without a login. AZURE-CLIENTS.md section 1. */
const API_VERSION = '2015-01-01'

export interface Discovery {
  readonly cloud: Cloud
  /** The calendar of a served mock; absent for every real Azure. */
  readonly mockTime?: Instant
}

/** The addresses of the cloud behind an ARM endpoint: one of Azure's own, or read from the endpoint itself. */
export async function discoverCloud(
  armEndpoint: string,
  httpClient: HttpClient,
  signal: AbortSignal,
): Promise<Discovery> {
  const known = Object.values(CLOUDS).find((cloud) => sameName(cloud.armEndpoint, armEndpoint))
  if (known) return { cloud: known }
  const response = await requestMetadata(armEndpoint, httpClient, signal)
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
