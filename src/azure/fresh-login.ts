import type { PipelinePolicy } from '@azure/core-rest-pipeline'
import type { RequestCounter } from './session.js'

/** A token can end on its way, or by a clock that is not ours: the SDKs, which trust its written end, would not ask again. */
const EXPIRED = /"ExpiredAuthenticationToken"/

/** Asks for a new token when Azure calls the login expired, and sends the request once more: a 401 says that nothing happened. */
export function freshLoginPolicy(hooks: {
  readonly requests: RequestCounter
  readonly freshToken: () => Promise<string>
}): PipelinePolicy {
  let renewal: Promise<string> | undefined
  // Requests under way together share one login: with `--auth cli` each would start az.
  const renew = () => {
    renewal ??= hooks.freshToken().finally(() => {
      renewal = undefined
    })
    return renewal
  }
  return {
    name: 'azbkFreshLogin',
    async sendRequest(request, next) {
      const response = await next(request)
      if (response.status !== 401 || !EXPIRED.test(response.bodyAsText ?? '')) return response
      request.headers.set('authorization', `Bearer ${await renew()}`)
      hooks.requests.retried += 1
      return next(request)
    },
  }
}
