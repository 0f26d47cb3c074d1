import type { HttpClient } from '@azure/core-rest-pipeline'

export interface GithubOidc {
  /** ACTIONS_ID_TOKEN_REQUEST_URL: carries a query already. */
  readonly url: string
  /** ACTIONS_ID_TOKEN_REQUEST_TOKEN: good for this request only. */
  readonly requestToken: string
  readonly audience: string
  readonly httpClient: HttpClient
}

/**
 * Asks GitHub's token endpoint for the proof that Azure trades for a token: asked anew for each login, because it lives
 * for minutes only. Source: docs.github.com, "OpenID Connect reference".
 */
export function githubAssertion({ url, requestToken, audience, httpClient }: GithubOidc): () => Promise<string> {
  return async () => {
    const { createPipelineRequest } = await import('@azure/core-rest-pipeline')
    const address = new URL(url)
    address.searchParams.set('audience', audience)
    const request = createPipelineRequest({ url: address.href })
    request.headers.set('Authorization', `Bearer ${requestToken}`)
    request.headers.set('Accept', 'application/json')
    const response = await httpClient.sendRequest(request)
    const value = response.status === 200 ? tokenValue(response.bodyAsText ?? '') : undefined
    if (value !== undefined) return value
    throw new Error(`GitHub's token endpoint gave no token (HTTP ${response.status})`)
  }
}

function tokenValue(text: string): string | undefined {
  try {
    const { value } = JSON.parse(text) as { value?: unknown }
    return typeof value === 'string' && value !== '' ? value : undefined
  } catch {
    return undefined
  }
}
