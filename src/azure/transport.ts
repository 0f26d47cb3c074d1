import type { TokenCredential } from '@azure/core-auth'
import type { HttpClient } from '@azure/core-rest-pipeline'

export type { HttpClient }

/** Where requests go: the one seam between Azure, the mock and recorded traffic. */
export interface Transport {
  readonly kind: 'azure' | 'mock' | 'record' | 'replay'
  /** Absent: the SDK's own client, over the network. */
  readonly httpClient?: HttpClient
  readonly credential: () => Promise<TokenCredential>
  /** Replaces the pauses between polls. */
  readonly pollIntervalMs: number | undefined
  close(): Promise<void>
}

/** The client of a transport, for requests outside the SDKs' pipelines. */
export async function httpClientOf(transport: Pick<Transport, 'httpClient'>): Promise<HttpClient> {
  if (transport.httpClient) return transport.httpClient
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline')
  return createDefaultHttpClient()
}

/** Real Azure (or any ARM endpoint) over the network; the credential is loaded when first needed. */
export function azureTransport(
  credential: () => Promise<TokenCredential>,
  seam: Partial<Pick<Transport, 'httpClient' | 'pollIntervalMs'>> = {},
): Transport {
  return { kind: 'azure', pollIntervalMs: undefined, ...seam, credential, close: async () => {} }
}

/** What the in-process mock offers; `mocks/` satisfies it without knowing it. */
export interface InProcessMock {
  readonly httpClient: HttpClient
  readonly credential: TokenCredential
}

/** The in-process mock. Polls are not paced by `Retry-After`: the mock's work takes milliseconds of wall time. */
export function mockTransport(
  mock: InProcessMock,
  options: { pollIntervalMs?: number; close?: () => Promise<void> } = {},
): Transport {
  return {
    kind: 'mock',
    httpClient: mock.httpClient,
    credential: async () => mock.credential,
    pollIntervalMs: options.pollIntervalMs,
    close: options.close ?? (async () => {}),
  }
}
